package dither.sweep.executor;

import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** For executors that hand over many jobs at once: jobs by how many others come before them. */
public final class Waves {
    private Waves() {}

    /** Those of a wave whose needs are done; of the others it is noted that what they need failed. */
    public static List<Job> possible(List<Job> wave, Site site) {
        List<Job> possible = new ArrayList<>();
        for (Job job : wave) {
            Optional<Job> lacking = job.needs().filter(need -> !need.isDone(site));
            if (lacking.isEmpty() || job.isDone(site)) {
                possible.add(job);
            } else {
                Job need = lacking.get();
                noteMissing(
                        job,
                        need.key(),
                        site.runs().state(need.trial()) instanceof RunState.Failed(String reason, int _)
                                ? reason
                                : "see the trial that it was trained for",
                        site);
            }
        }
        return possible;
    }

    /** Notes that a job cannot be done because what it needs failed; the trial for which that was done has its own note, with the trace. */
    static void noteMissing(Job job, String need, String reason, Site site) {
        if (!(site.runs().state(job.trial()) instanceof RunState.Failed)) {
            site.runs().failed(job.trial(), new IllegalStateException(need + ", which it needs, failed: " + reason));
        }
    }

    /** Lists of jobs that can be done at the same time once those of the lists before are done. */
    public static List<List<Job>> of(List<Job> jobs) {
        Map<Integer, List<Job>> waves = new TreeMap<>();
        for (Job job : jobs) {
            int depth = 0;
            for (Optional<Job> need = job.needs();
                    need.isPresent();
                    need = need.get().needs()) {
                depth++;
            }
            waves.computeIfAbsent(depth, _ -> new ArrayList<>()).add(job);
        }
        return List.copyOf(waves.values());
    }
}
