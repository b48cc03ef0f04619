package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Ipq;
import dither.quant.Method;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.pq.BlockSizes;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.train.Recipe;
import java.util.List;

/**
 * The image half of the Quant-Noise paper's table 1, on a small network: integers and iPQ, each without noise, with all of
 * the weights quantised in training (QAT), and with a random part (Quant-Noise).
 */
public final class QuantNoiseImages implements Experiment {
    private static final BlockSizes BLOCKS = BlockSizes.small();

    @Override
    public String id() {
        return "table-quant-noise-images";
    }

    @Override
    public String title() {
        return "Quant-Noise, QAT and no noise, with integers and with iPQ, on images";
    }

    @Override
    public List<String> published() {
        return List.of(
                "Quant-Noise, table 1 (there: EfficientNet-B3 on ImageNet, top-1 %): float 81.5; int4 45.3, with QAT"
                        + " 59.4, with Quant-Noise 67.8; int8 80.7, 80.8, 80.9; iPQ 79.0, with QAT 55.7, with Quant-Noise 80.0;"
                        + " iPQ & int8 with Quant-Noise 79.8.");
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Trial base = ImageSettings.base(scale);
        grid.add(base);
        for (int bits : List.of(8, 4)) {
            for (double rate : List.of(0.0, 1.0, 0.5)) {
                grid.add(ImageSettings.trial(scale, new QuantNoise(bits, rate)));
            }
        }
        Ipq ipq = new Ipq(BLOCKS, 256);
        grid.add(prepared(scale, ipq, null));
        grid.add(prepared(scale, ipq, PqNoise.exact(1, BLOCKS)));
        grid.add(prepared(scale, ipq, PqNoise.proxy(0.1, BLOCKS)));
        grid.add(prepared(scale, ipq.withInt8Centroids(), PqNoise.proxy(0.1, BLOCKS)));
    }

    /** iPQ after a training with noise as long as its own, or without one. */
    private static Trial prepared(Scale scale, Ipq ipq, Method noise) {
        Trial trial = ImageSettings.trial(scale, ipq);
        Recipe recipe = trial.finetuning();
        Trial.Preparation preparation = noise == null ? null : new Trial.Preparation(recipe, noise);
        return trial.preparedBy(preparation);
    }

    @Override
    public void report(Runs runs, Report report) {
        String caption =
                "p is the share of weights that a training step quantises: 0 is no noise, 1 is QAT. The columns are"
                        + " those of `table-diffq-images`; the formula for iPQ is fairseq's.";
        report.table(id(), caption, ResultTable.numbers(id(), runs.rows()), ResultTable.text(id(), runs.rows()));
    }
}
