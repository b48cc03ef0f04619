package dither.nn.zoo;

import dither.Added;
import dither.kernel.network.Activate;
import dither.nn.layer.ActivationFunction;
import dither.nn.layer.Dense;
import dither.nn.layer.audio.AbsoluteLoss;
import dither.nn.layer.audio.Glu;
import dither.nn.layer.audio.Padding;
import dither.nn.layer.audio.Resample;
import dither.nn.layer.audio.TimeConvolution;
import dither.nn.layer.audio.Trim;
import dither.nn.layer.audio.TrimmedSum;
import dither.nn.layer.sequence.Lstm;

/**
 * Demucs, version 2: strided convolutions down to an LSTM in both directions and transposed ones up again, with skip connections,
 * from the waveform of a mixture to those of its sources. Source: Défossez et al. 2019.
 *
 * <p>Weights of convolutions start {@code sqrt(0.1 / deviation)} times larger than PyTorch's, whose deviation is {@code 1 / sqrt(3 fanIn)}.
 *
 * @param name how tables call it
 * @param channels of the first level; doubled at each further one
 * @param depth levels
 * @param kernel length of the strided filters
 * @param stride of them
 * @param context length of the filter before each transposed one
 * @param padded whether that filter keeps the length, by zeros on both sides
 * @param oversampled whether the network works at twice the rate of what it hears
 */
public record Demucs(
        String name,
        int channels,
        int depth,
        int kernel,
        int stride,
        int context,
        boolean padded,
        @Added(before = "false") boolean oversampled)
        implements Model {
    private static final int LSTM_LAYERS = 2;
    private static final double DEVIATION = 0.1;

    /** The model of the DiffQ paper: 265,679,496 parameters with stereo sound and four sources. */
    public static Demucs v2() {
        return new Demucs("demucs-v2", 64, 6, 8, 4, 3, false, true);
    }

    /** Four levels from 16 channels, for minutes on a desk. */
    public static Demucs desk() {
        return new Demucs("demucs-16", 16, 4, 8, 4, 3, true, false);
    }

    /** Two levels from 8 channels, for runs of seconds. */
    public static Demucs tiny() {
        return new Demucs("demucs-tiny", 8, 2, 8, 4, 3, true, false);
    }

    @Override
    public void build(Plan plan, Form form) {
        if (!(form instanceof Form.Audio(int audioChannels, int sources))) {
            throw Plan.unfit(name, "audio", form);
        }
        String heard = oversampled ? plan.layer("oversampled", Resample.twice(), Plan.INPUT) : Plan.INPUT;
        String x = plan.layer("padding", new Padding(kernel, stride, depth, padded ? 0 : context - 1), heard);
        String[] skips = new String[depth];
        int width = audioChannels;
        for (int i = 0; i < depth; i++) {
            String level = "encoder" + (i + 1);
            int out = channels << i;
            plan.layer(level + "_down", down(width, out), x);
            plan.layer(level + "_relu", new ActivationFunction(Activate.RELU), level + "_down");
            plan.layer(level + "_rewrite", convolution(out, 2 * out, 1, 0), level + "_relu");
            x = plan.layer(level, new Glu(), level + "_rewrite");
            skips[i] = x;
            width = out;
        }
        for (int i = 0; i < LSTM_LAYERS; i++) {
            x = plan.layer("lstm" + (i + 1), new Lstm(i == 0 ? width : 2 * width, width, true), x);
        }
        x = plan.layer("linear", new Dense(2 * width, width), x);
        for (int i = depth - 1; i >= 0; i--) {
            String level = "decoder" + (i + 1);
            int in = channels << i;
            int out = i == 0 ? sources * audioChannels : in / 2;
            plan.vertex(level + "_skip", new TrimmedSum(), x, skips[i]);
            plan.layer(level + "_rewrite", convolution(in, 2 * in, context, padded ? context / 2 : 0), level + "_skip");
            plan.layer(level + "_glu", new Glu(), level + "_rewrite");
            x = plan.layer(
                    level + "_up",
                    TimeConvolution.transposed(in, out, kernel, stride, scale(out * kernel)),
                    level + "_glu");
            if (i > 0) {
                x = plan.layer(level, new ActivationFunction(Activate.RELU), x);
            }
        }
        String answer = plan.vertex("trim", new Trim(), x, heard);
        plan.loss(new AbsoluteLoss(), oversampled ? plan.layer("resampled", Resample.half(), answer) : answer);
    }

    private TimeConvolution down(int in, int out) {
        return TimeConvolution.plain(in, out, kernel, stride, 0, scale(in * kernel));
    }

    private static TimeConvolution convolution(int in, int out, int kernel, int padding) {
        return TimeConvolution.plain(in, out, kernel, 1, padding, scale(in * kernel));
    }

    private static double scale(int fanIn) {
        return Math.sqrt(DEVIATION * Math.sqrt(3.0 * fanIn));
    }
}
