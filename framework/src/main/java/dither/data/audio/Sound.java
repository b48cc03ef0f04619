package dither.data.audio;

import java.util.Arrays;

/**
 * A stereo recording.
 *
 * @param samples left and right in turn, in [-1, 1]
 * @param rate samples per second and channel
 */
public record Sound(float[] samples, int rate) {
    /** Left and right. */
    public static final int CHANNELS = 2;

    /** Samples per channel. */
    public int length() {
        return samples.length / CHANNELS;
    }

    /** The part between two samples. */
    public Sound part(int from, int to) {
        return new Sound(Arrays.copyOfRange(samples, from * CHANNELS, to * CHANNELS), rate);
    }

    /**
     * This recording at another rate: each new sample is the sum of old ones under a sinc of the lower rate's bandwidth, 32 zeros wide on
     * each side, under a Hann window.
     */
    public Sound at(int other) {
        if (other == rate) {
            return this;
        }
        double ratio = (double) rate / other;
        double cutoff = Math.min(1, 1 / ratio);
        int reach = (int) Math.ceil(32 / cutoff);
        int length = (int) ((long) length() * other / rate);
        float[] out = new float[length * CHANNELS];
        for (int i = 0; i < length; i++) {
            double centre = i * ratio;
            int first = Math.max(0, (int) Math.ceil(centre - reach));
            int last = Math.min(length() - 1, (int) Math.floor(centre + reach));
            double left = 0;
            double right = 0;
            for (int k = first; k <= last; k++) {
                double x = centre - k;
                double weight = cutoff * sinc(cutoff * x) * (0.5 + 0.5 * StrictMath.cos(Math.PI * x / reach));
                left += weight * samples[k * CHANNELS];
                right += weight * samples[k * CHANNELS + 1];
            }
            out[i * CHANNELS] = (float) left;
            out[i * CHANNELS + 1] = (float) right;
        }
        return new Sound(out, other);
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
    }
}
