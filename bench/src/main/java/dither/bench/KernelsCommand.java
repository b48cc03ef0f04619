package dither.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        description =
                "Elements per second of the Vector API kernels, GFLOP/s of a large product, symbols per second of coders; by JMH.")
final class KernelsCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "",
            paramLabel = "KERNEL",
            description = "Part of a name; all if not given.")
    private String kernel;

    @Override
    public Integer call() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include("(Kernel|Product|Coding)Bench.*" + kernel)
                        .build())
                .run();
        return 0;
    }
}
