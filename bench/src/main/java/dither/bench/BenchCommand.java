package dither.bench;

import dither.cli.UsageException;
import picocli.CommandLine.Command;

/** {@code dither bench}: everything that measures speed and endurance. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure speed and endurance.",
        subcommands = {
            StepBench.class,
            KernelsCommand.class,
            ModelsCommand.class,
            ChaosCommand.class,
            StoreBench.class,
            SizesCommand.class
        },
        synopsisSubcommandLabel = "step|models|kernels|sizes|chaos|store")
public final class BenchCommand {
    /** Complains about a count that is none. */
    static void checkPositive(String option, int count) {
        if (count < 1) {
            throw new UsageException(option + " must be at least 1, was " + count);
        }
    }
}
