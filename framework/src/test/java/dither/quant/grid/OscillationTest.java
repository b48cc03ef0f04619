package dither.quant.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OscillationTest {
    /** Whole numbers from -8 to 7; zero is level 8. */
    private static final Grid WHOLE = new IntegerGrid(
            Channels.ofWeights(RoundingGrid.Granularity.TENSOR, List.of(1L), 1), new float[] {1}, new float[] {8}, 4);

    /** The same with another zero point. */
    private static final Grid NEXT = new IntegerGrid(
            Channels.ofWeights(RoundingGrid.Granularity.TENSOR, List.of(1L), 1), new float[] {1}, new float[] {7}, 4);

    private static Oscillation.History history(Oscillation settings) {
        return new Oscillation.History(settings, 1, 1);
    }

    private static float see(Oscillation.History history, float weight) {
        MemorySegment out = Memory.of(WHOLE.value(0, WHOLE.level(0, weight)));
        history.forward(Memory.of(weight), out, WHOLE);
        return Memory.get(out, 0);
    }

    /** f = rate o + (1 - rate) f, with o as a person would count it. */
    @ParameterizedTest
    @CsvSource({
        "0 1 0 1, 0 0 1 1",
        "0 1 2 3, 0 0 0 0",
        "0 1 1 0, 0 0 0 1",
        "0 2 1 1 2 1, 0 0 1 0 1 1",
        "3 3 3 3, 0 0 0 0"
    })
    void changesOfDirectionAreOscillations(String levels, String expected) {
        double rate = 0.25;
        Oscillation.History history = history(Oscillation.watched(rate));
        double f = 0;
        String[] all = levels.split(" ");
        for (int t = 0; t < all.length; t++) {
            see(history, Float.parseFloat(all[t]));
            if (t > 0) {
                f = rate * Integer.parseInt(expected.split(" ")[t]) + (1 - rate) * f;
            }
            assertEquals(f, Memory.get(history.state().get(2), 0), 1e-6, levels + " at " + t);
        }
    }

    @Test
    void frozenWeightsKeepTheirLevelUnderAnyGradient() {
        Oscillation.History history = history(Oscillation.frozen(0.25, 0.3, 0.3));
        history.begin(0.5);
        for (int t = 0; t < 20; t++) {
            see(history, t % 4 == 3 ? 1 : 0);
        }
        MemorySegment gradient = Memory.of(100);
        history.backward(Memory.of(5f), gradient, WHOLE);
        short[] stored = {8 + 5};
        history.freeze(stored, WHOLE);

        assertEquals(0f, see(history, 5), "mostly 0, so the average rounds to it");
        assertEquals(0f, Memory.get(gradient, 0));
        assertEquals(8, stored[0]);
    }

    /** The grid of a range that is about as long on either side is refitted to one zero point or the next. */
    @Test
    void aZeroPointThatMovesMovesNoWeight() {
        Oscillation.History history = history(Oscillation.frozen(0.25, 0.1, 0.1));
        history.begin(0.5);
        MemorySegment out = Memory.allocate(1);
        for (int t = 0; t < 20; t++) {
            history.forward(Memory.of(3f), out, t % 2 == 0 ? WHOLE : NEXT);
        }
        assertEquals(0, history.oscillating());
    }

    @Test
    void frozenWeightsKeepTheirValueWhenTheZeroPointMoves() {
        Oscillation.History history = history(Oscillation.frozen(0.25, 0.3, 0.3));
        history.begin(0.5);
        for (int t = 0; t < 20; t++) {
            see(history, t % 4 == 3 ? 1 : 0);
        }
        short[] stored = {12};
        history.freeze(stored, NEXT);
        assertEquals(0f, NEXT.value(0, stored[0]));
    }

    @Test
    void aThresholdThatNeverFreezesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Oscillation.frozen(0.25, 0, 0.1));
    }

    @Test
    void nothingIsFrozenInTheFirstQuarter() {
        Oscillation.History history = history(Oscillation.frozen(0.25, 0.1, 0.1));
        history.begin(0.2);
        for (int t = 0; t < 50; t++) {
            assertEquals(t % 2, see(history, t % 2));
        }
    }

    /** Finite differences of lambda (level - w)^2 with the level held fixed. */
    @ParameterizedTest
    @CsvSource({"0.3", "-1.4", "6.9", "7.3", "-9"})
    void dampeningPullsTowardsTheLevelAndLeavesOutliers(float weight) {
        Oscillation.History history = history(Oscillation.dampened(0.1, 0.5));
        history.begin(0.999999999);
        MemorySegment gradient = Memory.of(0);

        history.backward(Memory.of(weight), gradient, WHOLE);

        double level = Math.rint(weight);
        double up = 0.5 * Math.pow(level - (weight + 1e-4), 2);
        double down = 0.5 * Math.pow(level - (weight - 1e-4), 2);
        double expected = weight < -8 || weight > 7 ? 0 : (up - down) / 2e-4;
        assertEquals(expected, Memory.get(gradient, 0), 1e-4);
    }

    /** The one-dimensional problem: loss (Q(w) - 0.3)^2 / 2 by straight-through descent. */
    @ParameterizedTest
    @CsvSource({"watched,60,2000", "frozen,0,0", "dampened,0,0"})
    void freezingAndDampeningStopWhatWatchingOnlySees(String kind, int least, int most) {
        Oscillation settings = switch (kind) {
            case "frozen" -> Oscillation.frozen(0.02, 0.1, 0.02);
            case "dampened" -> Oscillation.dampened(0.02, 1);
            default -> Oscillation.watched(0.02);
        };
        Oscillation.History history = history(settings);
        int steps = 2000;
        float w = 0.45f;
        float last = 0;
        int changes = 0;
        for (int t = 0; t < steps; t++) {
            history.begin((double) t / steps);
            float level = see(history, w);
            MemorySegment gradient = Memory.of(level - 0.3f);
            history.backward(Memory.of(w), gradient, WHOLE);
            w -= 0.05f * Memory.get(gradient, 0);
            changes += t >= steps * 9 / 10 && level != last ? 1 : 0;
            last = level;
        }
        int seen = changes;
        assertTrue(changes >= least && changes <= most, () -> kind + ": " + seen + " changes in the last tenth");
    }

    @Test
    void thresholdsFollowHalfACosineAfterAQuarter() {
        assertEquals(0.1, Oscillation.annealed(0.1, 0.01, 0.25), 1e-12);
        assertEquals(0.055, Oscillation.annealed(0.1, 0.01, 0.625), 1e-12);
        assertEquals(0.01, Oscillation.annealed(0.1, 0.01, 1), 1e-12);
    }

    @Test
    void theShareCountsWeightsAboveTheThreshold() {
        Oscillation.History history = new Oscillation.History(Oscillation.watched(0.5), 2, 1);
        for (int t = 0; t < 10; t++) {
            MemorySegment out = Memory.allocate(2);
            history.forward(Memory.of(t % 2, 3), out, WHOLE);
        }
        assertEquals(0.5, history.oscillating());
        assertTrue(history.state().size() > 4);
    }
}
