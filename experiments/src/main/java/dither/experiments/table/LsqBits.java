package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.quant.Lsq;
import dither.quant.activation.Activations;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Table 1 of the LSQ paper: weights and activations of 2 to 8 bits, with 8 in the first and the last layer. */
public final class LsqBits implements Experiment {
    private static final String SOURCE = "Esser et al. 2020, table 1 (seen as a picture of the table)";

    @Override
    public String id() {
        return "table-lsq-bits";
    }

    @Override
    public String title() {
        return "LSQ: bits of weights and activations";
    }

    /** LSQ as in its paper at some width, but for the weight decay. */
    static Trial trial(Scale scale, int bits) {
        return Cifar.standard().trial(scale, Lsq.paper(bits)).with(Activations.Learned.lsq(bits));
    }

    /** With the paper's decay: a half at 3 bits, a quarter at 2. */
    private static Trial decayed(Scale scale, int bits) {
        Trial trial = trial(scale, bits);
        double share = bits == 2 ? 0.25 : bits == 3 ? 0.5 : 1;
        return trial.with(trial.finetuning().withWeightDecay(trial.finetuning().weightDecay() * share));
    }

    private static Map<Trial, String> rows(Scale scale) {
        Map<Trial, String> rows = new LinkedHashMap<>();
        rows.put(Cifar.standard().base(scale), "70.5");
        rows.put(decayed(scale, 8), "71.1");
        rows.put(decayed(scale, 4), "71.1");
        rows.put(decayed(scale, 3), "70.2");
        rows.put(decayed(scale, 2), "67.6");
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        rows(scale).keySet().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows())
                        .published(
                                row -> Optional.ofNullable(rows(report.scale()).get(row.trial()))
                                        .map(value -> new Published(value, "top-1 %, ResNet-18, ImageNet", SOURCE))),
                MethodsTable.caption(runs.rows()));
    }
}
