package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table 1 of the Quant-Noise paper: integers and iPQ, each without noise, with QAT and with Quant-Noise. */
public final class QuantNoiseTable implements Experiment {
    private static final String SOURCE = "Fan, Stock et al. 2021, table 1 (seen as a picture of the table)";

    @Override
    public String id() {
        return "table-quant-noise";
    }

    @Override
    public String title() {
        return "Quant-Noise, QAT and no noise, with integers and with iPQ";
    }

    /** Rows of one setting with what the paper prints for its language model and its image network, and in what it differs. */
    private static Map<Trial, List<String>> rows(Setting setting, Scale scale) {
        Noisy noisy = new Noisy(setting, scale);
        Map<Trial, List<String>> rows = new LinkedHashMap<>();
        rows.put(setting.base(scale), List.of("18.3", "81.5"));
        rows.put(noisy.plain(4), List.of("39.4", "45.3"));
        rows.put(noisy.qat(4), List.of("34.1", "59.4"));
        rows.put(noisy.quantNoise(4), List.of("21.8", "67.8"));
        rows.put(noisy.plain(8), List.of("19.6", "80.7"));
        rows.put(noisy.qat(8), List.of("21.0", "80.8"));
        rows.put(noisy.quantNoise(8), List.of("18.7", "80.9"));
        rows.put(noisy.ipq(), List.of("25.2", "79.0"));
        rows.put(noisy.ipqAfterNothing(), List.of());
        rows.put(noisy.ipqAfterQat(), List.of("41.2", "55.7", "trained with QAT"));
        rows.put(noisy.ipqAfterNoise(), List.of("20.7", "80.0", "trained with noise"));
        rows.put(noisy.ipqInt8AfterNoise(), List.of("21.1", "79.8", "trained with noise; activations int8, too"));
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Tasks.ofQuantNoise(scale)
                .forEach(setting -> rows(setting, scale).keySet().forEach(grid::add));
    }

    private static Optional<Published> published(Scale scale, Trial trial) {
        for (Setting setting : Tasks.ofQuantNoise(scale)) {
            List<String> printed = rows(setting, scale).getOrDefault(trial, List.of());
            if (!printed.isEmpty()) {
                boolean language = setting instanceof Language;
                return Optional.of(new Published(
                        printed.get(language ? 0 : 1),
                        (language
                                        ? "perplexity, 16-layer Transformer, WikiText-103"
                                        : "top-1 %, EfficientNet-B3, ImageNet")
                                + (printed.size() > 2 ? "; " + printed.get(2) : ""),
                        SOURCE));
            }
        }
        return Optional.empty();
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows()).published(row -> published(report.scale(), row.trial())),
                "p is the share of weights that a training step quantises: 0 is no noise, 1 is QAT. What iPQ comes after is a stage of"
                        + " fine-tuning, as long as its own; `table-quant-noise-post-hoc` has noise from the beginning. "
                        + MethodsTable.caption(runs.rows()));
    }
}
