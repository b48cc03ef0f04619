package dither.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceTest {

    @Test
    void threadsAreThoseAskedForElseThoseOfTheEnvironmentElseAll() {
        assertEquals(3, Provenance.nativeThreads(3, "4"));
        assertEquals(4, Provenance.nativeThreads(0, "4"));
        assertEquals(4, Provenance.nativeThreads(0, " 4,2"));
        assertEquals(Runtime.getRuntime().availableProcessors(), Provenance.nativeThreads(0, null));
        assertEquals(Runtime.getRuntime().availableProcessors(), Provenance.nativeThreads(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-2", "2.5", ",2", "99999999999"})
    void anEnvironmentThatNamesNoThreadsIsRefusedByName(String set) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Provenance.nativeThreads(0, set));

        assertTrue(refused.getMessage().contains("OMP_NUM_THREADS"), refused.getMessage());
        assertTrue(refused.getMessage().contains("'" + set + "'"), refused.getMessage());
    }
}
