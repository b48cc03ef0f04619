package dither.report.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.task.Metric;
import dither.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunPageTest {
    private static Stream<EpochMetrics> epochs(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(epoch -> new EpochMetrics(epoch, 1, 1, Map.of(Metric.ACCURACY, 0.5), 1, 32, 0.1));
    }

    /** Numbers begin anew in each stage, and what is only quantised has its last epoch alone. */
    @Test
    void epochsOfAllStagesFollowEachOther() {
        List<EpochMetrics> earlier =
                Stream.concat(epochs(1, 2, 3), epochs(1, 2)).toList();
        List<RunPage.Place> places = new ArrayList<>();

        int before = RunPage.places(earlier, 0, places);
        int all = RunPage.places(epochs(2).toList(), before, places);

        assertEquals(
                List.of(1, 2, 3, 4, 5, 7),
                places.stream().map(RunPage.Place::epoch).toList());
        assertEquals(5, before);
        assertEquals(7, all);
    }
}
