package dither.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SchedulesTest {
    @Test
    void stepsCutTrainingIntoEqualParts() {
        Schedule schedule = new Schedule.Steps(3, 0.2);
        assertEquals(1, schedule.factor(99, 300));
        assertEquals(0.2, schedule.factor(100, 300), 1e-12);
        assertEquals(0.04, schedule.factor(299, 300), 1e-12);
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
