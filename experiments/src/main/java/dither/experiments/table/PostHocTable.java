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

/** Table 3 of the Quant-Noise paper: no noise, noise in fine-tuning only, noise from the beginning; each before iPQ. */
public final class PostHocTable implements Experiment {
    private static final String SOURCE = "Fan, Stock et al. 2021, table 3 (seen as a picture of the table)";

    @Override
    public String id() {
        return "table-quant-noise-post-hoc";
    }

    @Override
    public String title() {
        return "Quant-Noise from the beginning, or in fine-tuning only";
    }

    /** Rows of one setting: what it is called, and what the paper prints for language and sentence pairs. */
    private static Map<Trial, List<String>> rows(Setting setting, Scale scale) {
        Noisy noisy = new Noisy(setting, scale);
        Map<Trial, List<String>> rows = new LinkedHashMap<>();
        rows.put(noisy.ipq(), List.of("trained without noise", "25.2", "82.5"));
        rows.put(noisy.ipqAfterNoise(), List.of("trained without, fine-tuned with noise", "20.9", "83.4"));
        rows.put(noisy.ipqTrainedWithNoise(), List.of("trained with noise", "20.7", "83.6"));
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Tasks.ofPostHoc().forEach(setting -> rows(setting, scale).keySet().forEach(grid::add));
    }

    private static Optional<List<String>> words(Scale scale, Trial trial) {
        return Tasks.ofPostHoc().stream()
                .map(setting -> rows(setting, scale))
                .filter(rows -> rows.containsKey(trial))
                .map(rows -> rows.get(trial))
                .findFirst();
    }

    private static Optional<Published> published(Scale scale, Trial trial) {
        return words(scale, trial)
                .map(words -> trial.data().equals(new Language().base(scale).data())
                        ? new Published(words.get(1), "perplexity, 16-layer Transformer, WikiText-103", SOURCE)
                        : new Published(words.get(2), "accuracy %, RoBERTa-base, MNLI", SOURCE));
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows())
                        .labelled(row ->
                                words(report.scale(), row.trial()).orElseThrow().getFirst() + ", then iPQ")
                        .published(row -> published(report.scale(), row.trial())),
                MethodsTable.caption(runs.rows()));
    }
}
