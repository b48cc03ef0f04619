package dither.experiments.setting;

import dither.experiment.Scale;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.SentenceEncoder;
import dither.nn.zoo.TransformerLm;
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
        List<Setting> settings = List.of(Language.at(scale), Sentences.at(scale), images(scale));
        return scale == Scale.SMOKE ? settings.stream().map(Tasks::deeper).toList() : settings;
    }

    /** Twice as deep: of the smallest networks there is no pair of blocks to share, or none to leave out. */
    private static Setting deeper(Setting setting) {
        return switch (setting.base().model()) {
            case TransformerLm m ->
                setting.with(
                        new TransformerLm(
                                m.name() + "-deeper",
                                2 * m.layers(),
                                m.channels(),
                                m.heads(),
                                m.feedForward(),
                                m.cutoffs(),
                                m.factor(),
                                m.dropout()),
                        36_192);
            case SentenceEncoder m ->
                setting.with(
                        new SentenceEncoder(
                                m.name() + "-deeper",
                                2 * m.layers(),
                                m.channels(),
                                m.heads(),
                                m.feedForward(),
                                m.places(),
                                m.preNorm(),
                                m.dropout()),
                        37_667);
            case ResNet m ->
                setting.with(
                        new ResNet(m.name() + "-deeper", m.width(), m.stages(), 2 * m.blocks(), m.shortcut()), 42_650);
            default -> throw new IllegalStateException(setting.task() + " has no deeper network at smoke scale");
        };
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
