package dither.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.codec.AtomicFiles;
import dither.codec.SizeReport;
import dither.task.Evaluation;
import dither.task.Metric;
import dither.task.Task;
import dither.train.EpochMetrics;
import dither.train.EpochResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of one scale: a folder per trial, named by its signature.
 *
 * <p>{@code summary.json} is written last; a folder without one is a trial that has not finished.
 */
public final class RunStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY =
            JSON.writer().with(SerializationFeature.INDENT_OUTPUT).with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Path folder;

    /** @param folder of all run folders; need not exist */
    public RunStore(Path folder) {
        this.folder = folder;
    }

    /** How a trial stands. */
    public enum Status {
        MISSING,
        STARTED,
        FAILED,
        FINISHED
    }

    private Path of(Trial trial) {
        return folder.resolve(trial.signature().shortHex());
    }

    /** How {@code trial} stands. */
    public Status status(Trial trial) {
        Path run = of(trial);
        if (Files.exists(run.resolve("summary.json"))) {
            return Status.FINISHED;
        }
        if (Files.exists(run.resolve("failure.txt"))) {
            return Status.FAILED;
        }
        return Files.exists(run.resolve("trial.json")) ? Status.STARTED : Status.MISSING;
    }

    /** Notes that a trial starts: what it is and where it runs. */
    void start(Trial trial, Provenance provenance) {
        Path run = of(trial);
        try {
            Files.deleteIfExists(run.resolve("failure.txt"));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
        AtomicFiles.write(run.resolve("trial.json"), pretty(trialJson(trial)));
        AtomicFiles.write(run.resolve("provenance.json"), pretty(JSON.valueToTree(provenance)));
    }

    /** Notes the epochs of the float stage that the trial starts from. */
    void pretraining(Trial trial, List<EpochResult> results) {
        AtomicFiles.write(of(trial).resolve("pretraining.jsonl"), lines(results));
    }

    /** Notes the epochs that are done so far. */
    void epochs(Trial trial, List<EpochResult> results) {
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
    void failed(Trial trial, Throwable failure) {
        StringBuilder text = new StringBuilder(reason(failure) + "\n\n" + failure + "\n");
        for (StackTraceElement element : failure.getStackTrace()) {
            text.append("    at ").append(element).append('\n');
        }
        AtomicFiles.write(of(trial).resolve("failure.txt"), text.toString());
    }

    /** Why something failed, in one line. */
    static String reason(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError _ -> "out of memory; give the program more with DITHER_HEAP=12g";
            case Throwable t when t.getMessage() == null -> t.toString();
            default -> failure.getMessage().lines().findFirst().orElse("");
        };
    }

    /** Notes the outcome of a trial; from now on it is finished. */
    void finish(RunRecord record) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("signature", record.signature().hex());
        summary.put("method", record.trial().label());
        summary.set("metric", JSON.valueToTree(record.metric()));
        summary.set("baseline", JSON.valueToTree(record.baseline()));
        summary.put("best", record.best());
        summary.set("test", JSON.valueToTree(record.evaluation()));
        summary.put("meanBits", record.sizes().meanBits());
        ObjectNode bytes = summary.putObject("bytes");
        for (SizeReport.Column column : SizeReport.columns()) {
            bytes.put(column.name(), record.sizes().total(column));
        }
        summary.put("seconds", record.seconds());
        summary.put("secondsWaitedForBatches", record.waited());
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
        if (status(trial) != Status.FINISHED) {
            return Optional.empty();
        }
        Path run = of(trial);
        try {
            if (!JSON.readTree(run.resolve("trial.json").toFile()).equals(reread(trialJson(trial)))) {
                throw new IllegalStateException(run + " holds another trial with the same first 12 digits; remove it");
            }
            List<EpochMetrics> metrics = new ArrayList<>();
            for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
                metrics.add(JSON.readValue(line, EpochMetrics.class));
            }
            JsonNode summary = JSON.readTree(run.resolve("summary.json").toFile());
            return Optional.of(new RunRecord(
                    trial,
                    trial.signature(),
                    JSON.readValue(run.resolve("provenance.json").toFile(), Provenance.class),
                    metrics,
                    JSON.treeToValue(summary.get("metric"), Metric.class),
                    summary.has("baseline") ? JSON.treeToValue(summary.get("baseline"), Task.Baseline.class) : null,
                    summary.has("best") && summary.get("best").isNumber()
                            ? summary.get("best").asDouble()
                            : null,
                    JSON.treeToValue(summary.get("test"), Evaluation.class),
                    JSON.readValue(run.resolve("sizes.json").toFile(), SizeReport.class),
                    summary.get("seconds").asDouble(),
                    summary.path("secondsWaitedForBatches").asDouble(0)));
        } catch (IOException bad) {
            throw new IllegalStateException(
                    run + " is damaged (" + bad.getMessage() + "); remove it and run again", bad);
        }
    }

    /** First line of the reason for which a trial failed. */
    public String failure(Trial trial) {
        try {
            return Files.readAllLines(of(trial).resolve("failure.txt")).getFirst();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** Names of run folders that belong to none of {@code trials}. */
    public List<String> strangers(List<Trial> trials) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<String> known = trials.stream().map(t -> t.signature().shortHex()).toList();
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.map(run -> run.getFileName().toString())
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private static ObjectNode trialJson(Trial trial) {
        ObjectNode node = JSON.createObjectNode();
        node.put("signature", trial.signature().hex());
        node.setAll((ObjectNode) Signature.json("trial", trial));
        return node;
    }

    /** Through text and back, so that number types compare equal. */
    private static JsonNode reread(JsonNode node) throws IOException {
        return JSON.readTree(node.toString());
    }

    private static String pretty(JsonNode node) {
        try {
            return PRETTY.writeValueAsString(JSON.treeToValue(node, Map.class)) + "\n";
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read or written
        }
    }
}
