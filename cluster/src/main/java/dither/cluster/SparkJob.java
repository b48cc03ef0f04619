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

/** Does one job inside an executor of Spark; the answer is {@code DONE}, {@code FAILED}, or what no other job would survive either. */
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
            return new JobRunner(site, Progress.silent())
                    .runWhenFree(Job.ofLine(line))
                    .name();
        } catch (DataException unusable) { // answers, not exceptions: Spark would try those again
            return BAD_DATA + unusable.getMessage();
        } catch (UncheckedIOException unwritable) {
            return BAD_STORE + RunStore.reason(unwritable);
        }
    }
}
