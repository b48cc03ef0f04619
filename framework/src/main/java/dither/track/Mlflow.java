package dither.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dither.codec.AtomicFiles;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.RunStore;
import dither.task.Metric;
import dither.train.EpochMetrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * MLflow's store of files ({@code mlflow ui --backend-store-uri DIR}): finished runs with what was asked for as parameters, epochs and sizes as
 * metrics, provenance as tags.
 */
public record Mlflow() implements Tracking {
    private static final int FINISHED = 3;

    @Override
    public boolean export(String experiment, Trial trial, RunStore store, Path folder) {
        Optional<RunRecord> found = store.find(trial);
        if (found.isEmpty()) {
            return false;
        }
        RunRecord record = found.get();
        String id = String.valueOf(1 + (experiment.hashCode() & 0x3fffffff)); // MLflow wants a number
        // MLflow's ids are unique among all experiments, and several may share a trial.
        String run = UUID.nameUUIDFromBytes((experiment + trial.signature().hex()).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        Path of = folder.resolve(id);
        long end = store.written(trial).toEpochMilli();
        long start = end - Math.round(1000 * record.cost().seconds());
        yaml(
                of.resolve("meta.yaml"),
                Map.of(
                        "artifact_location", text(of.toAbsolutePath().toUri().toString()),
                        "experiment_id", text(id),
                        "lifecycle_stage", "active",
                        "name", text(experiment)));
        Path home = of.resolve(run);
        Map<String, Object> meta = new TreeMap<>();
        meta.put(
                "artifact_uri",
                text(home.resolve("artifacts").toAbsolutePath().toUri().toString()));
        meta.put("end_time", end);
        meta.put("entry_point_name", text(""));
        meta.put("experiment_id", text(id));
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", text(run));
        meta.put("run_name", text(trial.title()));
        meta.put("run_uuid", text(run));
        meta.put("source_name", text(experiment));
        meta.put("source_type", 4); // local
        meta.put("source_version", text(record.provenance().commit()));
        meta.put("start_time", start);
        meta.put("status", FINISHED);
        meta.put("tags", "[]");
        meta.put("user_id", text("dither"));
        yaml(home.resolve("meta.yaml"), meta);
        parameters("", TrialJson.of(trial).get("trial"), home.resolve("params"));
        metrics(record, end, home.resolve("metrics"));
        tags(record, home.resolve("tags"));
        return true;
    }

    /** A leaf of the trial each: {@code method.bits}. */
    private static void parameters(String name, JsonNode value, Path folder) {
        if (value.isObject()) {
            value.properties()
                    .forEach(entry -> parameters(
                            name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(), entry.getValue(), folder));
        } else {
            AtomicFiles.write(folder.resolve(name), value.isTextual() ? value.asText() : value.toString());
        }
    }

    private static void metrics(RunRecord record, long time, Path folder) {
        Map<String, StringBuilder> lines = new TreeMap<>();
        for (EpochMetrics epoch : record.metrics()) {
            line(lines, "train_loss", time, epoch.trainLoss(), epoch.epoch());
            line(lines, "test_loss", time, epoch.testLoss(), epoch.epoch());
            line(lines, "mean_bits", time, epoch.meanBits(), epoch.epoch());
            for (Map.Entry<Metric, Double> score : epoch.scores().entrySet()) {
                line(lines, score.getKey().label().replace(' ', '_'), time, score.getValue(), epoch.epoch());
            }
        }
        line(lines, "final_" + record.metric().label().replace(' ', '_'), time, record.score(), 0);
        line(lines, "file_bytes", time, record.sizes().fileBytes(), 0);
        line(lines, "seconds", time, record.cost().seconds(), 0);
        lines.forEach((name, text) -> AtomicFiles.write(folder.resolve(name), text.toString()));
    }

    private static void line(Map<String, StringBuilder> lines, String name, long time, double value, int step) {
        lines.computeIfAbsent(name, _ -> new StringBuilder())
                .append(time)
                .append(' ')
                .append(value)
                .append(' ')
                .append(step)
                .append('\n');
    }

    private static void tags(RunRecord record, Path folder) {
        Provenance provenance = record.provenance();
        Map<String, String> tags = Map.of(
                "signature", record.signature().hex(),
                "commit", provenance.commit(),
                "dirty", String.valueOf(provenance.dirty()),
                "jvm", provenance.platform().jvm(),
                "cpu", provenance.platform().cpu());
        tags.forEach((name, value) -> AtomicFiles.write(folder.resolve(name), value));
    }

    /** JSON's texts are YAML's as well. */
    private static String text(String value) {
        return TextNode.valueOf(value).toString();
    }

    private static void yaml(Path file, Map<String, ?> values) {
        List<String> lines = new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList();
        AtomicFiles.write(file, String.join("\n", lines) + "\n");
    }
}
