package dither.cluster;

import dither.data.DataException;
import dither.experiment.Scale;
import dither.store.RunStore;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;

/** Does one job inside an executor of Spark; the answer is {@code DONE} or {@code FAILED} and, in further lines, what was said, or
 * what no other job would survive either. */
final class SparkJob implements Function<String, String> {
    static final String BAD_DATA = "BAD_DATA ";
    static final String BAD_STORE = "BAD_STORE ";

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
        try {
            StringBuilder answer = new StringBuilder();
            Progress heard = new Progress() {
                @Override
                public void say(String words) {
                    answer.append('\n').append(words);
                }
            };
            String result =
                    new JobRunner(site, heard).runWhenFree(Job.ofLine(line)).name();
            return result + answer;
        } catch (DataException unusable) { // answers, not exceptions: Spark would try those again
            return BAD_DATA + unusable.getMessage();
        } catch (UncheckedIOException unwritable) {
            return BAD_STORE + RunStore.reason(unwritable);
        }
    }
}
