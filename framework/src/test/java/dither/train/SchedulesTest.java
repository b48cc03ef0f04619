package dither.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulesTest {
    @Test
    void stepsFallAtTheGivenShares() {
        // A fifth every 60 of 200 epochs of 10 steps: at epochs 60, 120 and 180.
        Schedule schedule = new Schedule.Steps(List.of(0.3, 0.6, 0.9), 0.2);
        assertEquals(1, schedule.factor(599, 2000));
        assertEquals(0.2, schedule.factor(600, 2000), 1e-12);
        assertEquals(0.04, schedule.factor(1799, 2000), 1e-12);
        assertEquals(0.008, schedule.factor(1800, 2000), 1e-12);
    }

    @Test
    void cosineFallsFromOneToItsFloor() {
        Schedule schedule = new Schedule.Cosine(0.1);
        assertEquals(1, schedule.factor(0, 100));
        assertEquals(0.55, schedule.factor(50, 100), 1e-12);
        assertEquals(0.1, schedule.factor(100, 100), 1e-12);
    }

    @Test
    void warmUpRisesLinearlyThenHandsOver() {
        Schedule schedule = new Schedule.WarmUp(0.1, new Schedule.Cosine(0));
        assertEquals(1 / 11.0, schedule.factor(0, 100), 1e-12);
        assertEquals(10 / 11.0, schedule.factor(9, 100), 1e-12);
        assertEquals(1, schedule.factor(10, 100));
        assertEquals(0.5, schedule.factor(55, 100), 1e-12);
    }

    @Test
    void constantIsConstant() {
        assertEquals(1, new Schedule.Constant().factor(77, 100));
    }
}
