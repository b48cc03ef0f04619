package dither.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.SizeReport;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.store.Site;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import dither.sweep.executor.LocalExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class ReportTest {
    @TempDir
    Path folder;

    private Runs runs() throws InterruptedException {
        Grid grid = new Grid(2);
        grid.add(TestTrials.trial(new Method.Float32()));
        grid.add(TestTrials.trial(new PostTraining(2)));
        grid.add(TestTrials.trial(new DiffQ(5, 8)));
        grid.add(TestTrials.trial(new DiffQ(5, 7))); // fails, so the report must do without
        Site site = new Site(folder, Scale.SMOKE, null);
        new Sweep(site, new LocalExecutor(), Progress.silent()).run(grid.trials());
        return Runs.of(grid, site.runs());
    }

    @Test
    void tablesAndChartsAreWrittenFromRuns() throws IOException, InterruptedException {
        Runs runs = runs();
        Report report = new Report(folder.resolve("tables"), folder.resolve("plots"), Scale.SMOKE);

        report.table("t", "Caption.", ResultTable.numbers("t", runs.rows()), ResultTable.text("t", runs.rows()));
        SizeAccuracyChart.write(
                report, "c", "Title", runs.rows(), row -> row.method().family());
        SizeReport sizes =
                runs.row(new DiffQ(5, 8)).orElseThrow().records().getFirst().sizes();
        BitsPerLayerChart.write(report, "b", "Title", sizes);

        assertEquals(3, runs.rows().size());
        assertEquals(2, runs.missing().size());
        List<String> csv = Files.readAllLines(folder.resolve("tables/t.csv"));
        assertEquals(4, csv.size());
        assertTrue(csv.getFirst().startsWith("method,n,accuracy,accuracy_ci95,mean_bits,fp32_bytes"), csv.getFirst());
        assertTrue(Files.readString(folder.resolve("tables/t.md")).contains("| Post-training 2 bits"));
        assertTrue(Files.readString(folder.resolve("tables/t.tex")).contains("$\\pm$"));
        for (String chart : List.of("c", "b")) {
            assertTrue(
                    Files.readString(folder.resolve("plots/" + chart + ".svg")).contains("<svg"));
            assertTrue(ImageIO.read(folder.resolve("plots/" + chart + ".png").toFile())
                            .getWidth()
                    > 500);
            assertTrue(Files.size(folder.resolve("plots/" + chart + ".csv")) > 0);
        }
        long weights = Files.readAllLines(folder.resolve("plots/b.csv")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[2]))
                .sum();
        assertEquals(
                sizes.layers().stream()
                        .filter(layer -> layer.meanBits() < 32)
                        .mapToLong(SizeReport.Layer::weights)
                        .sum(),
                weights);
    }

    @Test
    void specialCharactersAreEscapedForLatex() {
        Table table = Table.create("t", StringColumn.create("a_b %", "50 % & ±1"));

        String latex = TableText.latex(table, "#1");

        assertTrue(
                latex.contains("a\\_b \\%") && latex.contains("50 \\% \\& $\\pm$1") && latex.contains("\\#1"), latex);
    }
}
