package dither.sweep;

import dither.experiment.Trial;
import dither.store.RunStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How long jobs will take on all cores of this machine, judged by records of the same model on the same data: the median of their
 * core seconds per epoch.
 */
public final class Estimates {
    private final Map<Trial.Place, Double> secondsPerEpoch = new HashMap<>();

    /**
     * @param stores where records are looked for
     * @param known trials that may have records
     */
    public Estimates(List<RunStore> stores, Collection<Trial> known) {
        Map<Trial.Place, List<Double>> found = new HashMap<>();
        for (Trial trial : known) {
            if (trial.method().afterTraining()) {
                continue; // its training is that of the float network
            }
            stores.stream()
                    .flatMapToDouble(store -> store.coreSeconds(trial).stream())
                    .forEach(seconds -> found.computeIfAbsent(trial.place(), _ -> new ArrayList<>())
                            .add(seconds
                                    / trial.finetuning().epochs()
                                    / Runtime.getRuntime().availableProcessors()));
        }
        found.forEach((place, all) -> secondsPerEpoch.put(
                place,
                StatUtils.percentile(
                        all.stream().mapToDouble(Double::doubleValue).toArray(), 50)));
    }

    /** Seconds of a job from its start; nothing where no record is like it. */
    public OptionalDouble seconds(Job job) {
        Double each = secondsPerEpoch.get(job.trial().place());
        if (each == null) {
            return OptionalDouble.empty();
        }
        int epochs = switch (job) {
            case Job.Stage(Trial trial, int stage) ->
                trial.stages().get(stage).recipe().epochs();
            case Job.Rung(Trial _, int until) -> until;
            case Job.Whole(Trial trial) ->
                trial.method().afterTraining() ? 0 : trial.finetuning().epochs();
        };
        return OptionalDouble.of(each * epochs);
    }

    /** Of all jobs, one after the other, in words. */
    public String words(List<Job> jobs) {
        double sum = 0;
        int unknown = 0;
        for (Job job : jobs) {
            OptionalDouble seconds = seconds(job);
            sum += seconds.orElse(0);
            unknown += seconds.isPresent() ? 0 : 1;
        }
        long minutes = Math.max(1, Math.round(sum / 60));
        String known = "about " + (minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min")
                + " by earlier runs";
        if (unknown == jobs.size()) {
            return "no earlier run says how long that takes";
        }
        return unknown == 0 ? known : known + ", and " + unknown + " jobs that no earlier run is like";
    }
}
