package dither.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.data.ImageSpec;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.interchange.NamedTensor;
import dither.interchange.Safetensors;
import dither.quant.SteQat;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.store.FileLocks;
import dither.store.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DitherTest {
    @TempDir
    Path folder;

    private static final class Small implements Experiment {
        @Override
        public String id() {
            return "table-small";
        }

        @Override
        public String title() {
            return "A small table";
        }

        @Override
        public void declare(Grid grid, Scale scale) {
            Trial trial = TestTrials.trial(new SteQat(4));
            // At desk scale it wants data that nobody has.
            grid.add(
                    scale == Scale.SMOKE
                            ? trial
                            : new Trial(
                                    new ImageSpec.Mnist(10, 10),
                                    trial.model(),
                                    trial.pretraining(),
                                    trial.finetuning(),
                                    trial.method(),
                                    trial.selection(),
                                    1));
        }

        @Override
        public void report(Runs runs, Report report) {
            report.table(ResultTable.of(id(), runs.rows()), "c");
        }
    }

    private record Answer(int code, String out, String err) {}

    private static Answer dither(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = Dither.create(List.of(new Small()), List.of());
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        return new Answer(program.execute(arguments), out.toString(), err.toString());
    }

    @Test
    void runReportAndStatusWorkTogether() throws IOException {
        String root = folder.toString();

        assertEquals(0, dither("run", "table-small", "--root", root).code());
        Answer again = dither("run", "--root", root);
        Answer report = dither("report", "--root", root);

        assertTrue(again.out().contains("1 trials, 1 finished before"), again.out());
        assertEquals(0, report.code());
        String page = Files.readString(folder.resolve("paper-repro.md"));
        assertTrue(page.contains("A small table") && page.contains("STE-QAT 4 bits"), page);
        assertTrue(page.contains("smoke scale shows that the machinery works"), page);
        Path orphan = folder.resolve("results/smoke/tables/table-of-before.md");
        Path mine = folder.resolve("results/smoke/tables/notes.md");
        Files.writeString(orphan, "old");
        Files.writeString(mine, "mine");
        assertEquals(0, dither("report", "table-small", "--root", root).code());
        assertTrue(Files.exists(orphan), "a report of one experiment knows nothing of others");
        assertEquals(0, dither("report", "--root", root).code());
        assertTrue(Files.exists(mine) && !Files.exists(orphan), "orphan");
        assertEquals(0, dither("site", "--root", root).code());
        assertTrue(Files.readString(folder.resolve("site/index.html")).contains("A small table"));
        assertTrue(Files.readString(folder.resolve("site/table-small.html")).contains("STE-QAT 4 bits"));
        assertTrue(dither("status", "--root", root).out().contains("1 of   1 finished"));
    }

    @Test
    void runsAreComparedReplayedAndPruned() throws IOException {
        String root = folder.toString();
        assertEquals(
                0, dither("run", "table-small", "--root", root, "--seeds", "2").code());
        Path runs = folder.resolve("results/smoke/runs");
        List<String> names;
        try (Stream<Path> folders = Files.list(runs)) {
            names = folders.map(run -> run.getFileName().toString()).sorted().toList();
        }

        Answer diff = dither("diff", names.getFirst().substring(0, 6), names.getLast(), "--root", root);
        assertEquals(0, diff.code(), diff.err());
        assertTrue(diff.out().contains("seed: 1 | 2") || diff.out().contains("seed: 2 | 1"), diff.out());
        assertTrue(diff.out().contains("provenance: no difference"), diff.out());

        Answer same = dither("replay", names.getFirst(), "--root", root);
        assertEquals(0, same.code(), same.out() + same.err());
        assertTrue(same.out().contains("are the same again"), same.out());

        Path metrics = runs.resolve(names.getFirst()).resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).replace("\"trainLoss\":", "\"trainLoss\":1"));
        Answer other = dither("replay", names.getFirst(), "--root", root);
        assertEquals(1, other.code());
        assertTrue(other.out().contains("metrics.jsonl, line 1, column "), other.out());
        assertFalse(other.out().contains("summary.json"), other.out());

        Path summary = runs.resolve(names.getFirst()).resolve("summary.json");
        Files.writeString(summary, Files.readString(summary).replaceFirst("\"loss\" : ", "\"loss\" : 1"));
        Answer scored = dither("replay", names.getFirst(), "--root", root);
        assertTrue(scored.out().contains("summary.json, test: "), scored.out());

        Site site = new Site(folder, Scale.SMOKE, null);
        try (FileLocks.Held _ = site.locks().take("replay-" + names.getFirst()).orElseThrow()) {
            Answer twice = dither("replay", names.getFirst(), "--root", root);
            assertEquals(2, twice.code());
            assertTrue(twice.err().contains("is being replayed by another program"), twice.err());
        }

        // Another seed of a known row belongs to it, whoever asked for it.
        assertTrue(dither("prune", "--root", root).out().contains("every run belongs"), "seeds");
        Files.createDirectories(runs.resolve("0123456789ab"));
        Answer listed = dither("prune", "--root", root);
        assertTrue(listed.out().contains("--yes deletes these (1)"), listed.out());
        assertEquals(0, dither("prune", "--yes", "--root", root).code());
        assertTrue(dither("prune", "--root", root).out().contains("every run belongs"), "pruned");

        Answer unknown = dither("replay", "ffffffffffff", "--root", root);
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("no run in"), unknown.err());
    }

    @Test
    void failedTrialsStayFailedUntilAskedFor() throws IOException {
        String root = folder.toString();
        dither("run", "table-small", "--root", root);
        Path run;
        try (Stream<Path> folders = Files.list(folder.resolve("results/smoke/runs"))) {
            run = folders.findFirst().orElseThrow();
        }
        Files.delete(run.resolve("summary.json"));
        Files.writeString(run.resolve("failure.txt"), "the cat sat on it\n");

        Answer left = dither("run", "table-small", "--root", root);
        assertTrue(left.out().contains("1 failed before") && left.out().contains("--retry-failed"), left.out());
        Answer status = dither("status", "--root", root);
        assertTrue(status.out().contains("failed after epoch 1: the cat sat on it"), status.out());

        assertEquals(
                0,
                dither("run", "table-small", "--root", root, "--retry-failed").code());
        assertTrue(dither("status", "--root", root).out().contains("1 of   1 finished"), "retried");
    }

    @Test
    void recordsOfOtherDataAreStale() throws IOException {
        String root = folder.toString();
        dither("run", "table-small", "--root", root);
        Path provenance;
        try (Stream<Path> files = Files.walk(folder.resolve("results/smoke/runs"))) {
            provenance = files.filter(file -> file.endsWith("provenance.json"))
                    .findFirst()
                    .orElseThrow();
        }
        assertTrue(dither("status", "--check-data", "--root", root).out().contains("1 of   1 finished"), "fresh");
        String text = Files.readString(provenance);
        Files.writeString(provenance, text.replaceAll("\"trainSha256\" : \"..", "\"trainSha256\" : \"zz"));

        Answer status = dither("status", "--check-data", "--root", root);
        assertTrue(status.out().contains("0 of   1 finished") && status.out().contains("stale"), status.out());
        Answer plan = dither("run", "--dry-run", "--check-data", "--root", root);
        assertTrue(plan.out().contains("1 stale"), plan.out());
        assertEquals(0, dither("run", "--redo-stale", "--root", root).code());
        assertTrue(dither("status", "--check-data", "--root", root).out().contains("1 of   1 finished"), "made again");
    }

    @Test
    void unknownExecutorsAreNamed() {
        Answer answer = dither("run", "--root", folder.toString(), "--executor", "moon:3");
        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("no executor is called 'moon:3'"), answer.err());
        assertEquals(
                2,
                dither("run", "--root", folder.toString(), "--executor", "workers:many")
                        .code());
        assertEquals(
                2,
                dither("run", "--root", folder.toString(), "--executor", "workers:100000")
                        .code());
    }

    @Test
    void unknownNamesGetTheNearestAndExitCodeTwo() {
        Answer answer = dither("run", "tabel-small");

        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("did you mean 'table-small'"), answer.err());
        assertEquals(1, answer.err().lines().count(), answer.err());
    }

    @Test
    void unknownCommandsAndOptionsGetTheNearest() {
        Answer command = dither("lsit");
        Answer option = dither("run", "--sclae", "desk");

        assertEquals(2, command.code());
        assertTrue(command.err().contains("unknown command 'lsit'; did you mean 'list'"), command.err());
        assertEquals(2, option.code());
        assertTrue(option.err().contains("did you mean '--scale'"), option.err());
    }

    @Test
    void whoNamesNoCommandSeesWhichThereAre() {
        Answer none = dither();

        assertEquals(2, none.code());
        assertTrue(none.err().contains("compress") && none.err().contains("replay"), none.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "prune", "report", "site"})
    void rootsThatAreNoFoldersAreRefused(String command) {
        Answer answer = dither(command, "--root", folder.resolve("slip").toString());

        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("slip is not a folder"), answer.err());
    }

    @ParameterizedTest
    @CsvSource({"Broken pipe, true", "No space left on device, false"})
    void onlyReadersThatHaveGoneAreNoFailure(String reason, boolean gone) {
        StandardOutput output = new StandardOutput(new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw new IOException(reason);
            }
        });
        PrintStream lines = new PrintStream(output);

        assertNull(output.failure());
        lines.println("a line");

        assertEquals(reason, output.failure());
        assertEquals(gone, output.readerHasGone());
    }

    @Test
    void badOptionsExitWithTwo() {
        assertEquals(2, dither("run", "--scale", "huge").code());
        assertEquals(2, dither("run", "--seeds", "0").code());
        assertEquals(2, dither("run", "--threads", "100000").code());
        assertEquals(2, dither("nonsense").code());
        assertEquals(1, dither("run", "--scale", "huge").err().lines().count());
    }

    @Test
    void missingDataIsOneLineWithoutATrace() {
        Answer answer = dither(
                "run", "--scale", "desk", "--seeds", "1", "--root", folder.toString(), "--data", folder.toString());

        assertEquals(2, answer.code());
        assertTrue(answer.err().contains(folder.resolve("mnist").toString()), answer.err());
        assertEquals(
                1,
                answer.err().lines().filter(line -> line.startsWith("dither:")).count(),
                answer.err());
        assertFalse(answer.err().contains("\tat "), answer.err());
    }

    @Test
    void onlyTrialsOfATitleAreRun() {
        String root = folder.toString();

        Answer some = dither("run", "--dry-run", "--root", root, "--only", "STE-QAT 4 bits on ");
        Answer none = dither("run", "--dry-run", "--root", root, "--only", "on the moon");

        assertTrue(some.out().contains("1 to start"), some.out());
        assertEquals(2, none.code());
        assertTrue(none.err().contains("no trial's title contains 'on the moon'"), none.err());
    }

    @Test
    void dryRunsStartNothing() {
        Answer answer = dither("run", "--dry-run", "--root", folder.toString());

        assertTrue(answer.out().contains("1 to start") && answer.out().contains("STE-QAT 4 bits"), answer.out());
        assertFalse(Files.exists(folder.resolve("results")));
    }

    @Test
    void filesAreCompressedInspectedAndDecompressed() throws IOException {
        float[] values = new float[4096];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        Path in = folder.resolve("model.safetensors");
        Files.write(in, Safetensors.encode(List.of(NamedTensor.of("w", List.of(64L, 64L), values))));
        Path packed = folder.resolve("model.dither");
        Path back = folder.resolve("back.safetensors");

        assertEquals(0, dither("compress", in.toString(), "--bits", "6").code());
        assertEquals(
                0,
                dither("decompress", packed.toString(), "-o", back.toString()).code());
        JsonNode json = new ObjectMapper()
                .readTree(dither("inspect", packed.toString(), "--json").out());

        float[] restored = Safetensors.read(back).getFirst().floats();
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], restored[i], 1.0 / 63 + 1e-6, "element " + i);
        }
        assertEquals(Files.size(packed), json.get("file_bytes").asLong());
        assertEquals(Files.size(packed), json.get("total").get("file").asLong());
        JsonNode layer = json.get("layers").get(0);
        assertEquals("w", layer.get("name").asText());
        assertEquals(4096, layer.get("weights").asInt());
        assertEquals(6, layer.get("mean_bits").asDouble());
        for (String column :
                List.of("fp32", "diffq", "ipq", "entropy0", "huffman", "rans", "small", "zlib", "zstd", "file")) {
            assertTrue(layer.get(column).asDouble() > 0, column);
            assertTrue(json.get("total").get(column).asDouble() > 0, column);
        }
    }

    @Test
    void inputsAreNeverOverwritten() throws IOException {
        Path in = folder.resolve("model.safetensors");
        byte[] bytes = Safetensors.encode(List.of(NamedTensor.of("w", List.of(4L), new float[] {1, 2, 3, 4})));
        Files.write(in, bytes);

        Answer answer = dither("compress", in.toString(), "-o", in.toString(), "--min-size", "0");

        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("would overwrite"), answer.err());
        assertArrayEquals(bytes, Files.readAllBytes(in));
    }

    @Test
    void filesThatAreNoneAreNamed() throws IOException {
        Path file = folder.resolve("x.dither");
        Files.writeString(file, "hello");
        for (String[] command : List.of(
                new String[] {"inspect", file.toString()},
                new String[] {"decompress", file.toString()},
                new String[] {"compress", file.toString()},
                new String[] {"inspect", folder.resolve("missing.dither").toString()})) {
            Answer answer = dither(command);
            assertEquals(2, answer.code(), answer.err());
            assertTrue(answer.err().startsWith("dither: " + folder), answer.err());
        }
    }

    @Test
    void distancesCountEdits() {
        assertEquals(0, NearestName.distance("same", "same"));
        assertEquals(3, NearestName.distance("kitten", "sitting"));
        assertEquals(4, NearestName.distance("", "four"));
    }
}
