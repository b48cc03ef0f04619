package dither.bench;

import picocli.CommandLine.Command;

/** {@code dither bench}: everything that measures speed. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure speed.",
        subcommands = {StepBench.class, KernelsCommand.class, ModelsCommand.class},
        synopsisSubcommandLabel = "step|models|kernels")
public final class BenchCommand {}
