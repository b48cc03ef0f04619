package dither.cluster;

import dither.store.Provenance;
import dither.sweep.Executor;
import dither.sweep.executor.ExecutorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Spark's master and two workers in this process, their executors in others. */
@Timeout(300)
class SparkLocalClusterTest extends ExecutorContract {
    @BeforeAll
    static void home() throws IOException {
        // Spark wants a home with a folder of jars; executors get ours by the class path.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    }

    @Override
    protected Executor executor() {
        return new SparkExecutor(
                "local-cluster[2," + Provenance.nativeThreads(0) + ",2048]", Provenance.nativeThreads(0));
    }
}
