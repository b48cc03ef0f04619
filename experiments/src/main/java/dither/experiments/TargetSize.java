package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.quant.DiffQ;
import dither.report.Claim;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.store.RunRecord;
import java.util.List;

/** DiffQ steered to a size against DiffQ with a fixed penalty that happens to end at that size. */
public final class TargetSize implements Experiment {
    private static final double TOLERANCE = 0.02;

    /** A penalty and, as target, the size in MB that it ended at. */
    private record Pair(double penalty, double targetMb) {}

    @Override
    public String id() {
        return "ablation-target-size";
    }

    @Override
    public String title() {
        return "DiffQ: a target size instead of a penalty";
    }

    private static List<Pair> pairs(Scale scale) {
        return switch (scale) {
            case SMOKE -> List.of(new Pair(20, 0.0102));
            case DESK -> List.of(new Pair(1, 0.181), new Pair(5, 0.13));
            case PAPER -> List.of(new Pair(5, 5.4)); // an eighth of float; the penalty's size is not known yet
        };
    }

    private static DiffQ fixed(Scale scale, Pair pair) {
        return ImageSettings.diffQ(scale, pair.penalty(), 8);
    }

    private static DiffQ steered(Scale scale, Pair pair) {
        return DiffQ.toSize(pair.targetMb(), 8).withLogitRate(fixed(scale, pair).logitRate());
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        grid.add(ImageSettings.base(scale));
        for (Pair pair : pairs(scale)) {
            grid.add(ImageSettings.trial(scale, fixed(scale, pair)));
            grid.add(ImageSettings.trial(scale, steered(scale, pair)));
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Runs.Row> rows = runs.rows();
        String caption = "DiffQ steered to a size in MB of 2^20 bytes, beside the fixed penalty that ended near it; the"
                + " columns are those of `table-diffq-images`.";
        report.table(id(), caption, ResultTable.numbers(id(), rows), ResultTable.text(id(), rows));
        for (Pair pair : pairs(report.scale())) {
            runs.row(steered(report.scale(), pair)).ifPresent(steered -> claims(runs, report, pair, steered));
        }
    }

    private static void claims(Runs runs, Report report, Pair pair, Runs.Row steered) {
        report.claim(new Claim(
                steered.method().label() + " ends within 2 % of its target",
                "our own",
                "minus the distance from the target, %",
                steered.estimate(run -> -100 * Math.abs(sizeMb(run) / pair.targetMb() - 1)),
                100 * TOLERANCE));
        runs.row(fixed(report.scale(), pair))
                .ifPresent(fixed -> report.claim(new Claim(
                        steered.method().label() + " is no worse than "
                                + fixed.method().label(),
                        "our own; 0.5 points of tolerance",
                        "accuracy difference, points",
                        Claim.paired(steered, fixed, run -> 100 * run.score()),
                        0.5)));
    }

    private static double sizeMb(RunRecord run) {
        return run.metrics().getLast().sizeMb();
    }
}
