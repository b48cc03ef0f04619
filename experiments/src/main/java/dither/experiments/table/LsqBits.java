package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.ResNets;
import dither.quant.Lsq;
import dither.quant.activation.Activations;
import dither.report.table.Line;
import dither.train.Recipe;
import java.util.List;

/** Table 1 of the LSQ paper: weights and activations of 2 to 8 bits, with 8 in the first and the last layer. */
public final class LsqBits extends TableExperiment {
    /** What the LSQ paper's tables are measured on. */
    static final String SETUP = "top-1 %, pre-activation ResNet-18, ImageNet";

    private static final String SOURCE =
            "Esser et al. 2020, table 1 (as pictured in github.com/zssloth/image-resource)";

    @Override
    public String id() {
        return "table-lsq-bits";
    }

    @Override
    public String title() {
        return "LSQ: bits of weights and activations";
    }

    @Override
    public String reproduces() {
        return "LSQ, table of widths";
    }

    /** LSQ as in its paper at some width, but for the weight decay, which is this share of the usual. */
    static Trial trial(Scale scale, int bits, double share) {
        Trial trial = ResNets.at(scale).trial(Lsq.paper(bits)).with(Activations.Learned.lsq(bits));
        Recipe recipe = trial.finetuning();
        if (scale == Scale.PAPER && bits == 8) {
            recipe = recipe.with(1, recipe.rate() / 10); // as the paper does, by two accounts of it
        }
        return trial.with(recipe.withWeightDecay(recipe.weightDecay() * share));
    }

    @Override
    public List<Line> lines(Scale scale) {
        return List.of(
                Line.of(ResNets.at(scale).base()).beside("70.5", SETUP, SOURCE),
                Line.of(trial(scale, 8, 1)).beside("71.1", SETUP, SOURCE),
                Line.of(trial(scale, 4, 1)).beside("71.1", SETUP, SOURCE),
                Line.of(trial(scale, 3, 0.5)).beside("70.2", SETUP, SOURCE),
                Line.of(trial(scale, 2, 0.25)).beside("67.6", SETUP, SOURCE));
    }
}
