package dither.sweep;

import dither.experiment.Trial;
import dither.store.Site;
import java.util.List;

/** Runs trials until each has a record or a reason why not. */
public final class Sweep {
    private final Site site;
    private final Executor executor;
    private final Progress progress;

    public Sweep(Site site, Executor executor, Progress progress) {
        this.site = site;
        this.executor = executor;
        this.progress = progress;
    }

    /** How many trials were run, and how many of them still have no record. */
    public record Outcome(int run, int failed) {}

    /**
     * Runs those of {@code trials} that have no record; one that fails is noted and does not stop the others.
     *
     * @throws InterruptedException if the thread was interrupted; all that was finished is kept
     */
    public Outcome run(List<Trial> trials) throws InterruptedException {
        List<Trial> missing =
                trials.stream().filter(trial -> !site.state(trial).isFinished()).toList();
        missing.forEach(site.runs()::forget);
        executor.run(Job.withNeeds(missing.stream().map(Job.Whole::new).toList()), site, progress);
        long failed = missing.stream()
                .filter(trial -> !site.state(trial).isFinished())
                .count();
        return new Outcome(missing.size(), (int) failed);
    }
}
