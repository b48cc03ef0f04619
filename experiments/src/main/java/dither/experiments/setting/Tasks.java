package dither.experiments.setting;

import dither.experiment.Scale;
import java.util.List;

/** What tables, charts and claims that speak of several tasks are run on. */
public final class Tasks {
    private Tasks() {}

    /** Of the DiffQ paper. */
    public static List<Setting> ofDiffQ(Scale scale) {
        return List.of(
                Cifar.at(scale),
                EfficientNets.at(scale),
                VisionTransformers.at(scale),
                Language.at(scale),
                Music.at(scale));
    }

    /** Of the Quant-Noise paper's integers and iPQ. */
    public static List<Setting> ofQuantNoise(Scale scale) {
        return List.of(Language.at(scale), images(scale));
    }

    /** Of its table with sharing and pruning. */
    public static List<Setting> ofSharing(Scale scale) {
        return List.of(Language.at(scale), Sentences.at(scale), images(scale));
    }

    /** Of its table on when noise begins. */
    public static List<Setting> ofPostHoc(Scale scale) {
        return List.of(Language.at(scale), Sentences.at(scale));
    }

    /** The paper has EfficientNet; at desk scale ResNet-20 has blocks to share and prune, and learns faster. */
    private static Setting images(Scale scale) {
        return scale == Scale.PAPER ? EfficientNets.at(scale) : Cifar.at(scale);
    }
}
