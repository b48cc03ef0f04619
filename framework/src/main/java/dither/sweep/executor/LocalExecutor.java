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
        Schedule schedule = new Schedule(jobs, site, progress);
        for (Optional<Job> job = schedule.next(); job.isPresent(); job = schedule.next()) {
            schedule.ended(job.get(), runner.run(job.get()));
        }
    }

    @Override
    public String name() {
        return "local";
    }
}
