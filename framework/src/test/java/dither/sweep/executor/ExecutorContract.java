package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import dither.data.ImageSpec;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.PostTraining;
import dither.quant.SteQat;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every executor must do; each has a test class that extends this one. */
public abstract class ExecutorContract {
    @TempDir
    protected Path folder;

    /** The executor under test, with as many native threads for each trial as this process has. */
    protected abstract Executor executor();

    private static final Trial BAD = TestTrials.trial(new DiffQ(5, 7)); // 7 divides nothing
    private static final List<Trial> TRIALS = List.of(
            TestTrials.trial(new SteQat(4)),
            TestTrials.trial(new DiffQ(5, 8)),
            BAD,
            TestTrials.trial(new Lsq(4)),
            TestTrials.trial(new PostTraining(4)),
            TestTrials.trial(new SteQat(4)).seed(2));

    private Site site(String name) throws IOException {
        return new Site(Files.createDirectories(folder.resolve(name)), Scale.SMOKE, null);
    }

    private Sweep.Outcome run(Site site, List<Trial> trials) throws InterruptedException {
        return new Sweep(site, executor(), Progress.silent()).run(trials);
    }

    @Test
    void theBytesAreThoseOfOneProcess() throws IOException, InterruptedException {
        Site here = site("here");
        Site there = site("there");
        new Sweep(here, new LocalExecutor(), Progress.silent()).run(TRIALS);

        Sweep.Outcome outcome = run(there, TRIALS);

        assertEquals(new Sweep.Outcome(TRIALS.size(), 1), outcome);
        for (Trial trial : TRIALS) {
            if (trial.equals(BAD)) {
                String reason = assertInstanceOf(RunState.Failed.class, there.state(trial))
                        .reason();
                assertTrue(reason.contains("groupSize 7"), reason);
                continue;
            }
            assertTrue(
                    there.state(trial).isFinished(),
                    () -> trial.label() + ": " + there.state(trial).text());
            for (String name :
                    List.of("trial.json", "pretraining.jsonl", "metrics.jsonl", "layers.csv", "sizes.json")) {
                assertEquals(
                        Files.readString(here.runs().of(trial).resolve(name)),
                        Files.readString(there.runs().of(trial).resolve(name)),
                        trial.label() + ": " + name);
            }
            assertArrayEquals(
                    Files.readAllBytes(here.stages().model(trial)),
                    Files.readAllBytes(there.stages().model(trial)),
                    trial.label() + ": compressed file");
        }
    }

    @Test
    void whatIsFinishedIsNotTouched() throws IOException, InterruptedException {
        Site site = site("there");
        List<Trial> trials = TRIALS.subList(0, 2);
        run(site, trials);
        Path summary = site.runs().of(trials.getFirst()).resolve("summary.json");
        FileTime written = Files.getLastModifiedTime(summary);

        assertEquals(new Sweep.Outcome(0, 0), run(site, trials));
        assertEquals(written, Files.getLastModifiedTime(summary));
    }

    @Test
    void unusableDataStopTheSweep() throws IOException {
        Site site = site("there");
        Trial trial = TRIALS.getFirst();
        Trial elsewhere = new Trial(
                new ImageSpec.Cifar10(100, 100),
                trial.model(),
                trial.pretraining(),
                trial.finetuning(),
                trial.method(),
                trial.selection(),
                1);

        DataException unusable = assertThrows(DataException.class, () -> run(site, List.of(elsewhere)));
        assertTrue(unusable.getMessage().contains("--data"), unusable.getMessage());
    }
}
