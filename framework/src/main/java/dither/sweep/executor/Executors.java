package dither.sweep.executor;

import dither.sweep.Executor;
import java.util.ServiceLoader;

/** Executors by the names that people give: {@code local}, {@code workers:2}, {@code slurm}, {@code slurm:partition}, and those of other modules. */
public final class Executors {
    private Executors() {}

    /** Makes the executors of another module; found by {@link ServiceLoader}. */
    public interface Provider {
        /** What stands before the colon. */
        String kind();

        /**
         * An executor.
         *
         * @param argument what follows the colon, or nothing
         * @param threads of native libraries for each trial; 0 for the executor's own choice
         * @throws IllegalArgumentException if the argument is no good
         */
        Executor create(String argument, int threads);
    }

    /**
     * The executor of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Executor of(String name, int threads) {
        int colon = name.indexOf(':');
        String kind = colon < 0 ? name : name.substring(0, colon);
        String argument = colon < 0 ? "" : name.substring(colon + 1);
        return switch (kind) {
            case "local" -> {
                if (!argument.isEmpty()) {
                    throw new IllegalArgumentException(
                            "local runs one trial at a time, '" + name + "' asks for more; use workers:" + argument);
                }
                yield new LocalExecutor();
            }
            case "workers" -> new WorkerExecutor(number(name, argument), threads);
            case "slurm" -> new SlurmExecutor(argument, threads);
            default ->
                ServiceLoader.load(Provider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.kind().equals(kind))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "no executor is called '" + name
                                                + "'; there are local, workers:N, slurm[:PARTITION] and, if the module cluster is built, spark:MASTER"))
                        .create(argument, threads);
        };
    }

    private static int number(String name, String argument) {
        try {
            return Integer.parseInt(argument);
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException(
                    "'" + name + "' does not say how many workers; for example workers:2", bad);
        }
    }
}
