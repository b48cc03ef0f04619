package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.report.claim.Claim;
import dither.report.evidence.Evidence;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** A claim that knows what asking it at the papers' own scale would cost. */
public interface PaperClaim extends Claim {
    /** Of Défossez, Adi and Synnaeve, or the code published with it. */
    String DIFFQ = "DiffQ";

    /** Of Fan, Stock and others. */
    String QUANT_NOISE = "Quant-Noise";

    /** What a large accelerator sustains in training with short numbers; peak rates are several times that. */
    double FLOP_PER_SECOND = 50e12;

    /**
     * Of a forward pass over the training set, by the network: images times those of one image, tokens times weights. Rounded, and good
     * for an estimate of hours only; but for ResNet-18 (bench/README.md) nothing here counts them.
     */
    Map<String, Double> MULTIPLY_ADDS = Map.of(
            "mobilenet", 50_000 * 46e6,
            "resnet18", 50_000 * 557e6,
            "wrn-28-10", 50_000 * 5.2e9,
            "efficientnet-b3", 1_281_167 * 1.8e9,
            "deit-b", 1_281_167 * 17.6e9,
            "transformer-lm-16", 103e6 * 247e6,
            "roberta-base", 392_702 * 40 * 86e6,
            // Ten seconds of stereo; 618.7 s an epoch on eight GPUs of 2017, by the logs published with Demucs v2.
            "demucs-v2", 618.7 * 8 * 15e12 / 6);

    /**
     * A margin in the unit of {@link dither.report.claim.Comparison#gain}.
     *
     * @param percent of perplexity, for text
     * @param points of accuracy, for classes
     */
    static double margin(Setting.Task task, double percent, double points) {
        return switch (task) {
            case LANGUAGE, BOOKS -> percent;
            case IMAGES, PHOTOGRAPHS, IMAGE_TRANSFORMER, SENTENCES -> points;
            case MUSIC -> throw new IllegalArgumentException("the claim has no margin in dB");
        };
    }

    /** Why desk runs say little of DiffQ's limits. */
    String FEW_STEPS =
            "Desk runs give DiffQ a few hundred steps to learn its bit widths; the papers' runs have 78,000 and more. The high learning rate that"
                    + " this requires also makes bit widths drift at random; `ablation-logit-rate` and `ablation-training-length` measure what that"
                    + " costs.";

    /**
     * Hours of one GPU for all runs that decide it at paper scale, three seeds each: three forward passes' worth of arithmetic per
     * example and epoch of each stage, two operations per multiply-add. Stages that trials share are counted once. Nothing if the
     * multiply-adds of one of the networks have not been counted.
     */
    @Override
    default OptionalDouble gpuHours() {
        Set<Trial.Stage> stages = comparisons(Scale.PAPER).stream()
                .flatMap(comparison -> comparison.trials().stream())
                .flatMap(trial -> trial.stages().stream())
                .collect(Collectors.toSet());
        double flop = 0;
        for (Trial.Stage stage : stages) {
            Double forward = MULTIPLY_ADDS.get(stage.model().name());
            if (forward == null) {
                return OptionalDouble.empty();
            }
            flop += 6 * forward * stage.recipe().epochs();
        }
        return OptionalDouble.of(Evidence.SEEDS * flop / FLOP_PER_SECOND / 3600);
    }
}
