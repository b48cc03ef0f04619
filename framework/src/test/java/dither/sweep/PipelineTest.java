package dither.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.quant.DiffQ;
import org.junit.jupiter.api.Test;

class PipelineTest {
    @Test
    void sizesThatWereAskedForAndNotReachedAreSaid() {
        DiffQ steered = new DiffQ(5, 8).withTarget(0.5);

        assertEquals("", Pipeline.missed(new DiffQ(5, 8), 0.1));
        assertEquals("", Pipeline.missed(steered, 0.505));
        assertTrue(
                Pipeline.missed(steered, 0.45).startsWith("; took 0.4500 MB where 0.5000 were asked for"),
                Pipeline.missed(steered, 0.45));
    }
}
