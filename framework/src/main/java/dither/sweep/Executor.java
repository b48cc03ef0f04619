package dither.sweep;

import dither.store.Site;
import java.util.List;

/**
 * Does the jobs of a sweep somewhere: in this process, in others, on a cluster.
 *
 * <p>Whatever it is, the same jobs leave the same bytes in the store, as long as native libraries have the same number of threads. A job
 * that fails is noted in the store and stops no other; what became of each is read from there.
 */
public interface Executor {

    /**
     * Does all jobs whose needs are met or can be; a job that is done already costs little.
     *
     * @param jobs each after what it needs
     * @throws InterruptedException if the thread was interrupted; all that was finished is kept
     * @throws RuntimeException for what no other job would survive either: unusable data, a store that cannot be written
     */
    void run(List<Job> jobs, Site site, Progress progress) throws InterruptedException;
}
