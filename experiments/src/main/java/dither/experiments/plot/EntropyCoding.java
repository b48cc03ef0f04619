package dither.experiments.plot;

import dither.codec.Size;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.table.EntropyTable;
import dither.quant.Method;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.evidence.Estimate;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What entropy coding saves: the size at fixed widths beside what coders make of the same weights. */
public final class EntropyCoding implements Experiment {
    private static final List<Size> SIZES = List.of(Size.DIFFQ, Size.ZLIB, Size.HUFFMAN, Size.SMALL);
    private static final List<String> NAMES =
            List.of("fixed width (formula)", "zlib of levels", "Huffman", "small tier");

    @Override
    public String id() {
        return "plot-entropy-coding";
    }

    @Override
    public String title() {
        return "Entropy-coded against fixed-width sizes";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        new EntropyTable().declare(grid, scale);
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Runs.Row> rows = runs.rows(trial -> !(trial.method() instanceof Method.Float32)).stream()
                .filter(row -> !row.isOld())
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        CategoryChart chart = Charts.groupedBars(
                "What entropy coding saves: " + rows.getFirst().trial().place().words(),
                "",
                "levels, widths and floats (KiB; bars: 95 % interval)");
        List<String> labels = rows.stream().map(Runs.Row::label).toList();
        Table shown = Table.create(id(), StringColumn.create("method", labels));
        for (int i = 0; i < SIZES.size(); i++) {
            Size size = SIZES.get(i);
            List<Estimate> kib = rows.stream()
                    .map(row -> row.estimate(run -> run.sizes().total(size) / 1024))
                    .toList();
            List<Double> means = kib.stream().map(Estimate::mean).toList();
            chart.addSeries(
                            NAMES.get(i),
                            labels,
                            means,
                            kib.stream()
                                    .map(one -> one.n() < Evidence.SEEDS ? 0 : one.halfWidth())
                                    .toList())
                    .setFillColor(Charts.shade(2 << i));
            shown.addColumns(
                    DoubleColumn.create(size.label() + "_kib", means),
                    DoubleColumn.create(
                            size.label() + "_kib_ci95",
                            kib.stream().map(Estimate::halfWidth).toList()));
        }
        report.chart(new ShownChart(id(), chart, shown));
    }
}
