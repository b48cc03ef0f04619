package dither.sweep.executor;

import dither.store.Provenance;
import dither.sweep.Executor;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A real cluster, where there is one: its controller answers {@code sinfo}. */
@Timeout(300)
@EnabledIf("hasCluster")
class SlurmTest extends ExecutorContract {
    static boolean hasCluster() throws InterruptedException {
        try {
            return new ProcessBuilder("sinfo", "--noheader")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    @Override
    protected Executor executor() {
        return new SlurmExecutor("", Provenance.nativeThreads(0));
    }
}
