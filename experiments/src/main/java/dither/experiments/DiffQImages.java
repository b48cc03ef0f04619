package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import dither.report.Claim;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The image table of the DiffQ paper: every method on one network, accuracy against size. */
public final class DiffQImages implements Experiment {

    @Override
    public String id() {
        return "table-diffq-images";
    }

    @Override
    public String title() {
        return "DiffQ against STE-QAT, LSQ and Quant-Noise on images";
    }

    @Override
    public List<String> published() {
        return List.of(
                "DiffQ, abstract of the final version: a 12-layer transformer (DeiT-B) on ImageNet is compressed more than"
                        + " 8-fold, to fewer than 4 bits per weight on average, and loses 0.3 points of top-1 accuracy.",
                "The paper's CIFAR rows were not seen in a source that could be checked, so none is shown.");
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        grid.add(ImageSettings.base(scale));
        for (int bits : List.of(8, 4, 3, 2)) {
            grid.add(ImageSettings.trial(scale, new PostTraining(bits)));
        }
        for (int bits : List.of(4, 3, 2)) {
            grid.add(ImageSettings.trial(scale, new SteQat(bits)));
            grid.add(ImageSettings.trial(scale, new Lsq(bits)));
        }
        for (int bits : List.of(8, 4)) {
            grid.add(ImageSettings.trial(scale, new QuantNoise(bits, 0.5)));
        }
        for (double penalty : List.of(0.1, 1.0, 5.0, 20.0)) {
            grid.add(ImageSettings.trial(scale, ImageSettings.diffQ(scale, penalty, 8)));
        }
        // Other group sizes at one penalty only: the ablation has the rest.
        for (int group : List.of(1, 16)) {
            grid.add(ImageSettings.trial(scale, ImageSettings.diffQ(scale, 5, group)));
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Runs.Row> rows = sorted(runs);
        Trial trial = rows.getFirst().records().getFirst().trial();
        String caption = trial.model().name() + " on " + trial.data().label() + "; accuracy on "
                + trial.data().testSet()
                + " of the network restored from the file, mean and 95 % interval over"
                + " n seeds. Quantised are tensors of more than "
                + trial.selection().largestLeftAlone()
                + " numbers whose name does not match " + trial.selection().exclude()
                + ". KiB are 1,024 bytes; the file also holds names, running statistics and"
                + " checksums, the other columns do not.";
        report.table(id(), caption, ResultTable.numbers(id(), rows), ResultTable.text(id(), rows));
        claims(runs, report);
    }

    /** As declared, but DiffQ's rows by size. */
    private static List<Runs.Row> sorted(Runs runs) {
        List<Runs.Row> rows = new ArrayList<>(runs.rows(method -> !(method instanceof DiffQ)));
        runs.rows(method -> method instanceof DiffQ).stream()
                .sorted(Comparator.comparingDouble(Runs.Row::fileBytes))
                .forEach(rows::add);
        return rows;
    }

    private static void claims(Runs runs, Report report) {
        runs.row(new Method.Float32()).ifPresent(reference -> {
            for (Runs.Row row : runs.rows(method -> method instanceof DiffQ)) {
                if (reference.fileBytes() / row.fileBytes() >= 8) {
                    report.claim(new Claim(
                            row.method().label() + " loses at most 0.3 points at more than 8-fold compression",
                            "DiffQ, abstract (there: a transformer on ImageNet)",
                            "accuracy minus float, points",
                            Claim.paired(row, reference, DiffQImages::points),
                            0.3));
                }
            }
        });
        runs.row(new SteQat(4))
                .ifPresent(qat -> runs.row(new PostTraining(4))
                        .ifPresent(rounded -> report.claim(new Claim(
                                "STE-QAT at 4 bits is better than rounding after training",
                                "Quant-Noise, table 1 (there: ImageNet and WikiText-103)",
                                "accuracy difference, points",
                                Claim.paired(qat, rounded, DiffQImages::points),
                                0))));
    }

    private static double points(RunRecord run) {
        return 100 * run.score();
    }
}
