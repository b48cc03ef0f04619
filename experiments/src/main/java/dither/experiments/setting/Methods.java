package dither.experiments.setting;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
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
            case PAPER -> List.of(8, 7, 6, 5, 4, 3, 2);
        };
    }

    private static List<Trial> each(Setting setting, IntFunction<Method> method) {
        return bits(setting.scale()).stream()
                .map(bits -> setting.trial(method.apply(bits)))
                .toList();
    }

    /** Rounded after training. */
    public static List<Trial> afterTraining(Setting setting) {
        return each(setting, PostTraining::new);
    }

    /** Trained with the straight-through estimator. */
    public static List<Trial> steQat(Setting setting) {
        return each(setting, SteQat::new);
    }

    /** Trained with learned steps. */
    public static List<Trial> lsq(Setting setting) {
        return each(setting, Lsq::new);
    }

    /** Quant-Noise at the widths of its paper, half of the weights at a time. */
    public static List<Trial> quantNoise(Setting setting) {
        Noisy noisy = new Noisy(setting);
        return List.of(noisy.quantNoise(8), noisy.quantNoise(4));
    }

    /** DiffQ at all penalties, and steered to an eighth of the float network's size; at desk scale to a tenth, too. */
    public static List<Trial> diffQ(Setting setting) {
        Stream<Trial> penalties = setting.penalties().stream().map(penalty -> setting.diffQ(penalty));
        // Of the small network for photographs so much stays in float that 2 bits everywhere take more than a tenth.
        boolean tenth = setting.scale() == Scale.DESK && setting.task() != Setting.Task.PHOTOGRAPHS;
        Stream<Trial> folds = (tenth ? Stream.of(8.0, 10.0) : Stream.of(8.0)).map(fold -> setting.diffQToFold(fold));
        return Stream.concat(penalties, folds).toList();
    }

    /** The float network and all of them. */
    public static List<Trial> all(Setting setting) {
        return Stream.of(
                        List.of(setting.base()),
                        afterTraining(setting),
                        steQat(setting),
                        lsq(setting),
                        quantNoise(setting),
                        diffQ(setting))
                .flatMap(List::stream)
                .toList();
    }
}
