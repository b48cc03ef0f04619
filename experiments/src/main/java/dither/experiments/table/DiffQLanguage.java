package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Language;
import dither.experiments.setting.Setting;
import dither.report.table.Published;
import java.util.List;
import java.util.Optional;

/** Language modelling: the table of the DiffQ paper on WikiText-103. */
public final class DiffQLanguage extends MethodsTable {

    @Override
    public String id() {
        return "table-diffq-language";
    }

    @Override
    public String title() {
        return "DiffQ against STE-QAT, LSQ and Quant-Noise on language";
    }

    @Override
    public String reproduces() {
        return "DiffQ on WikiText-103";
    }

    @Override
    public List<String> published() {
        return List.of(
                "DiffQ, abstract of the first version: a 16-layer Transformer on WikiText-103 is compressed 8-fold, to the size of 4 bits"
                        + " per weight, and loses 0.5 of perplexity.");
    }

    @Override
    Optional<Published> printed(Scale scale, Trial trial) {
        // A penalty per MB means another thing on a network 170 times smaller.
        return scale == Scale.PAPER && trial.equals(Language.at(scale).diffQ(1))
                ? Optional.of(new Published(
                        "18, a whole number",
                        "perplexity, 16-layer Transformer, WikiText-103, penalty 1, g=16",
                        "the paper's record at Papers with Code"))
                : Optional.empty();
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return List.of(Language.at(scale));
    }
}
