package dither.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.SizeReport;
import dither.experiment.Scale;
import dither.report.chart.SizeScoreChart;
import dither.report.claim.Finding;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.report.table.TableText;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.Site;
import dither.task.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportTest {
    private SmallRuns small;
    private Runs runs;

    @BeforeAll
    void run(@TempDir Path folder) throws InterruptedException {
        small = SmallRuns.in(folder);
        runs = small.runs();
    }

    @Test
    void tablesAndChartsAreWrittenFromRuns(@TempDir Path folder) throws IOException {
        Report report =
                new Report(new SmallRuns.Small(), folder.resolve("tables"), folder.resolve("plots"), Scale.SMOKE, 2);

        new SmallRuns.Small().report(runs, report);

        assertEquals(3, runs.rows().size());
        assertEquals(2, runs.failed().size());
        assertEquals(0, runs.missing().size());
        List<String> csv = Files.readAllLines(folder.resolve("tables/table-small.csv"));
        assertEquals(4, csv.size());
        assertTrue(csv.getFirst().startsWith("method,network,data,measure,n,score,score_ci95"), csv.getFirst());
        String markdown = Files.readString(folder.resolve("tables/table-small.md"));
        assertTrue(
                markdown.contains("| Post-training 2 bits") && markdown.contains("45.3 (another network)"), markdown);
        assertEquals(1, markdown.lines().filter(line -> line.contains("**")).count(), "one best row in\n" + markdown);
        assertTrue(markdown.contains("| not run | 0 | 51.2 (another network) |"), markdown);
        assertTrue(
                markdown.contains("a paper, table 1") && markdown.contains("make table-small SCALE=smoke"), markdown);
        String latex = Files.readString(folder.resolve("tables/table-small.tex"));
        assertTrue(latex.contains("$\\pm$") && latex.contains("\\textbf{"), latex);
        for (String chart : List.of("plot-c", "plot-b")) {
            assertTrue(
                    Files.readString(folder.resolve("plots/" + chart + ".svg")).contains("<svg"));
            assertTrue(ImageIO.read(folder.resolve("plots/" + chart + ".png").toFile())
                            .getWidth()
                    > 500);
            assertTrue(Files.size(folder.resolve("plots/" + chart + ".csv")) > 0);
        }
        long weights = Files.readAllLines(folder.resolve("plots/plot-b.csv")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[2]))
                .sum();
        assertEquals(
                runs.row(SmallRuns.DIFFQ).orElseThrow().records().getFirst().sizes().layers().stream()
                        .filter(SizeReport.Layer::quantised)
                        .mapToLong(SizeReport.Layer::weights)
                        .sum(),
                weights);
    }

    @Test
    void filesThatWouldBeTheSameAreLeftAlone(@TempDir Path folder) throws IOException {
        new SmallRuns.Small()
                .report(
                        runs,
                        new Report(
                                new SmallRuns.Small(),
                                folder.resolve("tables"),
                                folder.resolve("plots"),
                                Scale.SMOKE,
                                2));
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertEquals(9, files.size(), files.toString());
        Path stale = folder.resolve("tables/table-small.md");
        Files.writeString(stale, "old");
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        }

        new SmallRuns.Small()
                .report(
                        runs,
                        new Report(
                                new SmallRuns.Small(),
                                folder.resolve("tables"),
                                folder.resolve("plots"),
                                Scale.SMOKE,
                                2));

        for (Path file : files) {
            assertEquals(file.equals(stale), Files.getLastModifiedTime(file).toMillis() > 0, file.toString());
        }
    }

    /** One broken network must not take the chart of all others with it. */
    @Test
    void rowsWithoutAScoreAreNamedAndNotDrawn(@TempDir Path folder) throws IOException {
        List<Runs.Row> rows = new ArrayList<>(runs.rows());
        rows.set(1, broken(rows.get(1)));
        Report report = new Report(new SmallRuns.Small(), folder, folder, Scale.SMOKE, 2);

        report.chart(SizeScoreChart.of(
                "plot-some", "Title", rows, row -> row.method().family()));
        report.chart(SizeScoreChart.of(
                "plot-none",
                "Title",
                rows.stream().map(ReportTest::broken).toList(),
                row -> row.method().family()));

        assertTrue(Files.readString(folder.resolve("plot-some.csv")).contains("Post-training 2 bits"));
        assertTrue(Files.exists(folder.resolve("plot-none.svg")));
        assertFalse(report.charts().getFirst().chart().getSeriesMap().containsKey("Post-training"));
    }

    private static Runs.Row broken(Runs.Row row) {
        return new Runs.Row(
                row.trial(),
                row.records().stream()
                        .map(run -> new RunRecord(
                                run.trial(),
                                run.signature(),
                                run.provenance(),
                                run.metrics(),
                                run.metric(),
                                run.baseline(),
                                run.best(),
                                new Evaluation(Double.NaN, Map.of(run.metric(), Double.NaN)),
                                run.sizes(),
                                run.cost(),
                                run.fileSha256()))
                        .toList(),
                0);
    }

    /** What a README quotes of a row stands whatever befell one of its seeds. */
    @Test
    void markedLabelsAreKnown() {
        assertTrue(ResultTable.isShown("LSQ 3 bits", "LSQ 3 bits"));
        assertTrue(ResultTable.isShown("LSQ 3 bits (uncommitted code) (1 of 5 seeds failed)", "LSQ 3 bits"));
        assertFalse(ResultTable.isShown("int4 QAT (p=1)", "int4 QAT"));
        Runs.Row row = runs.row(SmallRuns.ROUNDED).orElseThrow();
        Runs.Row marked = new Runs.Row(row.trial(), row.records(), 1);
        String shown = ResultTable.of("t", List.of(marked))
                .text()
                .stringColumn(ResultTable.METHOD)
                .get(0);
        assertTrue(shown.endsWith(")") && ResultTable.isShown(shown, row.label()), shown);
    }

    /** A sweep goes on with other data of the same names if it is told to; scores on them do not compare. */
    @Test
    void rowsOfOtherDataAndOfFailedSeedsAreMarked() {
        Runs.Row row = runs.row(SmallRuns.ROUNDED).orElseThrow();
        RunRecord run = row.records().getFirst();
        Provenance here = run.provenance();
        Provenance elsewhere = new Provenance(
                here.commit(), here.dirty(), here.diffSha256(), "other", here.testSha256(), here.platform(), null);
        Runs.Row foreign =
                new Runs.Row(SmallRuns.DIFFQ, List.of(SmallRuns.with(run, SmallRuns.DIFFQ.seed(1), elsewhere, 0.5)), 0);
        Runs.Row survivor = new Runs.Row(SmallRuns.FAILING, row.records(), 1);

        String table = TableText.markdown(
                ResultTable.of("t", List.of(row, foreign, survivor)).text());

        assertTrue(table.contains(SmallRuns.DIFFQ.label() + markOf(here) + " (other data)"), table);
        assertTrue(table.contains("(1 of 3 seeds failed)"), table);
    }

    private static String markOf(Provenance provenance) {
        return provenance.anyDirty() ? " (uncommitted code)" : "";
    }

    @Test
    void thePageHasVerdictsAndTheCommandsThatRepeatThem() {
        Results results = small.results();

        String page = new PaperRepro(results, scale -> Path.of("plots", scale.folder()), "Note.").toString();

        assertTrue(page.contains("Float is better than two bits") && page.contains("common sense"), page);
        assertTrue(page.contains("| smoke (no evidence) | **undecided**"), page);
        assertTrue(page.contains("Repeat with `make table-small SCALE=smoke`"), page);
        assertTrue(page.contains("![plot-c](plots/smoke/plot-c.svg)"), page);
        assertEquals(
                2, results.judged().getFirst().findings().getFirst().answers().size());
        assertTrue(page.contains("2 of 8 trials failed or were given up; what is below is made of the rest"), page);
    }

    @Test
    void answersNameTheRunsThatGaveThem() {
        Results results = small.results();
        Finding finding = results.judged().getFirst().findings().getFirst();

        Table answers = Answers.of(results, Scale.SMOKE);

        assertEquals(2, answers.rowCount());
        for (int row = 0; row < 2; row++) {
            int seed = answers.intColumn("seed").get(row);
            assertEquals(row + 1, seed);
            assertEquals(
                    finding.answers().get(row).value(),
                    answers.doubleColumn("answer").get(row));
            assertEquals(
                    SmallRuns.FLOAT.seed(seed).signature().shortHex() + " "
                            + SmallRuns.ROUNDED.seed(seed).signature().shortHex(),
                    answers.stringColumn("runs").get(row));
        }
        assertTrue(Answers.of(results, Scale.DESK).isEmpty(), "nothing is judged there");
    }

    @Test
    void readmesSayWhatRecordsDecide() {
        Results results = small.results();
        String text = "Say <!-- report: finished -->much<!-- end -->.\n<!-- report: claims --><!-- end -->\n"
                + "<!-- report: table table-small without zlib KiB -->old<!-- end -->\n"
                + "Theirs: <!-- report: cell table-small | DiffQ penalty=5 g=7 | published -->old<!-- end -->. "
                + "Ours: <!-- report: mean float-is-better | gratings -->old<!-- end -->.";

        String fresh = Readme.refresh(text, results);

        assertTrue(fresh.startsWith("Say <!-- report: finished -->0 of the 8 trials<!-- end -->."), fresh);
        assertTrue(fresh.contains("| [Float is better than two bits](paper-repro.md#float-is-better) | "), fresh);
        assertTrue(fresh.contains("| Post-training 2 bits") && !fresh.contains("zlib KiB |"), fresh);
        assertTrue(fresh.contains("published -->51.2 (another network)<!-- end -->."), fresh);
        assertTrue(fresh.matches("(?s).*gratings -->\\d+\\.\\d\\d ± .*<!-- end -->\\."), fresh);
        assertFalse(fresh.contains("old"), fresh);
        assertEquals(fresh, Readme.refresh(fresh, results), "the second time nothing changes");
        assertThrows(
                IllegalArgumentException.class, () -> Readme.refresh("<!-- report: the moon --><!-- end -->", results));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Readme.refresh(
                                "<!-- report: cell table-small | DiffQ | published --><!-- end -->", results))
                .getMessage();
        assertTrue(message.contains("Post-training 2 bits") && message.contains("published"), message);
    }

    @Test
    void commandsHaveAllSeedsThatAreShown() {
        Experiment two = new SmallRuns.Small();

        assertEquals("make table-small SCALE=smoke", Report.command(two, Scale.SMOKE, 2));
        assertEquals("make table-small SCALE=smoke SEEDS=5", Report.command(two, Scale.SMOKE, 5));
        assertEquals("make table-small SCALE=desk DATA=dir ROOT=again SEEDS=5", Report.command(two, Scale.DESK, 5));
    }

    @Test
    void experimentsKnowTheClaimsThatTheyDecide() {
        Results results = small.results();
        Results.Outcome outcome = results.outcomes().getFirst();

        assertEquals(
                List.of("float-is-better"),
                results.decidedBy(outcome).stream()
                        .map(judged -> judged.claim().id())
                        .toList());
        assertEquals(List.of(), results.sameRuns(outcome), "no other experiment has these runs");
        assertEquals(
                Map.of("table-small", "make table-small SCALE=smoke"),
                results.commands(results.judged().getFirst()));
    }

    @Test
    void cellsWithinASentenceAreNotStrong() {
        assertEquals("76.79 ± 0.19", TableText.plain("**76.79 ± 0.19**"));
        assertEquals("76.35 ± 0.96", TableText.plain("76.35 ± 0.96"));
        assertEquals("", TableText.plain(""));
    }

    @Test
    void smokeRunsAreShownOnlyWhereNothingElseHasRun(@TempDir Path folder) throws IOException {
        Path others = Files.createDirectories(folder.resolve("results/desk/runs/0123456789ab"));
        Evidence desk = new Evidence(new Site(folder, Scale.DESK, null).runs());
        Experiment experiment = small.results().outcomes().getFirst().experiment();

        Results results =
                new Results(List.of(experiment), List.of(), scale -> scale == Scale.DESK ? desk : small.of(scale));

        assertEquals(List.of(), results.outcomes(), "smoke runs beside " + others);
        assertEquals(List.of(experiment), results.unrun());
    }

    @Test
    void specialCharactersAreEscapedForLatex() {
        Table table = Table.create("t", StringColumn.create("a_b %", "50 % & ±1", "**best**", "2^20 {x} $y ~z \\a"));

        String latex = TableText.latex(table, "#1");

        assertTrue(
                latex.contains("a\\_b \\%") && latex.contains("50 \\% \\& $\\pm$1") && latex.contains("\\#1"), latex);
        assertTrue(latex.contains("\\textbf{best}"), latex);
        assertTrue(latex.contains("2\\textasciicircum{}20 \\{x\\} \\$y \\textasciitilde{}z \\textbackslash{}a"), latex);
    }
}
