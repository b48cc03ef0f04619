package dither.cluster;

import dither.experiment.Scale;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import dither.sweep.executor.JobMessage;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;

/** Does one job inside an executor of Spark; the answer is a {@link JobMessage} per line, the last of which is the job's end. */
final class SparkJob implements Function<String, String> {
    private static final long serialVersionUID = 1;

    private final String root;
    private final String scale;
    private final String data;

    SparkJob(Site site) {
        root = site.root().toAbsolutePath().toString();
        scale = site.scale().name();
        data = site.data() == null ? null : site.data().toAbsolutePath().toString();
    }

    @Override
    public String call(String line) throws InterruptedException {
        Site site = new Site(Path.of(root), Scale.valueOf(scale), data == null ? null : Path.of(data));
        StringBuilder answer = new StringBuilder();
        Progress heard = new Progress() {
            @Override
            public void say(String words) {
                answer.append(new JobMessage(JobMessage.Kind.SAY, words, 0).toLine())
                        .append('\n');
            }
        };
        // Answers, not exceptions, say what went wrong: Spark would try those again.
        JobMessage end = JobMessage.endOf(Job.ofLine(line), new JobRunner(site, heard)::runWhenFree);
        return answer + end.toLine();
    }
}
