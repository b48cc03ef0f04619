package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiments.setting.Language;
import dither.experiments.setting.Setting;
import java.util.List;

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
    public List<String> published() {
        return List.of(
                "DiffQ, abstract of the first version: a 16-layer Transformer on WikiText-103 is compressed 8-fold, to the size of 4 bits"
                        + " per weight, and loses 0.5 of perplexity.",
                "Papers with Code records test perplexity 18 for DiffQ at penalty 1 and groups of 16, a whole number.");
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return List.of(new Language());
    }
}
