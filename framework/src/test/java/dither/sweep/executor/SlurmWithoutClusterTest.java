package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.SteQat;
import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs in the place of Slurm's run the array's script and answer in the form of Slurm 22.05. */
@Timeout(300)
class SlurmWithoutClusterTest extends ExecutorContract {
    private static final String SBATCH = """
            #!/bin/bash
            # Runs the tasks of an array, one after the other; the first time it loses those named in the file "lost".
            here=$(dirname "$0")
            script=$2
            id=$(( $(cat "$here/last" 2>/dev/null || echo 40) + 1 ))
            echo $id > "$here/last"
            count=$(sed -n 's/#SBATCH --array=1-//p' "$script")
            eval "output=$(sed -n 's/#SBATCH --output=//p' "$script")"
            echo "$count" > "$here/$id.count"
            lost=$(cat "$here/lost" 2>/dev/null)
            rm -f "$here/lost"
            (
              for (( i = 1; i <= count; i++ )); do
                if [ "$i" = "$lost" ]; then
                  echo PREEMPTED > "$here/$id.$i"
                else
                  SLURM_ARRAY_TASK_ID=$i bash "$script" > "${output//%a/$i}" && echo COMPLETED > "$here/$id.$i.now" || echo FAILED > "$here/$id.$i.now"
                  mv "$here/$id.$i.now" "$here/$id.$i"
                fi
              done
            ) > /dev/null 2>&1 &
            echo "$id;thecluster"
            """;

    private static final String SACCT = """
            #!/bin/bash
            here=$(dirname "$0")
            id=${1#--jobs=}
            for (( i = 1; i <= $(cat "$here/$id.count"); i++ )); do
              if [ -e "$here/$id.$i" ]; then
                echo "${id}_$i|$(cat "$here/$id.$i")"
                echo "${id}_$i.batch|$(cat "$here/$id.$i")"
              else
                echo "${id}_[$i]|PENDING"
              fi
            done
            """;

    @TempDir
    Path bin;

    @BeforeEach
    void install() throws IOException {
        program("sbatch", SBATCH);
        program("sacct", SACCT);
    }

    private void program(String name, String text) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    @Override
    protected Executor executor() {
        return new SlurmExecutor("", Provenance.nativeThreads(0), bin, Duration.ofMillis(200));
    }

    @Test
    void tasksThatTheClusterTookBackAreSubmittedAgain() throws IOException, InterruptedException {
        Files.writeString(bin.resolve("lost"), "1");
        Site site = new Site(folder, Scale.SMOKE, null);
        Trial trial = TestTrials.trial(new SteQat(4));
        List<String> said = new ArrayList<>();

        Sweep.Outcome outcome = new Sweep(site, executor(), new Progress() {
                    @Override
                    public void say(String line) {
                        said.add(line);
                    }
                })
                .run(List.of(trial));

        assertEquals(new Sweep.Outcome(1, 0), outcome);
        assertTrue(said.stream().anyMatch(line -> line.contains("PREEMPTED; submitted again")), said.toString());
    }

    @Test
    void theScriptAsksForWhatATrialNeeds() {
        String script = new SlurmExecutor("gpu", 3, bin, Duration.ZERO)
                .script(7, Path.of("/shared/it's here/jobs.jsonl"), new Site(folder, Scale.DESK, Path.of("/data")));

        for (String line : List.of(
                "#SBATCH --array=1-7",
                "#SBATCH --cpus-per-task=3",
                "#SBATCH --partition=gpu",
                "#SBATCH --requeue",
                "#SBATCH --output='/shared/it'\\''s here/jobs.jsonl.%a.log'")) {
            assertTrue(script.lines().anyMatch(line::equals), script);
        }
        assertTrue(script.contains("export OMP_NUM_THREADS=3"), script);
        assertTrue(
                script.contains("'DESK' '/data' '/shared/it'\\''s here/jobs.jsonl' \"$SLURM_ARRAY_TASK_ID\""), script);
    }

    @Test
    void aMachineWithoutSlurmIsSaidToBeOne() {
        Executor none = new SlurmExecutor("", 1, bin.resolve("nowhere"), Duration.ZERO);
        Site site = new Site(folder, Scale.SMOKE, null);

        UncheckedIOException bad = assertThrows(
                UncheckedIOException.class,
                () -> new Sweep(site, none, Progress.silent()).run(List.of(TestTrials.trial(new SteQat(4)))));
        assertTrue(bad.getMessage().contains("is Slurm installed here?"), bad.getMessage());
    }
}
