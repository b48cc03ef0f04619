package dither.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.store.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one machine does at a time for a sweep; a value that travels as a line of text. */
public sealed interface Job {
    /** The trial that it is done for. */
    Trial trial();

    /**
     * Trains a stage that comes before the last one, and that other trials may need as well.
     *
     * @param stage its place among the trial's stages, from 0
     */
    record Stage(Trial trial, int stage) implements Job {}

    /** Trains the last stage until so many epochs are done, and no further. */
    record Rung(Trial trial, int epochs) implements Job {}

    /** Does all that is left of a trial, and records it. */
    record Whole(Trial trial) implements Job {}

    /** What it makes; two jobs of one key need not both be done. */
    default String key() {
        return switch (this) {
            case Stage(Trial trial, int stage) ->
                "stage " + trial.stages().get(stage).signature();
            case Rung(Trial trial, int epochs) -> "trial " + trial.signature() + " to epoch " + epochs;
            case Whole(Trial trial) -> "trial " + trial.signature();
        };
    }

    /** The place of the training at which it ends among the trial's stages, from 0. */
    private int last() {
        return this instanceof Stage(Trial _, int stage)
                ? stage
                : trial().stages().size() - 1;
    }

    /** The training at which it ends. */
    default Trial.Stage training() {
        return trial().stages().get(last());
    }

    /** The job that must be done before. */
    default Optional<Job> needs() {
        int last = last();
        return last == 0 ? Optional.empty() : Optional.of(new Stage(trial(), last - 1));
    }

    /** Whether a site has what it makes. */
    default boolean isDone(Site site) {
        return switch (this) {
            case Stage(Trial trial, int number) -> {
                Trial.Stage stage = trial.stages().get(number);
                yield site.stages().position(stage).epochs() >= stage.recipe().epochs();
            }
            case Rung(Trial trial, int epochs) -> site.runs().metrics(trial).size() >= epochs;
            case Whole(Trial trial) -> site.runs().state(trial).isFinished();
        };
    }

    /** In words. */
    default String label() {
        String trial = trial().title();
        return switch (this) {
            case Stage(Trial _, int stage) -> "stage " + (stage + 1) + " for " + trial;
            case Rung(Trial _, int epochs) -> trial + ", to epoch " + epochs;
            case Whole _ -> trial;
        };
    }

    /** These jobs and all that they need, each once, needed ones first. */
    static List<Job> withNeeds(List<? extends Job> jobs) {
        Map<String, Job> all = new LinkedHashMap<>();
        for (Job job : jobs) {
            List<Job> chain = new ArrayList<>();
            for (Optional<Job> next = Optional.of(job);
                    next.isPresent();
                    next = next.get().needs()) {
                chain.addFirst(next.get());
            }
            chain.forEach(link -> all.putIfAbsent(link.key(), link));
        }
        return List.copyOf(all.values());
    }

    /** As one line of JSON. */
    default String toLine() {
        ObjectNode node = TrialJson.of(trial());
        switch (this) {
            case Stage(Trial _, int stage) -> node.put("stage", stage);
            case Rung(Trial _, int epochs) -> node.put("epochs", epochs);
            case Whole _ -> node.put("whole", true);
        }
        return node.toString();
    }

    /**
     * The job of a line.
     *
     * @throws IllegalArgumentException if it holds none
     */
    static Job ofLine(String line) {
        try {
            JsonNode node = new ObjectMapper().readTree(line);
            Trial trial = TrialJson.read(node);
            if (node.has("stage")) {
                return new Stage(trial, node.get("stage").intValue());
            }
            return node.has("epochs") ? new Rung(trial, node.get("epochs").intValue()) : new Whole(trial);
        } catch (JsonProcessingException bad) {
            throw new IllegalArgumentException("not a job: " + bad.getOriginalMessage(), bad);
        }
    }
}
