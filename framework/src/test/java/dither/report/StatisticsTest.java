package dither.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.report.claim.Comparison;
import dither.report.claim.Comparison.Demand;
import dither.report.claim.Finding;
import dither.report.claim.Verdict;
import dither.report.claim.Words;
import dither.report.evidence.Estimate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.inference.TestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static Finding finding(Demand demand, double... answers) {
        Comparison comparison = new Comparison("here", "quantity", List.of(), _ -> 0, demand);
        return finding(comparison, 0, answers);
    }

    private static Finding finding(Comparison comparison, int failures, double... answers) {
        return new Finding(
                comparison,
                IntStream.range(0, answers.length)
                        .mapToObj(i -> new Finding.Answer(i + 1, answers[i]))
                        .toList(),
                failures,
                0);
    }

    private static Verdict above(double bound, double... answers) {
        return finding(new Demand.Above(bound), answers).verdict();
    }

    private static Verdict within(double bound, double... answers) {
        return finding(new Demand.Within(bound), answers).verdict();
    }

    @Test
    void verdictsFollowTheInterval() {
        assertEquals(Verdict.HOLDS, above(0, 1, 1.1, 0.9));
        assertEquals(Verdict.HOLDS, above(-0.3, -0.1, -0.11, -0.09));
        assertEquals(Verdict.DOES_NOT_HOLD, above(-0.3, -1, -1.1, -0.9));
        assertEquals(Verdict.UNDECIDED, above(0, -1, 1, 0));
        assertEquals(Verdict.UNDECIDED, above(0, 5));
        assertEquals(Verdict.UNDECIDED, above(0, 5, 5.001), "two seeds decide nothing, however near");
        assertEquals(Verdict.UNTESTED, above(0));
        assertEquals(Verdict.HOLDS, finding(new Demand.Below(5), 4, 4.1, 3.9).verdict());
        assertEquals(
                Verdict.DOES_NOT_HOLD, finding(new Demand.Below(5), 6, 6.1, 5.9).verdict());
        assertEquals(Verdict.HOLDS, within(1, 0.1, -0.1, 0));
        assertEquals(Verdict.DOES_NOT_HOLD, within(1, 2, 2.1, 1.9));
        assertEquals(Verdict.DOES_NOT_HOLD, within(1, -2, -2.1, -1.9));
        assertEquals(Verdict.UNDECIDED, within(1, 0.5, 1.5, 1));
    }

    @Test
    void aClaimIsAsGoodAsItsWorstPart() {
        assertEquals(Verdict.HOLDS, Verdict.of(List.of(Verdict.HOLDS, Verdict.HOLDS)));
        assertEquals(Verdict.UNDECIDED, Verdict.of(List.of(Verdict.HOLDS, Verdict.UNTESTED)));
        assertEquals(Verdict.DOES_NOT_HOLD, Verdict.of(List.of(Verdict.UNDECIDED, Verdict.DOES_NOT_HOLD)));
        assertEquals(Verdict.UNTESTED, Verdict.of(List.of(Verdict.UNTESTED)));
    }

    /** The second opinion: Commons Math's own test of paired samples rejects at 5 % exactly where we decide. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 20})
    void verdictsAgreeWithThePairedTest(int n) {
        NormalDistribution normal = new NormalDistribution(new Well19937c(n), 0.6, 1);
        int decided = 0;
        for (int trial = 0; trial < 200; trial++) {
            double[] answers = normal.sample(n);
            boolean rejected = TestUtils.pairedTTest(answers, new double[n], 0.05);
            Verdict verdict = above(0, answers);

            assertEquals(rejected, verdict != Verdict.UNDECIDED, "n " + n + ", trial " + trial);
            decided += rejected ? 1 : 0;
        }
        assertTrue(decided > 0 && decided < 200, "n " + n + ": " + decided + " decided");
    }

    /** A claim that is just not so must be said to hold, or not to hold, in one of twenty cases only. */
    @Test
    void verdictsAreWrongAsSeldomAsTheySay() {
        NormalDistribution normal = new NormalDistribution(new Well19937c(7), 0, 1);
        int decided = 0;
        for (int trial = 0; trial < 4_000; trial++) {
            decided += above(0, normal.sample(3)) == Verdict.UNDECIDED ? 0 : 1;
        }
        assertEquals(0.05, decided / 4_000.0, 4 * Math.sqrt(0.05 * 0.95 / 4_000), decided + " of 4000");
    }

    /** A training that diverges is a loss that its survivors do not show. */
    @Test
    void nothingHoldsOfWhichASeedFailed() {
        Comparison comparison = new Comparison("here", "quantity", List.of(), _ -> 0, new Demand.Above(0));

        assertEquals(Verdict.UNDECIDED, finding(comparison, 1, 1.0, 1.1, 0.9).verdict());
        assertEquals(
                Verdict.DOES_NOT_HOLD, finding(comparison, 1, -1.0, -1.1, -0.9).verdict());
        assertEquals(Verdict.UNDECIDED, finding(comparison, 3).verdict());
    }

    /** One of nine seeds whose perplexity is infinite, say. */
    @Test
    void nothingHoldsOfWhichASeedHasNoAnswer() {
        List<Finding.Answer> answers =
                finding(new Demand.Above(0), 1.0, 1.1, 0.9).answers();
        Comparison comparison = new Comparison("here", "quantity", List.of(), _ -> 0, new Demand.Above(0));
        Finding finding = new Finding(comparison, answers, 0, 1);

        assertEquals(Verdict.UNDECIDED, finding.verdict());
        assertEquals("undecided: seeds without an answer: 1", Words.verdict(finding));
    }

    /** A mean in the middle may miss either bound. */
    @Test
    void seedsToDecideCountBothBounds() {
        Finding finding = finding(new Demand.Within(1), -1, 0, 1);
        int seeds = finding.seedsToDecide().orElseThrow();

        NormalDistribution normal = new NormalDistribution(new Well19937c(seeds), 0, 1);
        int decided = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            decided += within(1, normal.sample(seeds)) == Verdict.HOLDS ? 1 : 0;
        }

        assertTrue(decided > 0.77 * 2_000, seeds + " seeds: " + decided + " of 2000");
        assertTrue(decided < 0.87 * 2_000, "fewer than " + seeds + " would do: " + decided + " of 2000");
    }

    /** So many seeds decide in four of five cases: by simulation. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void seedsToDecideMostlyDecide(double effect) {
        Finding finding = finding(new Demand.Above(0), effect - 1, effect, effect + 1);
        assertEquals(effect, finding.effect(), 1e-12);
        int seeds = finding.seedsToDecide().orElseThrow();

        NormalDistribution normal = new NormalDistribution(new Well19937c(seeds), effect, 1);
        int decided = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            decided += above(0, normal.sample(seeds)) == Verdict.HOLDS ? 1 : 0;
        }

        assertTrue(decided > 0.77 * 2_000, "effect " + effect + ", " + seeds + " seeds: " + decided + " of 2000");
        assertTrue(effect > 1 || decided < 0.87 * 2_000, "fewer than " + seeds + " would do: " + decided + " of 2000");
    }

    @Test
    void differencesThatAreNextToNothingWouldNeedTooManySeeds() {
        assertTrue(finding(new Demand.Above(0), -0.9, 0.1, 1.1).seedsToDecide().isEmpty());
    }

    @Test
    void bootstrapIntervalsOfMediansCoverWhatTheyShould() {
        NormalDistribution normal = new NormalDistribution(new Well19937c(11), 2, 1);
        int covered = 0;
        for (int trial = 0; trial < 200; trial++) {
            Finding.Median median =
                    finding(new Demand.Above(0), normal.sample(15)).median();
            covered += median.low() <= 2 && 2 <= median.high() ? 1 : 0;
        }
        assertTrue(covered > 180 && covered < 200, covered + " of 200 intervals cover the median");
    }
}
