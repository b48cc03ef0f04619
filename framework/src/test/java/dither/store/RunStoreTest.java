package dither.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.experiment.Migration;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.SteQat;
import dither.quant.pq.BlockSizes;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import dither.sweep.executor.LocalExecutor;
import dither.track.TensorBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunStoreTest {
    private static final Trial TRIAL = TestTrials.trial(new SteQat(4));

    @TempDir
    Path folder;

    private Site site() {
        return new Site(folder, Scale.SMOKE, null);
    }

    private void runTrial() throws InterruptedException {
        new Sweep(site(), new LocalExecutor(), Progress.silent()).run(List.of(TRIAL));
    }

    /** A record of a schema in which widths were called otherwise: found by today's trial, with today's meaning. */
    @Test
    void recordsInOlderWordsKeepTheirMeaning() throws IOException, InterruptedException {
        runTrial();
        RunRecord expected = site().runs().find(TRIAL).orElseThrow();
        ObjectNode old = TrialJson.of(TRIAL);
        old.put("schema", 0);
        old.put("signature", "0".repeat(64));
        ObjectNode method = (ObjectNode) old.get("trial").get("method");
        method.set("width", method.remove("bits"));
        Path run = site().runs().of(TRIAL);
        Files.writeString(run.resolve("trial.json"), old.toString());
        Files.move(run, run.resolveSibling("0".repeat(12)));
        Migration renamed = new Migration(0, trial -> {
            ObjectNode of = (ObjectNode) trial.get("method");
            of.set("bits", of.remove("width"));
            return trial;
        });
        Path runs = run.getParent();

        RunStore store = new RunStore(runs, List.of(renamed));

        assertTrue(store.state(TRIAL).isFinished());
        assertEquals(expected, store.find(TRIAL).orElseThrow());
        assertEquals(List.of(), store.folders().strangers(List.of(TRIAL)));
        assertInstanceOf(RunState.Missing.class, new RunStore(runs).state(TRIAL));
        assertInstanceOf(RunState.Missing.class, store.state(TestTrials.trial(new SteQat(3))));
    }

    /** As a run of other data that another program is making again. */
    @Test
    void aRunThatSomebodyIsAtIsNotDeleted() throws InterruptedException {
        runTrial();
        try (FileLocks.Held _ =
                site().locks().take(TRIAL.signature().shortHex()).orElseThrow()) {
            assertFalse(site().delete(TRIAL));
            assertTrue(site().runs().state(TRIAL).isFinished());
        }
        assertTrue(site().delete(TRIAL));
        assertInstanceOf(RunState.Missing.class, site().runs().state(TRIAL));
    }

    /** One line that names the folder, whatever is in it, and nothing that keeps other runs from being listed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trial.json|''",
                "trial.json|[]",
                "trial.json|{\"schema\":1,\"trial\":null}",
                "summary.json|''",
                "summary.json|{}",
                "summary.json|{\"metric\":\"LUCK\",\"test\":{},\"seconds\":1}",
                "provenance.json|[]",
                "provenance.json|{}",
                "provenance.json|null",
                "sizes.json|''",
                "sizes.json|null",
                "metrics.jsonl|{",
                "metrics.jsonl|null",
                "layers.csv|x;0,w,1,1,1,4",
                "layers.csv|x;1,2;1,a,3,4,8.0,8"
            })
    void damagedRecordsAreSaid(String name, String content) throws IOException, InterruptedException {
        runTrial();
        RunStore store = site().runs();
        Files.writeString(store.of(TRIAL).resolve(name), content.replace(';', '\n'));

        IllegalStateException said = assertThrows(IllegalStateException.class, () -> {
            store.find(TRIAL);
            store.layerBits(TRIAL);
        });

        assertTrue(said.getMessage().contains(store.of(TRIAL).toString()), said.getMessage());
        assertTrue(said.getMessage().contains("is damaged"), said.getMessage());
        assertEquals(1, said.getMessage().lines().count(), said.getMessage());
        assertEquals(1, store.folders().strangers(List.of()).size(), "it is listed");
    }

    /** Half a file is no other trial's, and a folder of somebody's own is nobody's to remove. */
    @Test
    void halfARecordIsDamagedAndForeignFoldersAreLeftAlone() throws IOException, InterruptedException {
        runTrial();
        RunStore store = site().runs();
        Path run = store.of(TRIAL);
        Files.writeString(run.resolve("trial.json"), "{\"x\":");
        Files.createDirectories(run.resolveSibling("notes"));

        IllegalStateException said = assertThrows(IllegalStateException.class, () -> store.state(TRIAL));

        assertTrue(said.getMessage().contains(run + " is damaged"), said.getMessage());
        String digits = run.getFileName().toString();
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> store.folders().trial(digits))
                .getMessage()
                .contains("trial.json"));
        assertEquals(List.of(digits), store.folders().strangers(List.of()));
    }

    @Test
    void layersWhoseBlocksShareBitsHaveNoHistogram() throws InterruptedException {
        Trial trial = TestTrials.trial(new Ipq(BlockSizes.small(), 16));
        new Sweep(site(), new LocalExecutor(), Progress.silent()).run(List.of(trial));

        List<LayerBits> layers = site().runs().layerBits(trial);

        assertTrue(layers.stream().anyMatch(layer -> layer.weights().isEmpty()), layers.toString());
        assertTrue(new TensorBoard().export("table-x", trial, site().runs(), folder.resolve("board")));
    }

    @Test
    void trialsOfSchemasToComeAreRefused() {
        ObjectNode node = TrialJson.of(TRIAL);
        node.put("schema", 99);

        String message = assertThrows(IllegalArgumentException.class, () -> TrialJson.read(node))
                .getMessage();
        assertTrue(message.contains("schema 99"), message);
    }

    @Test
    void aFolderOfAnotherTrialIsNeverTakenForAHit() throws IOException, InterruptedException {
        runTrial();
        Path run = site().runs().of(TRIAL);
        Files.writeString(
                run.resolve("trial.json"),
                TrialJson.of(TestTrials.trial(new Lsq(4))).toString());

        String message = assertThrows(
                        IllegalStateException.class, () -> site().runs().find(TRIAL))
                .getMessage();
        assertTrue(message.contains("another trial"), message);
    }

    @Test
    void failuresAreKeptDownToTheirCause() throws IOException {
        RunStore store = site().runs();

        store.failed(TRIAL, new IllegalStateException("stem.weight", new ArithmeticException("by zero")));

        String text = Files.readString(store.of(TRIAL).resolve("failure.txt"));
        assertTrue(text.startsWith("stem.weight\n\njava.lang.IllegalStateException: stem.weight"), text);
        assertTrue(text.contains("Caused by: java.lang.ArithmeticException: by zero"), text);
    }

    @Test
    void locksExcludeOthersUntilTheyAreReleased() throws InterruptedException {
        FileLocks locks = site().locks();
        try (FileLocks.Held _ = locks.take("a").orElseThrow()) {
            assertTrue(locks.take("a").isEmpty());
            assertTrue(locks.take("b").isPresent());
        }
        boolean[] waited = new boolean[1];
        try (FileLocks.Held _ = locks.await("a", () -> waited[0] = true)) {
            assertEquals(false, waited[0]);
        }
    }

    @Test
    void signsOfLifeTellRunningFromInterrupted() throws IOException {
        site().runs().start(TRIAL, Provenance.of("train", "test"));
        assertInstanceOf(RunState.Interrupted.class, site().state(TRIAL));

        try (Heartbeats.Pulse pulse = site().heartbeats().start(TRIAL)) {
            pulse.doing("epoch 1 of 1");
            RunState.Running running = assertInstanceOf(RunState.Running.class, site().state(TRIAL));
            assertTrue(
                    running.text().contains("process " + ProcessHandle.current().pid()), running.text());
        }
        assertInstanceOf(RunState.Interrupted.class, site().state(TRIAL));
    }

    /** Clocks jump; a live program stays alive and a dead one dead, whatever the time says. */
    @Test
    void clocksCannotMislead() throws IOException {
        site().runs().start(TRIAL, Provenance.of("train", "test"));
        Path beat = folder.resolve("cache/alive").resolve(TRIAL.signature() + ".json");
        try (Heartbeats.Pulse _ = site().heartbeats().start(TRIAL)) {
            String alive = Files.readString(beat);
            for (long heard : new long[] {0, 4_000_000_000_000L}) {
                Files.writeString(beat, alive.replaceAll("\"heard\":\\d+", "\"heard\":" + heard));
                assertInstanceOf(RunState.Running.class, site().state(TRIAL), "heard at " + heard);
            }
            // A program of the same number that started at another time is another program.
            Files.writeString(beat, alive.replaceAll("\"processStart\":\\d+", "\"processStart\":1"));
            assertInstanceOf(RunState.Interrupted.class, site().state(TRIAL));
        }
    }

    @Test
    void runsAreFoundByTheirFirstDigits() throws InterruptedException {
        runTrial();
        RunStore store = site().runs();
        assertEquals(TRIAL, store.folders().trial(TRIAL.signature().shortHex().substring(0, 4)));
        assertEquals(TRIAL, store.folders().trial(TRIAL.signature().hex()));
        assertThrows(IllegalArgumentException.class, () -> store.folders().trial("nothing"));
    }
}
