package dither.experiments.quick;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.engine.Compute;
import dither.report.Claim;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.store.RunRecord;
import java.util.List;

/** Whether training in bfloat16 costs quality: the small Demucs, which has convolutions, products and an LSTM. */
public final class ComputeAblation implements Experiment {
    private final QuickMusic music = new QuickMusic();

    @Override
    public String id() {
        return "ablation-bfloat16";
    }

    @Override
    public String title() {
        return "Training in float32 and in bfloat16";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Trial base = music.base(scale);
        for (Trial trial : List.of(base, base.with(music.diffQ(scale)))) {
            grid.add(trial);
            grid.add(trial.with(Compute.BFLOAT16));
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Runs.Row> rows = runs.rows();
        Trial trial = rows.getFirst().records().getFirst().trial();
        report.table(
                id(),
                trial.model().name() + " on " + trial.data().label()
                        + "; in bfloat16, the inputs of products and convolutions are rounded, everything else stays float32."
                        + " Mean and 95 % interval over n seeds.",
                ResultTable.numbers(id(), rows),
                ResultTable.text(id(), rows));
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            if (rows.get(i).records().getFirst().trial().compute() == Compute.FLOAT32
                    && rows.get(i + 1).records().getFirst().trial().compute() == Compute.BFLOAT16) {
                report.claim(new Claim(
                        rows.get(i + 1).label() + " loses at most 0.3 dB",
                        "ours: the option must not cost quality",
                        "SDR in bfloat16 minus SDR in float32, dB",
                        Claim.paired(rows.get(i + 1), rows.get(i), RunRecord::score),
                        0.3));
            }
        }
    }
}
