package dither.cluster;

import dither.sweep.Executor;
import dither.sweep.executor.Executors;

/** Makes executors called {@code spark:MASTER}, such as {@code spark:spark://host:7077} or {@code spark:local-cluster[2,1,2048]}. */
public final class SparkProvider implements Executors.Provider {
    @Override
    public String kind() {
        return "spark";
    }

    @Override
    public Executor create(String argument, int threads) {
        if (argument.isEmpty()) {
            throw new IllegalArgumentException("spark needs a master, for example spark:spark://host:7077");
        }
        return new SparkExecutor(argument, threads);
    }
}
