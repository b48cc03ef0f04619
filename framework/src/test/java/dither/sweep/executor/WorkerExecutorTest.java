package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.SteQat;
import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WorkerExecutorTest extends ExecutorContract {
    @TempDir
    Path place;

    @Override
    protected Executor executor() {
        return new WorkerExecutor(2, Provenance.nativeThreads(0));
    }

    @Test
    void killedWorkersAreReplacedAndNothingChanges() throws IOException, InterruptedException {
        List<Trial> trials = List.of(longer(new SteQat(4)), longer(new DiffQ(5, 8)));
        Site undisturbed = new Site(place.resolve("undisturbed"), Scale.SMOKE, null);
        new Sweep(undisturbed, executor(), Progress.silent()).run(trials);
        Site site = new Site(place.resolve("disturbed"), Scale.SMOKE, null);
        List<String> said = new ArrayList<>();
        int[] killed = new int[1];
        WorkerExecutor executor = new WorkerExecutor(2, Provenance.nativeThreads(0));

        Sweep.Outcome outcome = new Sweep(site, executor, new Progress() {
                    @Override
                    public synchronized void advance(long steps) {
                        if (steps > 0 && killed[0] < 3) {
                            killed[0]++;
                            executor.workers().forEach(Process::destroyForcibly);
                        }
                    }

                    @Override
                    public synchronized void say(String line) {
                        said.add(line);
                    }
                })
                .run(trials);

        assertEquals(new Sweep.Outcome(2, 0), outcome, said.toString());
        assertTrue(said.stream().anyMatch(line -> line.contains("a worker died (exit code 137)")), said.toString());
        for (Trial trial : trials) {
            assertEquals(
                    -1,
                    Files.mismatch(
                            undisturbed.stages().model(trial), site.stages().model(trial)),
                    trial.label());
            assertEquals(
                    Files.readString(undisturbed.runs().of(trial).resolve("metrics.jsonl")),
                    Files.readString(site.runs().of(trial).resolve("metrics.jsonl")));
        }
        for (Process left : executor.workers()) {
            left.waitFor();
        }
    }

    /** A trial of some seconds, so that there is time to kill somebody. */
    private static Trial longer(dither.quant.Method method) {
        return TestTrials.longer(method, 15);
    }
}
