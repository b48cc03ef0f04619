package dither.experiments.claim.diffq;

import dither.codec.SizeReport;
import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import dither.store.RunRecord;
import java.util.List;
import java.util.stream.DoubleStream;

/** Whether DiffQ gives different layers different widths. */
public final class BitsDiffer implements PaperClaim {

    @Override
    public String id() {
        return "bits-differ";
    }

    @Override
    public String statement() {
        return "DiffQ's bit widths differ across layers: the highest and the lowest mean bit width of a layer are more than one bit apart";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "our question; that the paper has figures of bit widths per layer is known at second hand only";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofDiffQ(scale).stream()
                .map(setting -> new Comparison(
                        setting.task().toString(),
                        "highest less lowest mean bit width of a layer, at an eighth of the float size",
                        List.of(setting.diffQToFold(8)),
                        records -> spread(records.getFirst()),
                        new Comparison.Demand.Above(1)))
                .toList();
    }

    private static double spread(RunRecord run) {
        return layers(run).max().orElseThrow() - layers(run).min().orElseThrow();
    }

    private static DoubleStream layers(RunRecord run) {
        return run.sizes().layers().stream()
                .filter(SizeReport.Layer::quantised)
                .mapToDouble(SizeReport.Layer::meanBits);
    }
}
