package dither.task;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import dither.data.DataLibrary;
import dither.data.MusicSpec;
import org.junit.jupiter.api.Test;

class SeparationTaskTest {
    /** A stride of no sample at all found the same extract until memory was full. */
    @Test
    void extractsThatRoundToNoSampleAreRefused() {
        MusicSpec spec = new MusicSpec.Generated(4000, 1, new MusicSpec.Extracts(0.5, 1e-4, true));

        String said = assertThrows(DataException.class, () -> Task.of(new DataLibrary(null).load(spec)))
                .getMessage();

        assertTrue(said.contains("2000 samples, 0 apart"), said);
    }
}
