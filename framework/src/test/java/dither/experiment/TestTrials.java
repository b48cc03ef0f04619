package dither.experiment;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.nn.zoo.ResNet;
import dither.quant.Method;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Trials of a second. */
public final class TestTrials {
    private TestTrials() {}

    /** A small trial with one epoch each in float and with {@code method}. */
    public static Trial trial(Method method) {
        return longer(method, 1);
    }

    /** The same with more epochs of each. */
    public static Trial longer(Method method, int epochs) {
        Recipe recipe = new Recipe(
                epochs, 20, 0.05, new Optimizer.Sgd(0.9, true), new Schedule.Cosine(0), 5e-4, 5, Augmentation.none());
        return new Trial(
                new ImageSpec.Synthetic(8, 100, 50),
                new ResNet("test", 16, 2, 1, ResNet.Shortcut.SUBSAMPLE),
                recipe,
                recipe,
                method,
                new Selection(0.0005, List.of("bias")),
                1);
    }
}
