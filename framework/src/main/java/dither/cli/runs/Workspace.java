package dither.cli.runs;

import dither.cli.NearestName;
import dither.cli.UsageException;
import dither.codec.AtomicFiles;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.report.Readme;
import dither.report.Report;
import dither.report.Results;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Options that commands about experiments share, and where their files are. */
final class Workspace extends Records {
    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds per row; unless given 1 at smoke scale and for quick-*, else 3.")
    Integer seeds;

    Grid grid(Experiment experiment, Scale of) {
        if (seeds != null && seeds < 1) {
            throw new UsageException("--seeds must be at least 1, was " + seeds);
        }
        boolean asked = seeds != null && of == scale;
        return experiment.grid(of, asked ? seeds : experiment.seeds(of));
    }

    /** All trials of all experiments, each once. */
    Set<Trial> trials(List<Experiment> experiments) {
        Set<Trial> all = new LinkedHashSet<>();
        experiments.forEach(experiment -> all.addAll(grid(experiment, scale).trials()));
        return all;
    }

    /** The trials of an experiment, and those of further seeds that were tried. */
    List<Trial> tried(Experiment experiment) {
        Evidence known = evidence(scale);
        return grid(experiment, scale).rows().stream()
                .flatMap(row -> {
                    Trial first = row.trials().getFirst();
                    return IntStream.rangeClosed(
                                    1, known.lastSeed(first, row.trials().size()))
                            .mapToObj(first::seed);
                })
                .toList();
    }

    Runs runs(Experiment experiment, Scale of) {
        return Runs.of(grid(experiment, of), evidence(of));
    }

    /** What stands in {@code results/SCALE/notes.md} about the records, of all scales. */
    String notes() {
        return Arrays.stream(Scale.values())
                .map(of -> root.resolve("results").resolve(of.folder()).resolve("notes.md"))
                .filter(Files::isRegularFile)
                .map(Workspace::read)
                .collect(Collectors.joining("\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot read " + file + " (" + bad.getMessage() + ")", bad);
        }
    }

    /** Makes those parts of the root's README anew that records decide, if there is one. */
    void refreshReadme(Results results) {
        Path readme = root.resolve("README.md");
        if (Files.isRegularFile(readme)) {
            AtomicFiles.writeIfChanged(
                    readme, Readme.refresh(read(readme), results).getBytes(StandardCharsets.UTF_8));
        }
    }

    Path tables(Scale of) {
        return Path.of("results", of.folder(), "tables");
    }

    Path plots(Scale of) {
        return Path.of("plots", of.folder());
    }

    Report report(Experiment experiment, Scale of, int mostSeeds) {
        return new Report(experiment, root.resolve(tables(of)), root.resolve(plots(of)), of, mostSeeds);
    }

    /** The experiments of these names; all of them if there are none. */
    static List<Experiment> choose(List<Experiment> known, List<String> names) {
        if (names == null || names.isEmpty()) {
            return known;
        }
        return names.stream()
                .map(name -> known.stream()
                        .filter(experiment -> experiment.id().equals(name))
                        .findFirst()
                        .orElseThrow(() -> NearestName.unknown(
                                "experiment",
                                name,
                                known.stream().map(Experiment::id).toList())))
                .toList();
    }
}
