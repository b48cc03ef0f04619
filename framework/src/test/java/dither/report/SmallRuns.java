package dither.report;

import dither.codec.SizeReport;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.report.chart.SizeScoreChart;
import dither.report.chart.WidthChart;
import dither.report.claim.Claim;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import dither.report.table.Line;
import dither.report.table.ResultTable;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.RunStore;
import dither.store.Site;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import dither.sweep.executor.LocalExecutor;
import dither.task.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An experiment of seconds with a claim, for tests of what is made of runs. */
public record SmallRuns(Evidence evidence) {
    static final Trial FLOAT = TestTrials.trial(new Method.Float32());
    static final Trial ROUNDED = TestTrials.trial(new PostTraining(2));
    public static final Trial DIFFQ = TestTrials.trial(new DiffQ(5, 8));
    static final Trial FAILING = TestTrials.trial(new DiffQ(5, 7));

    /** Three rows of two seeds, and one that fails. */
    record Small() implements Experiment {
        @Override
        public String id() {
            return "table-small";
        }

        @Override
        public String title() {
            return "A small table";
        }

        @Override
        public int seeds(Scale scale) {
            return 2;
        }

        private static List<Line> lines() {
            return List.of(
                    Line.of(FLOAT),
                    Line.of(ROUNDED).beside("45.3", "another network", "a paper, table 1"),
                    Line.of(DIFFQ),
                    Line.of(FAILING).beside("51.2", "another network", "a paper, table 1"));
        }

        @Override
        public void declare(Grid grid, Scale scale) {
            lines().forEach(line -> grid.add(line.trial()));
        }

        @Override
        public void report(Runs runs, Report report) {
            report.table(ResultTable.of(id(), lines(), runs), "Caption.");
            report.chart(SizeScoreChart.of(
                    "plot-c", "Title", runs.rows(), row -> row.method().family()));
            SizeReport sizes =
                    runs.row(DIFFQ).orElseThrow().records().getFirst().sizes();
            report.chart(WidthChart.of("plot-b", "Title", "layer", WidthChart.layers(sizes)));
        }
    }

    record FloatIsBetter() implements Claim {
        @Override
        public String id() {
            return "float-is-better";
        }

        @Override
        public String statement() {
            return "Float is better than two bits";
        }

        @Override
        public String origin() {
            return OURS;
        }

        @Override
        public String source() {
            return "common sense";
        }

        @Override
        public Stated stated() {
            return Stated.AFTER;
        }

        @Override
        public List<Comparison> comparisons(Scale scale) {
            return List.of(Comparison.better("gratings", FLOAT, ROUNDED));
        }
    }

    /** Trains them. */
    public static SmallRuns in(Path folder) throws InterruptedException {
        Grid grid = new Grid(2);
        new Small().declare(grid, Scale.SMOKE);
        Site site = new Site(folder, Scale.SMOKE, null);
        new Sweep(site, new LocalExecutor(), Progress.silent()).run(grid.trials());
        return new SmallRuns(new Evidence(site.runs()));
    }

    /** As reports see them. */
    Runs runs() {
        Grid grid = new Grid(2);
        new Small().declare(grid, Scale.SMOKE);
        return Runs.of(grid, evidence);
    }

    /** The runs of a scale. */
    public Evidence of(Scale scale) {
        return scale == Scale.SMOKE ? evidence : new Evidence(nothing(scale));
    }

    private static RunStore nothing(Scale scale) {
        return new Site(Path.of("nowhere"), scale, null).runs();
    }

    /** The experiment and the claim with them. */
    public Results results() {
        return new Results(List.of(new Small()), List.of(new FloatIsBetter()), this::of);
    }

    /** The record of a run as that of another trial, with other provenance and score. */
    static RunRecord with(RunRecord run, Trial trial, Provenance provenance, double score) {
        return new RunRecord(
                trial,
                trial.signature(),
                provenance,
                run.metrics(),
                run.metric(),
                run.baseline(),
                run.best(),
                new Evaluation(1, Map.of(run.metric(), score)),
                run.sizes(),
                run.cost(),
                run.fileSha256());
    }
}
