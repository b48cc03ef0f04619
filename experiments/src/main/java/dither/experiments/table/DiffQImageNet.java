package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Setting;
import dither.experiments.setting.VisionTransformers;
import java.util.List;

/** EfficientNet and a Transformer for images: the table of the DiffQ paper on ImageNet. */
public final class DiffQImageNet extends MethodsTable {

    @Override
    public String id() {
        return "table-diffq-imagenet";
    }

    @Override
    public String title() {
        return "DiffQ against STE-QAT, LSQ and Quant-Noise: EfficientNet and an image Transformer";
    }

    @Override
    public String reproduces() {
        return "DiffQ on ImageNet";
    }

    @Override
    public List<String> published() {
        return List.of(
                "DiffQ, abstract of the final version: a 12-layer Transformer (DeiT-B) on ImageNet is compressed more than"
                        + " 8-fold, to fewer than 4 bits per weight on average, and loses 0.3 points of top-1 accuracy.",
                "Papers with Code records top-1 accuracy 82 for DiffQ at penalty 1e-2 on ImageNet, a whole number without the network's"
                        + " name.");
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return List.of(EfficientNets.at(scale), VisionTransformers.at(scale));
    }
}
