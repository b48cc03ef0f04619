package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.store.Heartbeats;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    private final Progress progress = new Progress() {
        @Override
        public void task(String name) {
            said.add(name);
        }
    };

    /** Asked for every second, it once filled logs with two lines a second. */
    @Test
    void whatAnotherProgramIsAtIsSaidOnce() throws InterruptedException {
        Site site = new Site(folder, Scale.SMOKE, null);
        Trial one = TestTrials.trial(new Method.Float32());
        Trial other = TestTrials.trial(new PostTraining(2));
        Schedule schedule = new Schedule(List.of(new Job.Whole(one), new Job.Whole(other)), site, progress);
        try (Heartbeats.Pulse _ = site.heartbeats().start(one);
                Heartbeats.Pulse _ = site.heartbeats().start(other)) {
            for (int round = 0; round < 2; round++) {
                Job first = schedule.next().orElseThrow();
                Job second = schedule.next().orElseThrow();
                schedule.ended(first, JobRunner.Result.BUSY);
                schedule.ended(second, JobRunner.Result.BUSY);
            }
        }

        assertEquals(
                List.of(
                        "1/2 " + new Job.Whole(one).label(),
                        "2/2 " + new Job.Whole(other).label(),
                        "waiting for another program: " + new Job.Whole(one).label()),
                said);

        said.clear();
        schedule.next();
        assertEquals(List.of("1/2 " + new Job.Whole(one).label()), said, "the other program has gone");
    }
}
