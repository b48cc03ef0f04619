package dither.sweep.executor;

import dither.experiment.Signature;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which job comes next: one whose needs are met, in the order in which they were declared. Of jobs that end with the same training, as the
 * float network and all that is rounded after it, one goes ahead. Several threads may ask.
 */
final class JobQueue {
    /** A job whose program dies so often at one place is given up. */
    private static final int MOST_DEATHS = 5;

    private static final long PAUSE = 1000;

    private final Site site;
    private final Progress progress;
    private final List<Waiting> waiting;
    private final List<Waiting> elsewhere = new ArrayList<>();
    private final Set<String> open = new HashSet<>();

    /** The trainings at which jobs end that were given out. */
    private final Set<Signature> training = new HashSet<>();

    /** Keys of jobs that another program was at. */
    private final Set<String> busy = new HashSet<>();

    /** Keys of those of which that was said. */
    private final Set<String> said = new HashSet<>();

    /** Keys of jobs that failed, with the reason. */
    private final Map<String, String> failed = new HashMap<>();

    private final Map<String, Deaths> deaths = new HashMap<>();
    private final int count;
    private int started;
    private int running;
    private boolean cancelled;

    /**
     * @param need key of the job that must be done before, or ""
     * @param last the training at which it ends
     */
    private record Waiting(Job job, String need, Signature last) {
        Waiting(Job job) { // once, for keys are hashes of whole trials
            this(job, job.needs().map(Job::key).orElse(""), job.training().signature());
        }
    }

    /** How often in a row a job's program died without a new checkpoint. */
    private record Deaths(String place, int times) {}

    JobQueue(List<Job> jobs, Site site, Progress progress) {
        this.site = site;
        this.progress = progress;
        waiting = new ArrayList<>(jobs.stream().map(Waiting::new).toList());
        jobs.forEach(job -> open.add(job.key()));
        count = jobs.size();
    }

    /** The next job; waits until there is one; nothing if none is left. */
    synchronized Optional<Job> next() throws InterruptedException {
        while (!cancelled) {
            for (Iterator<Waiting> jobs = waiting.iterator(); jobs.hasNext(); ) {
                Waiting next = jobs.next();
                Job job = next.job();
                String need = next.need();
                if (failed.containsKey(need)) {
                    jobs.remove();
                    Waves.noteMissing(job, need, failed.get(need), site);
                    close(job, failed.get(need));
                } else if (!open.contains(need) && (!training.contains(next.last()) || isTrained(job))) {
                    jobs.remove();
                    training.add(next.last());
                    running++;
                    started++;
                    // What another program is at is asked for every second; that is no start yet.
                    if (!busy.contains(job.key()) || !(site.state(job.trial()) instanceof RunState.Running)) {
                        progress.task(Math.min(started, count) + "/" + count + " " + job.label());
                    }
                    return Optional.of(job);
                }
            }
            if (running == 0 && waiting.isEmpty() && elsewhere.isEmpty()) {
                return Optional.empty();
            }
            if (running == 0 && waiting.isEmpty()) {
                Job first = elsewhere.getFirst().job();
                if (said.add(first.key())) {
                    progress.task("waiting for another program: " + first.label());
                }
            }
            wait(PAUSE);
            waiting.addAll(elsewhere);
            elsewhere.clear();
        }
        return Optional.empty();
    }

    /** What became of a job that {@link #next} gave out. */
    synchronized void ended(Job job, JobRunner.Result result) {
        running--;
        training.remove(job.training().signature());
        switch (result) {
            case DONE -> close(job, null);
            case FAILED ->
                close(
                        job,
                        site.runs().state(job.trial()) instanceof RunState.Failed(String reason, int _)
                                ? reason
                                : "stopped");
            case BUSY -> {
                busy.add(job.key());
                started--;
                elsewhere.add(new Waiting(job));
            }
        }
        if (result != JobRunner.Result.BUSY) {
            notifyAll(); // two workers that wake each other over one busy job would do so a hundred times a second
        }
    }

    private boolean isTrained(Job job) {
        return site.stages().position(job.training()).epochs()
                >= job.training().recipe().epochs();
    }

    /** @param reason why it failed; null if it did not */
    private void close(Job job, String reason) {
        open.remove(job.key());
        if (reason != null) {
            failed.put(job.key(), reason);
        }
    }

    /** The program that was at a job has died; another one gets it, unless that happened too often. */
    synchronized void died(Job job, String how) {
        if (cancelled) {
            return;
        }
        String place = site.stages().newest(job.trial());
        Deaths before = deaths.get(job.key());
        int times = before != null && before.place().equals(place) ? before.times() + 1 : 1;
        deaths.put(job.key(), new Deaths(place, times));
        if (times < MOST_DEATHS) {
            progress.say("a worker died (" + how + "); " + job.label() + " goes on in another one");
            waiting.addFirst(new Waiting(job));
            started--;
            running--;
            training.remove(job.training().signature());
            notifyAll();
        } else {
            site.runs()
                    .failed(
                            job.trial(),
                            new IllegalStateException(
                                    "its worker died " + times
                                            + " times at the same place, the last time with " + how
                                            + "; 137 is often the system's way to say that memory ran out, use fewer workers; more in cache/workers.log"));
            ended(job, JobRunner.Result.FAILED);
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** No further job is given out. */
    synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }
}
