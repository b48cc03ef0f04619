package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.table.Line;
import java.util.List;

/** Table 1 of the Quant-Noise paper: integers and iPQ, each without noise, with QAT and with Quant-Noise. */
public final class QuantNoiseTable extends TableExperiment {
    /** What the paper measures language models on. */
    static final String LANGUAGE = "perplexity, 16-layer Transformer, WikiText-103";

    /** What the paper measures classifiers of sentence pairs on. */
    static final String PAIRS = "accuracy %, RoBERTa-base, MNLI";

    /** What the paper measures classifiers of images on. */
    static final String IMAGES = "top-1 %, EfficientNet-B3, ImageNet";

    private static final String SOURCE =
            "Fan, Stock et al. 2021, table 1 (as pictured in github.com/cosmoquester/cosmoquester.github.io, 2020-12-18)";

    @Override
    public String id() {
        return "table-quant-noise";
    }

    @Override
    public String title() {
        return "Quant-Noise, QAT and no noise, with integers and with iPQ";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, table 1";
    }

    @Override
    public List<Line> lines(Scale scale) {
        return Tasks.ofQuantNoise(scale).stream()
                .flatMap(setting -> lines(setting).stream())
                .toList();
    }

    private static List<Line> lines(Setting setting) {
        Noisy noisy = new Noisy(setting);
        return List.of(
                line(setting, setting.base(), "18.3; 942 MB", "81.5; 46.7 MB", ""),
                line(setting, noisy.plain(4), "39.4; 118 MB", "45.3; 5.8 MB", "")
                        .called("int4 after training (p=0)"),
                line(setting, noisy.qat(4), "34.1; 118 MB", "59.4; 5.8 MB", "").called("int4 QAT (p=1)"),
                line(setting, noisy.quantNoise(4), "21.8; 118 MB", "67.8; 5.8 MB", "")
                        .called("int4 Quant-Noise (p=0.5)"),
                line(setting, noisy.plain(8), "19.6; 236 MB", "80.7; 11.7 MB", "")
                        .called("int8 after training (p=0)"),
                line(setting, noisy.qat(8), "21.0; 236 MB", "80.8; 11.7 MB", "").called("int8 QAT (p=1)"),
                line(setting, noisy.quantNoise(8), "18.7; 236 MB", "80.9; 11.7 MB", "")
                        .called("int8 Quant-Noise (p=0.5)"),
                line(setting, noisy.ipq(), "25.2; 38 MB", "79.0; 3.3 MB", ""),
                Line.of(noisy.ipqAfterNothing()),
                line(setting, noisy.ipqAfterQat(), "41.2; 38 MB", "55.7; 3.3 MB", "; trained with QAT"),
                line(setting, noisy.ipqAfterNoise(), "20.7; 38 MB", "80.0; 3.3 MB", "; trained with noise"),
                Line.of(noisy.ipqInt8AfterNoise()),
                line(setting, noisy.ipqInt8AllAfterNoise(), "21.1; 38 MB", "79.8; 3.1 MB", "; trained with noise"));
    }

    /** With what the paper prints for its language model and its image network, and in what it differs. */
    private static Line line(Setting setting, Trial trial, String language, String images, String difference) {
        return setting.task() == Setting.Task.LANGUAGE
                ? Line.of(trial).beside(language, LANGUAGE + difference, SOURCE)
                : Line.of(trial).beside(images, IMAGES + difference, SOURCE);
    }

    @Override
    public String note() {
        return "p is the share of weights that a training step quantises: 0 is no noise, trained as long as the others and then rounded; 1 is"
                + " QAT. Integers use an affine grid that contains zero; post-training rows of other tables, fine-tuned as long, use the min-max"
                + " grid of DiffQ's code. A8 rounds activations to 8 bits. What iPQ comes after is a stage of fine-tuning, as long as its own;"
                + " `table-quant-noise-post-hoc` has noise from the beginning.";
    }
}
