package dither.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.store.Provenance;
import dither.sweep.Executor;
import dither.sweep.executor.ExecutorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spark's master and two workers in this process, their executors in others. */
@Timeout(300)
class SparkLocalClusterTest extends ExecutorContract {
    @BeforeAll
    static void home() throws IOException {
        // Spark wants a home with a folder of jars; executors get ours by the class path.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    }

    @Test
    void optionsOfTheUserGoBehindOurs() {
        String option = "spark.executor.extraJavaOptions";
        System.setProperty(option, "-Xss8m");
        try {
            String options = new SparkExecutor("local", 1).conf().get(option);

            assertTrue(options.startsWith("--add-modules") && options.endsWith(" -Xss8m"), options);
        } finally {
            System.clearProperty(option);
        }
    }

    @Override
    protected Executor executor() {
        return new SparkExecutor(
                "local-cluster[2," + Provenance.nativeThreads(0) + ",2048]", Provenance.nativeThreads(0));
    }
}
