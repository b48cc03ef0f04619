package dither.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.report.chart.SizeScoreChart;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.report.table.Standing;
import dither.store.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How rows stand to each other, and by which seeds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandingTest {
    private Runs runs;

    @BeforeAll
    void run(@TempDir Path folder) throws InterruptedException {
        runs = SmallRuns.in(folder).runs();
    }

    /** Seed 2 is worse for all; a row that lacks it has a better mean than any, and is not the best for that. */
    @Test
    void rowsStandToEachOtherByTheSeedsThatAllHave() {
        Runs.Row good = scored(0.8, 0.6);
        Runs.Row bad = scored(0.75);

        assertTrue(bad.score().mean() > good.score().mean());
        assertEquals(Optional.of(good), Standing.of(List.of(good, bad)).best());
        Runs.Row low = scored(0.1, 0.1);
        assertEquals(
                Optional.of(low),
                Standing.of(List.of(scored(Double.NaN, 0.9), low)).best(),
                "no number is no best");
        Runs.Row survivor = new Runs.Row(good.trial(), scored(0.9).records(), 1);
        assertEquals(Optional.of(good), Standing.of(List.of(good, survivor)).best(), "a seed failed");
        Runs.Row lost = new Runs.Row(
                SmallRuns.FAILING, List.of(scored(0.1, 0.9).records().get(1)), 1);
        assertEquals(
                Optional.of(good),
                Standing.of(List.of(good, bad, lost)).best(),
                "a row of which a seed failed takes none from the others");
        Standing strangers = Standing.of(List.of(bad, good.over(Set.of(2L))));
        assertEquals(new Standing(Optional.empty(), List.of()), strangers, "no seed in common");
    }

    /** Else a curve would fall where a row has the worse seed, and others do not. */
    @Test
    void chartsShowTheSeedsThatAllRowsHave(@TempDir Path folder) throws IOException {
        Runs.Row more = scored(0.8, 0.6);
        Runs.Row less = new Runs.Row(SmallRuns.DIFFQ, scored(0.75).records(), 0);
        Report report = new Report(new SmallRuns.Small(), folder, folder, Scale.SMOKE, 2);

        report.chart(SizeScoreChart.of(
                "plot-seeds", "Title", List.of(more, less), row -> row.trial().label()));

        List<String> shown = Files.readAllLines(folder.resolve("plot-seeds.csv"));
        assertTrue(shown.get(1).contains(",1,"), shown.toString());
        assertTrue(shown.get(1).contains(",80"), shown.toString());
    }

    /** Only what is at the front is shown, and marked as that. */
    @Test
    void aTableOfTheFrontMarksAllOfItsRows() {
        Runs.Row good = scored(0.8, 0.6);
        Runs.Row bad = new Runs.Row(SmallRuns.DIFFQ, scored(0.7, 0.5).records(), 0);

        ResultTable table = ResultTable.ofFront("t", List.of(good, bad));

        assertEquals(List.of(good), table.rows());
        assertEquals(
                List.of(ResultTable.FRONT), table.text().stringColumn("front").asList());
    }

    /** The row of two bits with other scores, one per seed from 1. */
    private Runs.Row scored(double... scores) {
        RunRecord run = runs.row(SmallRuns.ROUNDED).orElseThrow().records().getFirst();
        List<RunRecord> records = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            records.add(SmallRuns.with(run, run.trial().seed(i + 1), run.provenance(), scores[i]));
        }
        return new Runs.Row(run.trial().seed(0), records, 0);
    }

    @Test
    void whatNoOtherRowBeatsIsAtTheFront() {
        List<Runs.Row> front = Standing.of(runs.rows()).front();

        for (Runs.Row row : runs.rows()) {
            boolean beaten = runs.rows().stream()
                    .anyMatch(other -> other.score().mean() >= row.score().mean()
                            && other.fileBytes() <= row.fileBytes()
                            && (other.score().mean() > row.score().mean() || other.fileBytes() < row.fileBytes()));
            assertEquals(!beaten, front.contains(row), row.label());
        }
    }
}
