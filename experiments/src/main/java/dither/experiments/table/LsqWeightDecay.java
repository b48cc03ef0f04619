package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table 2 of the LSQ paper: weight decay, halved again and again, at each number of bits. */
public final class LsqWeightDecay implements Experiment {
    private static final String SOURCE = "Esser et al. 2020, table 2 (seen as a picture of the table)";

    @Override
    public String id() {
        return "table-lsq-weight-decay";
    }

    @Override
    public String title() {
        return "LSQ: weight decay";
    }

    /** Rows with what the paper prints; its decays are 1e-4 times the same shares. */
    private static Map<Trial, List<String>> rows(Scale scale) {
        Map<Integer, List<String>> printed = new LinkedHashMap<>();
        printed.put(2, List.of("66.9", "67.3", "67.6", "67.4"));
        printed.put(3, List.of("70.1", "70.2", "70.0", "66.9"));
        printed.put(4, List.of("71.0", "70.9", "70.9", "70.8"));
        printed.put(8, List.of("71.1", "71.1", "71.0", "71.0"));
        Map<Trial, List<String>> rows = new LinkedHashMap<>();
        printed.forEach((bits, values) -> {
            if (scale != Scale.PAPER && bits != 2 && bits != 4) {
                return; // half of the table, where the paper sees an effect and where it sees none
            }
            double share = 1;
            for (String value : values) {
                Trial trial = LsqBits.trial(scale, bits);
                double decay = trial.finetuning().weightDecay() * share;
                rows.put(
                        trial.with(trial.finetuning().withWeightDecay(decay)),
                        List.of(bits + " bits, decay " + decay, value));
                share /= 2;
            }
        });
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        rows(scale).keySet().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        Map<Trial, List<String>> rows = rows(report.scale());
        report.table(
                ResultTable.of(id(), runs.rows())
                        .labelled(row -> rows.get(row.trial()).getFirst())
                        .published(row -> Optional.of(new Published(
                                rows.get(row.trial()).getLast(), "top-1 %, ResNet-18, ImageNet", SOURCE))),
                "Decay of the stage in which LSQ acts. The paper's decays are 1e-4, 0.5e-4, 0.25e-4 and 0.125e-4. "
                        + MethodsTable.caption(runs.rows()));
    }
}
