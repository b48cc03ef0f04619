package dither.experiments.setting;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.Model;
import dither.quant.DiffQ;
import dither.quant.Ipq;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.train.Recipe;
import java.util.List;

/**
 * Data, network and recipes of one task at one scale: what experiments vary methods on.
 *
 * @param task what is learned; the same at every scale
 * @param scale how much is computed
 * @param base the float trial that all others vary
 * @param diffQ DiffQ as it is trained here, at some penalty: group size, range of the widths, and a logit rate that lets widths
 *     travel. Adam moves a logit by about its rate per step, so that runs of few steps need about 10 / steps to get anywhere,
 *     where the papers' 10^5 steps at 1e-3 could go ten times as far. A width with almost no gradient walks at random by about the rate
 *     times the root of steps; the shorter the run, the farther it gets compared with the papers. The same for every penalty and target
 * @param penalties per MB, from light to heavy
 * @param parameters trained parameters of the network
 * @param blocks weights of a block in product quantisation
 */
public record Setting(
        Task task, Scale scale, Trial base, DiffQ diffQ, List<Double> penalties, long parameters, BlockSizes blocks) {

    /** What experiments are about. */
    public enum Task {
        IMAGES("images"),
        PHOTOGRAPHS("photographs"),
        IMAGE_TRANSFORMER("image Transformer"),
        LANGUAGE("language"),
        BOOKS("books"),
        SENTENCES("sentences"),
        MUSIC("music");

        private final String words;

        Task(String words) {
            this.words = words;
        }

        /** As claims and charts call it. */
        @Override
        public String toString() {
            return words;
        }
    }

    public Setting {
        penalties = List.copyOf(penalties);
    }

    /**
     * The trial of one method. Where networks are trained from nothing, as at paper scale, DiffQ, STE-QAT and Quant-Noise with
     * integers act from the beginning, as in the papers; LSQ and iPQ need a trained network, which they fine-tune at a tenth of the rate,
     * LSQ for as long as it was trained, as in its paper, iPQ for a tenth of that.
     */
    public Trial trial(Method method) {
        if (base.pretraining() != null || !method.needsTrained()) {
            return base.with(method);
        }
        Recipe recipe = base.finetuning();
        int epochs = method instanceof Ipq ? Math.max(1, recipe.epochs() / 10) : recipe.epochs();
        return base.pretrained(recipe)
                .with(recipe.with(epochs, recipe.rate() / 10))
                .with(method);
    }

    /** The same where DiffQ's widths travel at another rate. */
    public Setting withLogitRate(double rate) {
        return new Setting(task, scale, base, diffQ.withLogitRate(rate), penalties, parameters, blocks);
    }

    /** The same of another network, of so many trained parameters. */
    Setting with(Model other, long count) {
        Trial changed = Trial.float32(base.data(), other, base.pretraining(), base.finetuning(), base.selection());
        return new Setting(task, scale, changed, diffQ, penalties, count, blocks);
    }

    /** DiffQ at a penalty. */
    public Trial diffQ(double penalty) {
        return trial(diffQ.withPenalty(penalty));
    }

    /**
     * DiffQ steered to a size, {@code fold} times below that of the float network by the papers' count; half as many times at
     * smoke scale, where much of a network is too small to be quantised.
     */
    public Trial diffQToFold(double fold) {
        double megabytes = parameters * 4.0 / (1 << 20);
        double target = Math.round(1e4 * megabytes / (scale == Scale.SMOKE ? fold / 2 : fold)) / 1e4;
        return trial(diffQ.withTarget(target));
    }
}
