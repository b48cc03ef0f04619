package dither.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.PostTraining;
import dither.quant.SteQat;
import dither.store.Provenance;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.executor.LocalExecutor;
import dither.sweep.executor.WorkerExecutor;
import dither.task.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalvingTest {
    @TempDir
    Path folder;

    private final List<Trial> trials = new ArrayList<>();

    HalvingTest() {
        for (int bits = 2; bits <= 7; bits++) {
            trials.add(TestTrials.longer(new SteQat(bits), 4));
        }
        trials.add(TestTrials.longer(new PostTraining(4), 4));
    }

    private List<Halving.Decision> run(Site site, Executor executor, List<Job> done) throws InterruptedException {
        return new Halving(2, 1)
                .run(
                        trials,
                        false,
                        site,
                        (jobs, place, progress) -> {
                            done.addAll(jobs);
                            executor.run(jobs, place, progress);
                        },
                        Progress.silent());
    }

    @Test
    void theBestGoOnAndTheSameDecisionsComeOutAgain() throws InterruptedException {
        Site site = new Site(folder.resolve("one"), Scale.SMOKE, null);
        List<Job> jobs = new ArrayList<>();

        List<Halving.Decision> decisions = run(site, new LocalExecutor(), jobs);

        // Rungs at 1 and 2 of 4 epochs: six, three, two.
        assertEquals(6 + 3, decisions.size());
        assertEquals(
                3,
                decisions.subList(0, 6).stream()
                        .filter(Halving.Decision::goesOn)
                        .count());
        assertEquals(
                2,
                decisions.subList(6, 9).stream()
                        .filter(Halving.Decision::goesOn)
                        .count());
        for (int rung : new int[] {1, 2}) {
            double worstKept = decisions.stream()
                    .filter(d -> d.epochs() == rung && d.goesOn())
                    .mapToDouble(Halving.Decision::score)
                    .min()
                    .orElseThrow();
            double bestStopped = decisions.stream()
                    .filter(d -> d.epochs() == rung && !d.goesOn())
                    .mapToDouble(Halving.Decision::score)
                    .max()
                    .orElseThrow();
            assertTrue(
                    worstKept >= bestStopped, "rung " + rung + ": " + worstKept + " kept, " + bestStopped + " stopped");
        }
        long finished =
                trials.stream().filter(trial -> site.state(trial).isFinished()).count();
        assertEquals(3, finished, "two that went on to the end, and the one that acts after training");
        Trial stopped = decisions.stream()
                .filter(d -> !d.goesOn() && d.epochs() == 1)
                .findFirst()
                .orElseThrow()
                .trial();
        RunState.Stopped state = assertInstanceOf(RunState.Stopped.class, site.state(stopped));
        assertEquals(1, state.epochs());
        assertTrue(state.reason().contains("of 6 at epoch 1, 3 went on"), state.reason());

        jobs.clear();
        assertEquals(decisions, run(site, new LocalExecutor(), jobs));
        assertEquals(List.of(), jobs, "nothing is computed again");
    }

    @Test
    void whomOneSearchGaveUpMayWinAnother() throws InterruptedException {
        Site site = new Site(folder.resolve("again"), Scale.SMOKE, null);
        run(site, new LocalExecutor(), new ArrayList<>());
        List<Trial> stopped = trials.stream()
                .filter(trial -> site.runs().state(trial) instanceof RunState.Stopped)
                .limit(2)
                .toList();

        new Halving(2, 1).run(stopped, false, site, new LocalExecutor(), Progress.silent());

        assertEquals(
                1,
                stopped.stream()
                        .filter(trial -> site.runs().state(trial).isFinished())
                        .count(),
                stopped.toString());
    }

    @Test
    void decisionsDoNotDependOnWhoIsDoneFirst() throws InterruptedException {
        Site one = new Site(folder.resolve("one"), Scale.SMOKE, null);
        Site other = new Site(folder.resolve("other"), Scale.SMOKE, null);

        assertEquals(
                run(one, new LocalExecutor(), new ArrayList<>()),
                run(other, new WorkerExecutor(2, Provenance.nativeThreads(0)), new ArrayList<>()));
    }

    @Test
    void aTrialThatGoesOnEndsAsIfItHadNeverPaused() throws InterruptedException {
        Site halved = new Site(folder.resolve("halved"), Scale.SMOKE, null);
        run(halved, new LocalExecutor(), new ArrayList<>());
        Trial best = trials.stream()
                .filter(trial -> halved.state(trial).isFinished())
                .findFirst()
                .orElseThrow();
        Site whole = new Site(folder.resolve("whole"), Scale.SMOKE, null);
        new Sweep(whole, new LocalExecutor(), Progress.silent()).run(List.of(best));

        assertEquals(whole.runs().metrics(best), halved.runs().metrics(best));
        assertEquals(
                whole.runs().find(best).orElseThrow().evaluation().score(Metric.ACCURACY),
                halved.runs().find(best).orElseThrow().evaluation().score(Metric.ACCURACY));
    }

    /** Four trials, and one in two goes on: both seeds of one row, though one of them may be worse than one of the other row. */
    @Test
    void allSeedsOfARowGoOnOrNone() throws InterruptedException {
        trials.clear();
        for (int bits : new int[] {2, 6}) {
            trials.add(TestTrials.longer(new SteQat(bits), 2).seed(1));
            trials.add(TestTrials.longer(new SteQat(bits), 2).seed(2));
        }
        Site site = new Site(folder.resolve("rows"), Scale.SMOKE, null);

        List<Halving.Decision> decisions = run(site, new LocalExecutor(), new ArrayList<>());

        assertEquals(4, decisions.size());
        for (int row : new int[] {0, 2}) {
            assertEquals(decisions.get(row).goesOn(), decisions.get(row + 1).goesOn());
            double mean =
                    (site.runs().metrics(trials.get(row)).getFirst().scores().get(Metric.ACCURACY)
                                    + site.runs()
                                            .metrics(trials.get(row + 1))
                                            .getFirst()
                                            .scores()
                                            .get(Metric.ACCURACY))
                            / 2;
            assertEquals(mean, decisions.get(row).score(), 1e-12);
        }
        assertTrue(decisions.get(0).goesOn() != decisions.get(2).goesOn());
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Halving(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Halving(2, 0));
    }
}
