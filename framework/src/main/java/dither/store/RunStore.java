package dither.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.codec.AtomicFiles;
import dither.codec.Size;
import dither.codec.SizeReport;
import dither.experiment.Migration;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.task.Evaluation;
import dither.task.Metric;
import dither.task.Task;
import dither.train.EpochMetrics;
import dither.train.EpochResult;
import dither.train.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The records of one scale: a folder per trial, named by its signature.
 *
 * <p>{@code summary.json} is written last; a folder without one is a trial that has not finished.
 */
public final class RunStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY =
            JSON.writer().with(SerializationFeature.INDENT_OUTPUT).with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final String FAILURE = "failure.txt";
    private static final String STOPPED = "stopped.txt";

    private final RunFolders folders;

    /** @param folder of all run folders; need not exist */
    public RunStore(Path folder) {
        this(folder, Migration.ALL);
    }

    RunStore(Path folder, List<Migration> migrations) {
        folders = new RunFolders(folder, migrations);
    }

    /** The folder of a trial's record, whether or not it exists. */
    public Path of(Trial trial) {
        return folders.of(trial);
    }

    /** All folders, of whatever trials. */
    public RunFolders folders() {
        return folders;
    }

    /** What the record of {@code trial} says about how it stands; somebody at work looks like somebody interrupted. */
    public RunState state(Trial trial) {
        Path run = of(trial);
        if (Files.exists(run.resolve("summary.json"))) {
            folders.checkOwner(run, trial);
            return new RunState.Finished();
        }
        if (!Files.exists(run)) {
            return new RunState.Missing();
        }
        if (Files.exists(run.resolve(FAILURE))) {
            return new RunState.Failed(firstLine(run.resolve(FAILURE)), epochs(run));
        }
        if (Files.exists(run.resolve(STOPPED))) {
            return new RunState.Stopped(firstLine(run.resolve(STOPPED)), epochs(run));
        }
        return Files.exists(run.resolve("trial.json")) ? new RunState.Interrupted(epochs(run)) : new RunState.Missing();
    }

    private static int epochs(Path run) {
        try {
            return Files.readAllLines(run.resolve("metrics.jsonl")).size();
        } catch (IOException none) {
            return 0;
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).getFirst();
        } catch (IOException | NoSuchElementException unreadable) {
            return "unknown";
        }
    }

    /** Notes that a trial starts: what it is and where it runs. */
    public void start(Trial trial, Provenance provenance) {
        Path run = of(trial);
        AtomicFiles.sweep(run);
        forget(trial);
        AtomicFiles.write(run.resolve("trial.json"), pretty(TrialJson.of(trial)));
        AtomicFiles.write(run.resolve("provenance.json"), pretty(JSON.valueToTree(provenance)));
    }

    /** Takes back notes that a trial failed or was given up. */
    public void forget(Trial trial) {
        try {
            Files.deleteIfExists(of(trial).resolve(FAILURE));
            Files.deleteIfExists(of(trial).resolve(STOPPED));
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot write " + of(trial) + " (" + bad.getMessage() + ")", bad);
        }
    }

    /** Notes the epochs of the stages before the trial's own, in their order. */
    public void pretraining(Trial trial, List<EpochResult> results) {
        AtomicFiles.write(of(trial).resolve("pretraining.jsonl"), lines(results));
    }

    /** Notes the epochs that are done so far. */
    public void epochs(Trial trial, List<EpochResult> results) {
        AtomicFiles.write(of(trial).resolve("metrics.jsonl"), lines(results));
        AtomicFiles.write(of(trial).resolve("layers.csv"), LayerCsv.of(results));
    }

    private static String lines(List<EpochResult> results) {
        StringBuilder lines = new StringBuilder();
        for (EpochResult result : results) {
            lines.append(JSON.valueToTree(result.metrics()).toString()).append('\n');
        }
        return lines.toString();
    }

    /** Notes why a trial failed. */
    public void failed(Trial trial, Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        AtomicFiles.write(of(trial).resolve("trial.json"), pretty(TrialJson.of(trial)));
        AtomicFiles.write(of(trial).resolve(FAILURE), reason(failure) + "\n\n" + trace);
    }

    /** Notes why a search gave a trial up. */
    public void stopped(Trial trial, String reason) {
        AtomicFiles.write(of(trial).resolve(STOPPED), reason + "\n");
    }

    /** Why something failed, in one line. */
    public static String reason(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError _ -> "out of memory; give the program more with DITHER_HEAP=12g";
            case Throwable t when t.getMessage() == null -> t.toString();
            default -> failure.getMessage().lines().findFirst().orElse("");
        };
    }

    /** Notes the outcome of a trial; from now on it is finished. */
    public void finish(RunRecord record) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("signature", record.signature().hex());
        summary.put("method", record.trial().label());
        summary.set("metric", JSON.valueToTree(record.metric()));
        summary.set("baseline", JSON.valueToTree(record.baseline()));
        summary.put("best", record.best());
        summary.set("test", JSON.valueToTree(record.evaluation()));
        summary.put("meanBits", record.sizes().meanBits());
        ObjectNode bytes = summary.putObject("bytes");
        for (Size size : record.sizes().sizes()) {
            bytes.put(size.label(), record.sizes().total(size));
        }
        summary.put("fileSha256", record.fileSha256());
        summary.put("seconds", record.cost().seconds());
        summary.put("secondsWaitedForBatches", record.cost().waited());
        summary.put("secondsKeeping", record.cost().keeping());
        summary.put("secondsPerStep", record.cost().pace().step());
        summary.put("methodOverhead", record.cost().pace().overhead());
        summary.put("peakHeapMib", record.cost().peakHeap());
        summary.put("peakProcessMib", record.cost().peakProcess());
        // Who trained the stages may be known only now.
        AtomicFiles.write(of(record.trial()).resolve("provenance.json"), pretty(JSON.valueToTree(record.provenance())));
        AtomicFiles.write(
                of(record.trial()).resolve("sizes.json"),
                JSON.valueToTree(record.sizes()).toString() + "\n");
        AtomicFiles.write(of(record.trial()).resolve("summary.json"), pretty(summary));
    }

    /**
     * The record of a trial, if it has finished.
     *
     * @throws IllegalStateException if the folder belongs to another trial or cannot be read
     */
    public Optional<RunRecord> find(Trial trial) {
        Path run = of(trial);
        if (!Files.exists(run.resolve("summary.json"))) {
            return Optional.empty();
        }
        try {
            JsonNode stored = JSON.readTree(run.resolve("trial.json").toFile());
            if (!Migration.toCurrent(stored, folders.migrations())
                    .get("trial")
                    .equals(TrialJson.of(trial).get("trial"))) {
                throw RunFolders.stranger(run);
            }
            JsonNode summary = JSON.readTree(run.resolve("summary.json").toFile());
            for (String name : List.of("metric", "baseline", "test", "seconds")) {
                if (!summary.hasNonNull(name)) {
                    throw new IllegalArgumentException("summary.json lacks " + name);
                }
            }
            return Optional.of(new RunRecord(
                    trial,
                    trial.signature(),
                    provenance(trial),
                    metrics(trial),
                    JSON.treeToValue(summary.get("metric"), Metric.class),
                    JSON.treeToValue(summary.get("baseline"), Task.Baseline.class),
                    summary.has("best") && summary.get("best").isNumber()
                            ? summary.get("best").asDouble()
                            : null,
                    JSON.treeToValue(summary.get("test"), Evaluation.class),
                    read(Files.readString(run.resolve("sizes.json")), SizeReport.class),
                    new RunRecord.Cost(
                            summary.get("seconds").asDouble(),
                            summary.path("secondsWaitedForBatches").asDouble(0),
                            summary.path("secondsKeeping").asDouble(0),
                            new Pace(
                                    summary.path("secondsPerStep").asDouble(0),
                                    summary.path("methodOverhead").asDouble(0)),
                            summary.path("peakHeapMib").asLong(0),
                            summary.path("peakProcessMib").asLong(0)),
                    summary.path("fileSha256").textValue()));
        } catch (IOException | IllegalArgumentException bad) {
            throw damaged(run, bad);
        }
    }

    /** Of the file, or of the folder that it is in; in one line, as what parsers say has several. */
    private static IllegalStateException damaged(Path what, Exception why) {
        return new IllegalStateException(
                what + " is damaged (" + reason(why) + "); remove its folder and run the trial again", why);
    }

    /** The epochs of a trial's last stage that are done so far. */
    public List<EpochMetrics> metrics(Trial trial) {
        return metrics(of(trial).resolve("metrics.jsonl"));
    }

    /** The epochs of the stages before a trial's last one. */
    public List<EpochMetrics> pretraining(Trial trial) {
        return metrics(of(trial).resolve("pretraining.jsonl"));
    }

    private static List<EpochMetrics> metrics(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<EpochMetrics> metrics = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                metrics.add(read(line, EpochMetrics.class));
            }
            return metrics;
        } catch (IOException bad) {
            throw damaged(file, bad);
        }
    }

    /** A value; JSON's null is none. */
    private static <T> T read(String json, Class<T> type) throws IOException {
        T value = JSON.readValue(json, type);
        if (value == null) {
            throw new IOException("null instead of a value");
        }
        return value;
    }

    /** Where the record of a trial came from. */
    public Provenance provenance(Trial trial) {
        Path file = of(trial).resolve("provenance.json");
        if (!Files.exists(file)) {
            throw new IllegalStateException("trial " + trial.signature() + " never got so far as to note where it ran");
        }
        try {
            return read(Files.readString(file), Provenance.class);
        } catch (IOException bad) {
            throw damaged(file, bad);
        }
    }

    /** Widths of each layer after each epoch so far. */
    public List<LayerBits> layerBits(Trial trial) {
        Path file = of(trial).resolve("layers.csv");
        try {
            return Files.exists(file) ? LayerCsv.bits(Files.readString(file)) : List.of();
        } catch (IOException | IllegalArgumentException bad) {
            throw damaged(file, bad);
        }
    }

    /** When the epochs of a trial were last written. */
    public Instant written(Trial trial) {
        try {
            return Files.getLastModifiedTime(of(trial).resolve("metrics.jsonl")).toInstant();
        } catch (IOException never) {
            return Instant.EPOCH;
        }
    }

    /** Seconds that a trial took, times the threads that native libraries had for it; nothing if it has not finished. */
    public OptionalDouble coreSeconds(Trial trial) {
        if (!Files.exists(of(trial).resolve("summary.json"))) {
            return OptionalDouble.empty();
        }
        try {
            JsonNode summary = JSON.readTree(of(trial).resolve("summary.json").toFile());
            int threads = provenance(trial).platform().threads();
            return OptionalDouble.of(summary.path("seconds").asDouble() * threads);
        } catch (IOException | IllegalStateException damaged) {
            return OptionalDouble.empty();
        }
    }

    private static String pretty(JsonNode node) {
        try {
            return PRETTY.writeValueAsString(JSON.treeToValue(node, Map.class)) + "\n";
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read or written
        }
    }
}
