package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

/** Table 2 of the LSQ paper: weight decay, halved again and again, at each number of bits. */
public final class LsqWeightDecay extends TableExperiment {
    private static final String SOURCE =
            "Esser et al. 2020, table 2 (as pictured in github.com/zssloth/image-resource)";

    @Override
    public String id() {
        return "table-lsq-weight-decay";
    }

    @Override
    public String title() {
        return "LSQ: weight decay";
    }

    @Override
    public String reproduces() {
        return "LSQ, table of weight decay";
    }

    @Override
    public List<Line> lines(Scale scale) {
        List<Line> lines = new ArrayList<>();
        lines.addAll(halved(scale, 2, "66.9", "67.3", "67.6", "67.4"));
        // Elsewhere half of the table: where the paper sees an effect, and where it sees none.
        boolean all = scale == Scale.PAPER;
        if (all) {
            lines.addAll(halved(scale, 3, "70.1", "70.2", "70.0", "66.9"));
        }
        lines.addAll(halved(scale, 4, "71.0", "70.9", "70.9", "70.8"));
        if (all) {
            lines.addAll(halved(scale, 8, "71.1", "71.1", "71.0", "71.0"));
        }
        return lines;
    }

    private static List<Line> halved(Scale scale, int bits, String... printed) {
        List<Line> lines = new ArrayList<>();
        double share = 1;
        for (String value : printed) {
            Trial trial = LsqBits.trial(scale, bits, share);
            lines.add(Line.of(trial)
                    .called(bits + " bits, decay "
                            + Method.plain(trial.finetuning().weightDecay()))
                    .beside(value, LsqBits.SETUP, SOURCE));
            share /= 2;
        }
        return lines;
    }

    @Override
    public String note() {
        return "Decay of the stage in which LSQ acts. The paper's decays are 1e-4, 0.5e-4, 0.25e-4 and 0.125e-4.";
    }
}
