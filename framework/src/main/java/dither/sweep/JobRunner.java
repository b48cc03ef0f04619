package dither.sweep;

import dither.data.DataException;
import dither.data.DataLibrary;
import dither.experiment.Signature;
import dither.experiment.Trial;
import dither.store.FileLocks;
import dither.store.Heartbeats;
import dither.store.RunState;
import dither.store.RunStore;
import dither.store.Site;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Does one job at a time on this machine, whoever asks for it. */
public final class JobRunner {
    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Site site;
    private final Progress progress;
    private final Pipeline pipeline;

    /** Data sets are loaded once and kept. */
    public JobRunner(Site site, Progress progress) {
        this(site, progress, BETWEEN_CHECKPOINTS);
    }

    /** @param betweenCheckpoints how much work a killed program may lose; the end of an epoch is always kept */
    JobRunner(Site site, Progress progress, Duration betweenCheckpoints) {
        this.site = site;
        this.progress = progress;
        pipeline = new Pipeline(new DataLibrary(site.data()), site, progress, betweenCheckpoints);
    }

    /** What became of a job. */
    public enum Result {
        DONE,
        /** Noted in the store, with the reason. */
        FAILED,
        /** Another program is at this trial. */
        BUSY
    }

    /** Training steps that are left of these jobs. */
    public long steps(List<Job> jobs) {
        Map<Signature, Long> steps = new LinkedHashMap<>();
        for (Job job : jobs) {
            Trial.Stage stage = job.training();
            int epochs = job instanceof Job.Rung(Trial _, int until)
                    ? until
                    : stage.recipe().epochs();
            steps.merge(stage.signature(), pipeline.stepsLeft(stage, epochs), Math::max);
        }
        return steps.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Does a job, or notes why it cannot be done.
     *
     * @throws DataException if its data are unusable: no job with the same data would fare better
     * @throws UncheckedIOException if something cannot be written: no job at all would fare better
     */
    public Result run(Job job) throws InterruptedException {
        if (job instanceof Job.Stage(Trial trial, int stage)) {
            // No lock on the trial: whoever needs the same stage waits for the lock on that.
            try (Heartbeats.Pulse pulse = site.heartbeats().start(trial)) {
                return attempt(job, words -> pulse.doing("stage " + (stage + 1) + ", " + words));
            }
        }
        Optional<FileLocks.Held> lock =
                site.locks().take(job.trial().signature().shortHex());
        if (lock.isEmpty()) {
            return Result.BUSY;
        }
        try (FileLocks.Held _ = lock.get();
                Heartbeats.Pulse pulse = site.heartbeats().start(job.trial())) {
            // What another program decided since this was asked for stands; a sweep clears old notes before it starts.
            return switch (site.runs().state(job.trial())) {
                case RunState.Finished _ -> Result.DONE;
                case RunState.Failed _, RunState.Stopped _ -> Result.FAILED;
                case RunState.Missing _, RunState.Interrupted _, RunState.Running _ -> attempt(job, pulse::doing);
            };
        }
    }

    /** As {@link #run}, waiting for a program that is at the same trial. */
    public Result runWhenFree(Job job) throws InterruptedException {
        Result result = run(job);
        while (result == Result.BUSY) {
            Thread.sleep(PAUSE);
            result = run(job);
        }
        return result;
    }

    private Result attempt(Job job, Consumer<String> doing) throws InterruptedException {
        try {
            pipeline.run(job, doing);
            return Result.DONE;
        } catch (DataException | UncheckedIOException everywhere) {
            throw everywhere;
        } catch (RuntimeException | Error bad) { // errors, too: a trial too deep or without a library sinks no other
            if (Thread.interrupted()) { // as training may be while it waits for a batch: no failure of the trial
                throw new InterruptedException("interrupted in " + job.label());
            }
            if (!site.runs().state(job.trial()).isFinished()) {
                site.runs().failed(job.trial(), bad);
            }
            progress.say(job.label() + ": " + RunStore.reason(bad));
            return Result.FAILED;
        }
    }
}
