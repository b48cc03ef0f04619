package dither.experiments.claim;

import dither.experiments.setting.Cifar;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Sentences;
import dither.experiments.setting.Setting;
import dither.experiments.setting.VisionTransformers;
import java.util.List;

/** What claims that speak of several tasks are asked on. */
final class Tasks {
    private Tasks() {}

    static List<Setting> ofDiffQ() {
        return List.of(Cifar.standard(), new EfficientNets(), new VisionTransformers(), new Language(), new Music());
    }

    static List<Setting> ofQuantNoise() {
        return List.of(new Language(), Cifar.standard());
    }

    static List<Setting> ofPostHoc() {
        return List.of(new Language(), new Sentences());
    }
}
