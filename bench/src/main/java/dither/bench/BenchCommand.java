package dither.bench;

import picocli.CommandLine.Command;

/** {@code dither bench}: everything that measures speed. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure speed.",
        subcommands = {StepBench.class, KernelsCommand.class},
        synopsisSubcommandLabel = "step|kernels")
public final class BenchCommand {}
