package dither.cli;

import dither.codec.AtomicFiles;
import dither.codec.DitherReader;
import dither.codec.DitherWriter;
import dither.codec.entropy.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "repack",
        mixinStandardHelpOptions = true,
        description =
                "Code a .dither file anew, for another tier or in today's version of the format; the weights stay.")
final class RepackCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "A .dither file.")
    private Path in;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write.")
    private Path out;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            defaultValue = "small",
            description = "small, fast or packed (default: ${DEFAULT-VALUE}).")
    private String tier;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Tier chosen = NearestName.among("tier", tier, Tier.values());
        try (DitherReader reader = DitherReader.open(in)) {
            Path target = Outputs.choose(out, in, ".dither");
            try (DitherWriter writer = new DitherWriter(reader.metadata(), chosen, target);
                    TerminalProgress progress =
                            TerminalProgress.create(spec.commandLine().getErr(), "tensors")) {
                progress.total(reader.shapes().size());
                for (String name : reader.shapes().keySet()) {
                    writer.add(reader.tensor(name));
                    progress.advance(1);
                }
                AtomicFiles.write(target, writer::writeTo);
            }
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: %d bytes, %.3f of %s",
                            target,
                            Files.size(target),
                            (double) Files.size(target) / Files.size(in),
                            in));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
