package dither.experiments.setting;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Ipq;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.activation.Activations;
import dither.train.Recipe;

/**
 * The rows of the Quant-Noise paper on one setting: integers and iterative product quantisation (iPQ), without noise, with all
 * weights quantised in training (QAT) and with a random part of them (Quant-Noise).
 *
 * @param setting what is trained
 */
public record Noisy(Setting setting) {
    /** Share of the weights that Quant-Noise with integers quantises in a step, as in the paper's code. */
    public static final double INTEGER_RATE = 0.5;

    /** Share of the blocks that Quant-Noise for iPQ leaves out in a step; the paper recommends 0.05 to 0.2. */
    public static final double PQ_RATE = 0.1;

    /** Trained as long as the others, without noise, and rounded. */
    public Trial plain(int bits) {
        return setting.trial(new QuantNoise(bits, 0));
    }

    /** All weights rounded in every step. */
    public Trial qat(int bits) {
        return setting.trial(new QuantNoise(bits, 1));
    }

    /** Half of the weights rounded in every step. */
    public Trial quantNoise(int bits) {
        return setting.trial(new QuantNoise(bits, INTEGER_RATE));
    }

    private Ipq pq() {
        return new Ipq(setting.blocks(), centroids());
    }

    /** At smoke scale layers have fewer blocks than 256. */
    private int centroids() {
        return setting.scale() == Scale.SMOKE ? 16 : 256;
    }

    /** iPQ of the float network. */
    public Trial ipq() {
        return setting.trial(pq());
    }

    /** iPQ after a training with noise as long as its own. */
    public Trial ipqAfter(PqNoise noise) {
        return ipq().preparedBy(noise);
    }

    /** iPQ after a training as long as that with noise, but without it: what noise is compared with. */
    public Trial ipqAfterNothing() {
        return ipqAfter(proxy(0));
    }

    /** iPQ after a training that saw all blocks quantised. */
    public Trial ipqAfterQat() {
        return ipqAfter(exact(1));
    }

    /** iPQ after Quant-Noise. */
    public Trial ipqAfterNoise() {
        return ipqAfter(proxy(PQ_RATE));
    }

    /** The same with centroids of 8 bits. */
    public Trial ipqInt8AfterNoise() {
        return ipqAfterNoise().with(pq().withInt8Centroids());
    }

    /** The same with activations of 8 bits, too, whose ranges are found after training, as in the paper. */
    public Trial ipqInt8AllAfterNoise() {
        return ipqInt8AfterNoise().with(Activations.Observed.afterTraining(8));
    }

    /** iPQ of a network that was trained from nothing with Quant-Noise, for as many epochs as one that met it in fine-tuning. */
    public Trial ipqTrainedWithNoise() {
        Trial later = ipqAfterNoise();
        Recipe float32 = later.pretraining();
        int epochs = float32.epochs() + later.preparation().recipe().epochs();
        return later.preparedBy(new Trial.Preparation(float32.with(epochs, float32.rate()), proxy(PQ_RATE)))
                .pretrained(null);
    }

    /** Noise that leaves blocks out. */
    public PqNoise proxy(double rate) {
        return noise(rate, PqNoise.Replacement.PROXY, PqNoise.Draw.SUBVECTORS);
    }

    /** Noise that shows the nearest centroid. */
    public PqNoise exact(double rate) {
        return noise(rate, PqNoise.Replacement.EXACT, PqNoise.Draw.SUBVECTORS);
    }

    /** Noise of any kind. */
    public PqNoise noise(double rate, PqNoise.Replacement replacement, PqNoise.Draw draw) {
        return new PqNoise(rate, setting.blocks(), centroids(), replacement, draw, false);
    }
}
