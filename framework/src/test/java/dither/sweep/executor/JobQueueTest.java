package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.SteQat;
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

class JobQueueTest {
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
        Trial other = TestTrials.trial(new SteQat(2));
        JobQueue queue = new JobQueue(List.of(new Job.Whole(one), new Job.Whole(other)), site, progress);
        try (Heartbeats.Pulse _ = site.heartbeats().start(one);
                Heartbeats.Pulse _ = site.heartbeats().start(other)) {
            for (int round = 0; round < 2; round++) {
                Job first = queue.next().orElseThrow();
                Job second = queue.next().orElseThrow();
                queue.ended(first, JobRunner.Result.BUSY);
                queue.ended(second, JobRunner.Result.BUSY);
            }
        }

        assertEquals(
                List.of(
                        "1/2 " + new Job.Whole(one).label(),
                        "2/2 " + new Job.Whole(other).label(),
                        "waiting for another program: " + new Job.Whole(one).label()),
                said);

        said.clear();
        queue.next();
        assertEquals(List.of("1/2 " + new Job.Whole(one).label()), said, "the other program has gone");
    }

    /** All but one of them would hold a worker and wait for the same training. */
    @Test
    void ofJobsThatEndWithOneTrainingOneGoesAhead() throws InterruptedException {
        Site site = new Site(folder, Scale.SMOKE, null);
        Job floats = new Job.Whole(TestTrials.trial(new Method.Float32()));
        Job rounded = new Job.Whole(TestTrials.trial(new PostTraining(2)));
        Job other = new Job.Whole(TestTrials.trial(new SteQat(2)));
        JobQueue queue = new JobQueue(List.of(floats, rounded, other), site, progress);

        assertEquals(floats, queue.next().orElseThrow());
        assertEquals(other, queue.next().orElseThrow());
        queue.ended(floats, JobRunner.Result.DONE);
        assertEquals(rounded, queue.next().orElseThrow());
    }

    @Test
    void jobsWhoseTrainingIsDoneNeedNotWaitForEachOther() throws InterruptedException {
        Site site = new Site(folder, Scale.SMOKE, null);
        Trial trained = TestTrials.trial(new Method.Float32());
        new JobRunner(site, Progress.silent()).run(new Job.Whole(trained));
        Job one = new Job.Whole(TestTrials.trial(new PostTraining(2)));
        Job other = new Job.Whole(TestTrials.trial(new PostTraining(4)));
        JobQueue queue = new JobQueue(List.of(one, other), site, progress);

        assertEquals(one, queue.next().orElseThrow());
        assertEquals(other, queue.next().orElseThrow());
    }
}
