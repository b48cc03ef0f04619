package dither.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.cli.Dither;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.report.evidence.Evidence;
import dither.store.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is committed of results is what the report makes of the committed records, and what the README says of them is in it. */
class CommittedResultsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private static Path again;

    @BeforeAll
    static void report() throws IOException {
        Path runs = again.resolve("results/desk/runs");
        Files.createDirectories(runs.getParent());
        Files.createSymbolicLink(runs, ROOT.resolve("results/desk/runs"));
        CommandLine program = Dither.create(Catalogue.all(), Catalogue.claims());
        StringWriter out = new StringWriter();
        program.setOut(new PrintWriter(out));
        assertEquals(0, program.execute("report", "--scale", "desk", "--root", again.toString()), out.toString());
    }

    /** Drawings are left out: fonts of another machine have other widths. The numbers that they show are not. */
    @Test
    void tablesAndNumbersOfChartsAreThoseOfTheRecords() throws IOException {
        for (String folder : List.of("results/desk/tables", "plots/desk")) {
            Set<String> names = names(ROOT.resolve(folder));
            assertEquals(names(again.resolve(folder)), names, folder);
            for (String name : names) {
                assertEquals(
                        Files.readString(again.resolve(folder).resolve(name)),
                        Files.readString(ROOT.resolve(folder).resolve(name)),
                        folder + "/" + name + "; ./dither report --scale desk makes it anew");
            }
        }
        assertEquals(Files.readString(again.resolve("paper-repro.md")), read("paper-repro.md"));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            Set<String> names = new LinkedHashSet<>();
            all.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(md|csv|tex)"))
                    .sorted()
                    .forEach(names::add);
            return names;
        }
    }

    private static String read(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    @Test
    void theReadmeHasTheVerdicts() throws IOException {
        String readme = read("README.md");
        List<String> claims = read("paper-repro.md")
                .lines()
                .filter(line -> line.startsWith("| ["))
                .toList();

        assertEquals(Catalogue.claims().size(), claims.size());
        for (String line : claims) {
            String[] cells = line.split(" \\| ");
            String wanted = cells[0].replace("](#", "](paper-repro.md#") + " | " + cells[3].replace("**", "") + " | "
                    + (cells.length > 4 ? cells[4].replace(" |", "") : "") + " |";
            assertTrue(readme.contains(wanted), () -> "the README lacks\n" + wanted);
        }
    }

    @Test
    void theReadmeHasTheTableOfSmallImages() throws IOException {
        String readme = read("README.md");
        for (String line :
                read("results/desk/tables/table-diffq-cifar.md").lines().toList()) {
            if (line.startsWith("|")) {
                String[] cells = line.split(" \\|");
                String withoutZlib = Stream.of(0, 1, 2, 3, 4, 6, 7, 8)
                        .map(column -> cells[column] + " |")
                        .reduce("", String::concat);
                assertTrue(readme.contains(withoutZlib), () -> "the README lacks\n" + withoutZlib);
            }
        }
    }

    @Test
    void theReadmeSaysHowManyTrialsHaveFinished() throws IOException {
        Set<Trial> declared = new LinkedHashSet<>();
        for (Experiment experiment : Catalogue.all()) {
            Grid grid = new Grid(experiment.seeds(Scale.DESK));
            experiment.declare(grid, Scale.DESK);
            declared.addAll(grid.trials());
        }
        Evidence evidence = new Evidence(new Site(ROOT, Scale.DESK, null).runs());
        long finished = declared.stream()
                .filter(trial -> evidence.of(trial).isPresent())
                .count();
        String wanted = finished + " of the " + declared.size() + " trials";

        assertTrue(read("README.md").contains(wanted), () -> "the README does not say " + wanted);
    }
}
