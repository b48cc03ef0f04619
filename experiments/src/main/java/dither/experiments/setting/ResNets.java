package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.ResNet;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/**
 * What the LSQ paper's tables are about: at paper scale ResNet-18 on ImageNet; else {@link Cifar}. It differs from the paper's in that its
 * ReLU is after the sum instead of before the convolutions, and in how images are cut: the paper takes 224 x 224 pixels out of 256 x 256,
 * ours are scaled to 224 x 224 first, and in training three quarters or more of that are enlarged to all of it.
 */
public final class ResNets {
    private ResNets() {}

    /** At each scale. */
    public static Setting at(Scale scale) {
        return scale == Scale.PAPER ? paper() : Cifar.at(scale);
    }

    private static Setting paper() {
        // Epochs, rate and schedule as accounts of the paper have them; the size of its batches was not found, 256 is
        // ours.
        Augmentation cuts = new Augmentation(0, true, null, 0, 0, 0, 0, 0.77, 1);
        Recipe recipe = new Recipe(90, 256, 0.1, new Optimizer.Sgd(0.9, false), new Schedule.Cosine(0), 1e-4, 0, cuts);
        Trial base = Trial.float32(
                new ImageSpec.Tree("imagenet", "ImageNet", 224, 0, 0),
                ResNet.resnet18ImageNet(),
                null,
                recipe,
                Selection.standard());
        return new Setting(
                Setting.Task.PHOTOGRAPHS,
                Scale.PAPER,
                base,
                new DiffQ(1, 8),
                List.of(0.1, 1.0, 5.0, 20.0),
                11_689_512,
                BlockSizes.small());
    }
}
