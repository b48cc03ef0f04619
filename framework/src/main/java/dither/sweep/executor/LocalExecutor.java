package dither.sweep.executor;

import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.util.List;
import java.util.Optional;

/** One job after the other in this process. */
public final class LocalExecutor implements Executor {
    @Override
    public void run(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        JobRunner runner = new JobRunner(site, progress);
        progress.total(runner.steps(jobs));
        JobQueue queue = new JobQueue(jobs, site, progress);
        for (Optional<Job> job = queue.next(); job.isPresent(); job = queue.next()) {
            queue.ended(job.get(), runner.run(job.get()));
        }
    }
}
