package dither.cli;

import dither.data.DataException;
import dither.data.DataLibrary;
import dither.data.DataSpec;
import dither.data.ImageSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Check which data sets can be loaded, and say how to get the others.")
final class DataCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets; DITHER_DATA if not given.")
    private Path data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DataLibrary library = new DataLibrary(data == null || data.toString().isBlank() ? null : data);
        for (DataSpec probe : List.of(
                new ImageSpec.Synthetic(16, 100, 100),
                new ImageSpec.Cifar10(100, 100),
                new ImageSpec.Cifar10Jpeg(100, 100),
                new ImageSpec.Mnist(100, 100))) {
            String name = probe.getClass().getSimpleName();
            try {
                library.load(probe);
                out.println(String.format(Locale.ROOT, "%-12s ready", name));
            } catch (DataException missing) {
                out.println(String.format(Locale.ROOT, "%-12s %s", name, missing.getMessage()));
            }
        }
        out.flush();
        return 0;
    }
}
