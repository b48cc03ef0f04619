package dither.bench;

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
public final class BenchCommand {}
