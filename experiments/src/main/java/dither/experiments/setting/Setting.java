package dither.experiments.setting;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.train.Recipe;
import java.util.List;

/** Data, network and recipes of one task: what experiments vary methods on. */
public sealed interface Setting
        permits Cifar, ResNets, EfficientNets, VisionTransformers, Language, Books, Sentences, Music {

    /** The task in a word, such as {@code language}: part of names and of the sentences of claims. */
    String task();

    /** The float trial that all others vary. */
    Trial base(Scale scale);

    /**
     * DiffQ as it is trained here, at some penalty: group size, range of the widths, and a logit rate that lets widths travel. Adam
     * moves a logit by about its rate per step, so short runs need about 10 / steps where the papers' 10^5 steps have
     * 1e-3. The same for every penalty and target of a scale.
     */
    DiffQ diffQ(Scale scale);

    /** Penalties per MB, from light to heavy. */
    List<Double> penalties(Scale scale);

    /** Trained parameters of the network. */
    long parameters(Scale scale);

    /** Weights of a block in product quantisation. */
    BlockSizes blocks();

    /** What the float network has to reach, given the score of what needs no network. */
    double bar(double baseline);

    /**
     * The trial of one method. Where networks are trained from nothing, as at paper scale, DiffQ, STE-QAT and Quant-Noise with
     * integers act from the beginning, as in the papers; LSQ and iPQ need a trained network, which they fine-tune at a tenth of the rate,
     * LSQ for as long as it was trained, as in its paper, iPQ for a tenth of that.
     */
    default Trial trial(Scale scale, Method method) {
        Trial base = base(scale);
        boolean needsTrained = method instanceof Lsq || method instanceof Ipq;
        if (base.pretraining() != null || !needsTrained) {
            return base.with(method);
        }
        Recipe recipe = base.finetuning();
        return base.pretrained(recipe)
                .with(recipe.with(
                        method instanceof Ipq ? Math.max(1, recipe.epochs() / 10) : recipe.epochs(),
                        recipe.rate() / 10))
                .with(method);
    }

    /** DiffQ at a penalty. */
    default Trial diffQ(Scale scale, double penalty) {
        return trial(scale, diffQ(scale).withPenalty(penalty));
    }

    /**
     * DiffQ steered to a size, {@code fold} times below that of the float network by the papers' count; half as many times at
     * smoke scale, where much of a network is too small to be quantised.
     */
    default Trial diffQToFold(Scale scale, double fold) {
        double megabytes = parameters(scale) * 4.0 / (1 << 20);
        double target = Math.round(1e4 * megabytes / (scale == Scale.SMOKE ? fold / 2 : fold)) / 1e4;
        return trial(scale, diffQ(scale).withTarget(target));
    }

    /** The same trial with a stage of another method before its own, as long as that; null for none. */
    default Trial after(Method noise, Trial trial) {
        return trial.preparedBy(noise == null ? null : new Trial.Preparation(trial.finetuning(), noise));
    }
}
