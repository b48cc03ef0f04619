package dither.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.cli.Dither;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.store.RunStore;
import dither.store.Site;
import dither.train.EpochMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        for (String written : List.of("results/desk/notes.md", "README.md")) {
            Files.copy(ROOT.resolve(written), again.resolve(written));
        }
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper-repro.md", "README.md"})
    void pagesSayWhatIsInTheRecords(String page) throws IOException {
        assertEquals(
                Files.readString(again.resolve(page)),
                Files.readString(ROOT.resolve(page)),
                page + "; ./dither report --scale desk makes it anew");
    }

    /** Without its marks the README would say nothing of the records, and nothing wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"claims", "finished", "table table-diffq-cifar without zlib KiB"})
    void theReadmeAsksForWhatRecordsDecide(String what) throws IOException {
        assertTrue(Files.readString(ROOT.resolve("README.md")).contains("<!-- report: " + what + " -->"), what);
    }

    @Test
    void runsThatDocumentsNameAreThere() throws IOException {
        int named = 0;
        for (String page : List.of("README.md", "docs/sweeps.md", "docs/data.md")) {
            Matcher signatures = Pattern.compile("\\b(?:replay|diff) ([0-9a-f]{12})\\b")
                    .matcher(Files.readString(ROOT.resolve(page)));
            while (signatures.find()) {
                named++;
                String run = signatures.group(1);
                assertTrue(Files.exists(ROOT.resolve("results/desk/runs").resolve(run)), page + " names " + run);
            }
        }
        assertTrue(named > 0, "no document names a run");
    }

    /** Pages of all records at once: a claim may name runs that no page shows, and a template may miss a name. */
    @Test
    void linksOfThePagesOfAllRecordsLeadSomewhere() throws IOException {
        Path site = again.resolve("site");
        CommandLine program = Dither.create(Catalogue.all(), Catalogue.claims());
        program.setOut(new PrintWriter(new StringWriter()));
        assertEquals(0, program.execute("site", "--root", again.toString(), "--output", site.toString()));
        List<Path> pages;
        try (Stream<Path> all = Files.walk(site)) {
            pages = all.filter(page -> page.toString().endsWith(".html")).toList();
        }
        Map<Path, String> texts = new HashMap<>();
        for (Path page : pages) {
            texts.put(page.normalize(), Files.readString(page));
        }
        int links = 0;
        for (Map.Entry<Path, String> page : texts.entrySet()) {
            Matcher found = Pattern.compile("href=\"([^\":#]*)(?:#([^\"]*))?\"").matcher(page.getValue());
            while (found.find()) {
                links++;
                Path target = found.group(1).isEmpty()
                        ? page.getKey()
                        : page.getKey().resolveSibling(found.group(1)).normalize();
                String where = site.relativize(page.getKey()) + " links to " + found.group();
                assertTrue(Files.exists(target), where);
                String anchor = found.group(2);
                assertTrue(anchor == null || texts.get(target).contains("id=\"" + anchor + "\""), where);
            }
            assertFalse(page.getValue().contains("{{"), page.getKey().toString());
        }
        assertTrue(links > 1000, links + " links on " + pages.size() + " pages");
    }

    /** On another generation of processors the networks of music end elsewhere; what is compared must begin at the same one. */
    @Test
    void runsThatShareAStageBeganAtTheSameNetwork() {
        RunStore store = new Site(ROOT, Scale.DESK, null).runs();
        Map<String, List<EpochMetrics>> floats = new HashMap<>();
        for (String name : store.folders().names()) {
            Trial trial = store.folders().trial(name);
            if (trial.stages().size() > 1 && store.state(trial).isFinished()) {
                int first = trial.stages().getFirst().recipe().epochs();
                List<EpochMetrics> epochs = store.pretraining(trial).subList(0, first);
                assertEquals(
                        floats.computeIfAbsent(
                                trial.stages().getFirst().signature().toString(), _ -> epochs),
                        epochs,
                        () -> name + " (" + trial.title() + ")");
            }
        }
        assertTrue(floats.size() > 3, "compared " + floats.size() + " stages");
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
}
