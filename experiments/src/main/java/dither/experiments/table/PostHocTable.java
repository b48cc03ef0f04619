package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.table.Line;
import java.util.List;

/** Table 3 of the Quant-Noise paper: no noise, noise in fine-tuning only, noise from the beginning; each before iPQ. */
public final class PostHocTable extends TableExperiment {
    private static final String SOURCE =
            "Fan, Stock et al. 2021, table 3 (as pictured in github.com/cosmoquester/cosmoquester.github.io, 2020-12-18)";

    @Override
    public String id() {
        return "table-quant-noise-post-hoc";
    }

    @Override
    public String title() {
        return "Quant-Noise from the beginning, or in fine-tuning only";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, table 3";
    }

    @Override
    public List<Line> lines(Scale scale) {
        return Tasks.ofPostHoc(scale).stream()
                .flatMap(setting -> lines(setting, new Noisy(setting)).stream())
                .toList();
    }

    private static List<Line> lines(Setting setting, Noisy noisy) {
        return List.of(
                line(setting, noisy.ipq(), "trained without noise", "25.2; 38 MB", "82.5; 38 MB"),
                Line.of(noisy.ipqAfterNothing()).called("trained without noise, fine-tuned as long without, then iPQ"),
                line(
                        setting,
                        noisy.ipqAfterNoise(),
                        "trained without, fine-tuned with noise",
                        "20.9; 38 MB",
                        "83.4; 38 MB"),
                line(setting, noisy.ipqTrainedWithNoise(), "trained with noise", "20.7; 38 MB", "83.6; 38 MB"));
    }

    /** What it is called, and what the paper prints for language and sentence pairs. */
    private static Line line(Setting setting, Trial trial, String label, String language, String pairs) {
        Line line = Line.of(trial).called(label + ", then iPQ");
        return setting.task() == Setting.Task.LANGUAGE
                ? line.beside(language, QuantNoiseTable.LANGUAGE, SOURCE)
                : line.beside(pairs, QuantNoiseTable.PAIRS, SOURCE);
    }

    @Override
    public String note() {
        return "The first line of a network has one stage of fine-tuning less than those with noise; the second has as many.";
    }
}
