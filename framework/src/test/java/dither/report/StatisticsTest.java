package dither.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void intervalsAreStudents() {
        Estimate estimate = Estimate.of(1, 2, 3);

        assertEquals(2, estimate.mean());
        assertEquals(4.302653 / Math.sqrt(3), estimate.halfWidth(), 1e-5); // t(0.975, 2) from the tables
        assertEquals("2.00 ± 2.48", estimate.show(2, 1));
    }

    @Test
    void oneValueHasNoInterval() {
        assertTrue(Double.isNaN(Estimate.of(5).halfWidth()));
        assertEquals("50.0", Estimate.of(5).show(1, 10));
    }

    private static Claim claim(double margin, double... differences) {
        return new Claim("s", "p", "q", Estimate.of(differences), margin);
    }

    @Test
    void verdictsFollowTheInterval() {
        assertEquals(Claim.Verdict.HOLDS, claim(0, 1, 1.1, 0.9).verdict());
        assertEquals(Claim.Verdict.HOLDS, claim(0.3, -0.1, -0.11, -0.09).verdict());
        assertEquals(Claim.Verdict.DOES_NOT_HOLD, claim(0.3, -1, -1.1, -0.9).verdict());
        assertEquals(Claim.Verdict.UNDECIDED, claim(0, -1, 1, 0).verdict());
        assertEquals(Claim.Verdict.UNDECIDED, claim(0, 5).verdict());
    }
}
