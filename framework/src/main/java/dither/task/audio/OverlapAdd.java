package dither.task.audio;

import dither.data.audio.Sound;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.layer.Target;

/**
 * Separation of recordings of any length by a network for short ones: windows overlap by a half, and their answers are added under
 * triangles that sum to one, so that no seam is heard. Source: the Demucs code ({@code apply_model}).
 */
public final class OverlapAdd {
    private static final int CHANNELS = Sound.CHANNELS;

    private final Network network;
    private final int window;
    private final int sources;

    /**
     * @param window samples per channel of what the network hears at a time
     * @param sources that it answers with
     */
    public OverlapAdd(Network network, int window, int sources) {
        this.network = network;
        this.window = window;
        this.sources = sources;
    }

    /**
     * The sources of a mixture.
     *
     * @param mixture channels in turn
     * @return the same for each source
     */
    public float[][] separate(float[] mixture) {
        int length = mixture.length / CHANNELS;
        int hop = Math.max(1, window / 2);
        float[][] out = new float[sources][mixture.length];
        float[] weights = new float[length];
        for (int start = 0; start == 0 || start + hop < length; start += hop) {
            float[] heard = new float[window * CHANNELS];
            int count = Math.min(window, length - start);
            System.arraycopy(mixture, start * CHANNELS, heard, 0, count * CHANNELS);
            float[] answer = network.predict(
                            new Batch(heard, new long[] {1, window, CHANNELS}, null, new Target.Values(new float[0])))[
                    0];
            for (int t = 0; t < count; t++) {
                float weight = 1 + Math.min(t, window - 1 - t);
                weights[start + t] += weight;
                for (int s = 0; s < sources; s++) {
                    for (int c = 0; c < CHANNELS; c++) {
                        out[s][(start + t) * CHANNELS + c] += weight * answer[(t * sources + s) * CHANNELS + c];
                    }
                }
            }
        }
        for (float[] source : out) {
            for (int i = 0; i < source.length; i++) {
                source[i] /= weights[i / CHANNELS];
            }
        }
        return out;
    }
}
