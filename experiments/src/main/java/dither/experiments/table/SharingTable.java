package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.nn.Structure;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table 2 of the Quant-Noise paper: sharing and pruning of layers, iPQ, and all of it together. */
public final class SharingTable implements Experiment {
    private static final String SOURCE = "Fan, Stock et al. 2021, table 2 (seen as a picture of the table)";
    private static final Structure SHARED = new Structure(0, true, false);

    /** What is pruned in the end was left out by chance in training (LayerDrop), or the rest could not do without. */
    private static final Structure PRUNED = new Structure(0.2, true, true);

    @Override
    public String id() {
        return "table-quant-noise-sharing";
    }

    @Override
    public String title() {
        return "Sharing and pruning of layers, with iPQ and Quant-Noise";
    }

    /** Rows of one setting with what the paper prints for language, sentence pairs and images. */
    private static Map<Trial, List<String>> rows(Setting setting, Scale scale) {
        Noisy noisy = new Noisy(setting, scale);
        Trial base = setting.base(scale);
        Map<Trial, List<String>> rows = new LinkedHashMap<>();
        rows.put(base, List.of("18.3", "84.8", "81.5"));
        rows.put(base.with(SHARED), List.of("18.7", "84.0", "80.1"));
        rows.put(base.with(PRUNED), List.of("22.5", "81.3", "78.5"));
        rows.put(noisy.ipq(), List.of("25.2", "82.5", "79.0"));
        rows.put(noisy.ipqAfterNoise(), List.of("20.7", "83.6", "80.0"));
        rows.put(noisy.ipqAfterNoise().with(SHARED), List.of("22.0", "82.5", "78.9"));
        rows.put(noisy.ipqAfterNoise().with(PRUNED), List.of("24.7", "78.8", "77.8"));
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Tasks.ofSharing(scale).forEach(setting -> rows(setting, scale).keySet().forEach(grid::add));
    }

    private static Optional<Published> published(Scale scale, Trial trial) {
        List<String> setups = List.of(
                "perplexity, 16-layer Transformer, WikiText-103",
                "accuracy %, RoBERTa-base, MNLI",
                "top-1 %, EfficientNet-B3, ImageNet");
        for (int i = 0; i < setups.size(); i++) {
            List<String> values = rows(Tasks.ofSharing(scale).get(i), scale).get(trial);
            if (values != null) {
                return Optional.of(new Published(values.get(i), setups.get(i), SOURCE));
            }
        }
        return Optional.empty();
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows()).published(row -> published(report.scale(), row.trial())),
                "Sharing: adjacent blocks in pairs; pruning: every other block or pair is left out, of a network trained with"
                        + " LayerDrop. Where we have noise in fine-tuning, the paper has it from the beginning. "
                        + MethodsTable.caption(runs.rows()));
    }
}
