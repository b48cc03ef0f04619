package dither.experiments.setting;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The rows of one setting that tables, charts and claims share. */
public final class Methods {
    private Methods() {}

    /** Widths at which methods of fixed width are run. */
    public static List<Integer> bits(Scale scale) {
        return switch (scale) {
            case SMOKE -> List.of(4, 2);
            case DESK -> List.of(8, 4, 3, 2);
            case PAPER -> List.of(8, 6, 5, 4, 3, 2);
        };
    }

    private static List<Trial> each(Setting setting, Scale scale, IntFunction<Method> method) {
        return bits(scale).stream()
                .map(bits -> setting.trial(scale, method.apply(bits)))
                .toList();
    }

    /** Rounded after training. */
    public static List<Trial> afterTraining(Setting setting, Scale scale) {
        return each(setting, scale, PostTraining::new);
    }

    /** Trained with the straight-through estimator. */
    public static List<Trial> steQat(Setting setting, Scale scale) {
        return each(setting, scale, SteQat::new);
    }

    /** Trained with learned steps. */
    public static List<Trial> lsq(Setting setting, Scale scale) {
        return each(setting, scale, Lsq::new);
    }

    /** Quant-Noise at the widths of its paper, half of the weights at a time. */
    public static List<Trial> quantNoise(Setting setting, Scale scale) {
        return Stream.of(8, 4)
                .map(bits -> setting.trial(scale, new QuantNoise(bits, Noisy.INTEGER_RATE)))
                .toList();
    }

    /** DiffQ at all penalties, and steered to an eighth and a tenth of the float network's size. */
    public static List<Trial> diffQ(Setting setting, Scale scale) {
        Stream<Trial> penalties = setting.penalties(scale).stream().map(penalty -> setting.diffQ(scale, penalty));
        Stream<Trial> folds = (scale == Scale.DESK ? Stream.of(8.0, 10.0) : Stream.of(8.0))
                .map(fold -> setting.diffQToFold(scale, fold));
        return Stream.concat(penalties, folds).toList();
    }

    /** The float network and all of them. */
    public static List<Trial> all(Setting setting, Scale scale) {
        return Stream.of(
                        List.of(setting.base(scale)),
                        afterTraining(setting, scale),
                        steQat(setting, scale),
                        lsq(setting, scale),
                        quantNoise(setting, scale),
                        diffQ(setting, scale))
                .flatMap(List::stream)
                .toList();
    }
}
