package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.nn.layer.ChannelsLastLayer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A signal at twice or half its rate: each new sample is a sum of old ones under a windowed sinc,
 * {@code w(u) = sinc(u) cos^2(pi u / 48)} for {@code |u| < 24} with {@code u = 0.945 (position in samples of the lower rate)}, scaled to sum
 * to one; there are zeros beyond the ends. Source: Smith 1984, Digital Audio Resampling; the constants are those of Demucs v2.
 */
public final class Resample extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    private static final int ZEROS = 24;
    private static final double ROLLOFF = 0.945;

    /** Samples of the lower rate on each side of a new sample that it depends on. */
    private static final int REACH = (int) Math.ceil(ZEROS / ROLLOFF);

    @JsonProperty
    private boolean up;

    /** For JSON. */
    Resample() {}

    private Resample(boolean up) {
        this.up = up;
    }

    /** Shape {@code [batch, time, channels]} to {@code [batch, 2 time, channels]}. */
    public static Resample twice() {
        return new Resample(true);
    }

    /** Shape {@code [batch, time, channels]} to {@code [batch, time / 2, channels]}. */
    public static Resample half() {
        return new Resample(false);
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    /** Weight k links sample {@code 2 t + phase} of the higher rate with sample {@code t + k - REACH} of the lower one. */
    private static float[] filter(int phase, double scale) {
        float[] filter = new float[2 * REACH + 1];
        double[] exact = new double[filter.length];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            double u = Math.clamp((k - REACH - phase / 2.0) * ROLLOFF, -ZEROS, ZEROS);
            double window = StrictMath.cos(Math.PI * u / ZEROS / 2);
            exact[k] = window * window * (u == 0 ? 1 : StrictMath.sin(Math.PI * u) / (Math.PI * u));
            sum += exact[k];
        }
        for (int k = 0; k < exact.length; k++) {
            filter[k] = (float) (scale * exact[k] / sum);
        }
        return filter;
    }

    private static final class Code extends Runtime<Resample> {
        private static final long serialVersionUID = 1;

        private final transient float[][] filters;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
            double scale = layerConf().up ? 1 : 0.5; // going down, both phases together sum to one
            filters = new float[][] {filter(0, scale), filter(1, scale)};
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            boolean up = layerConf().up;
            INDArray y = activation(workspaces, x.size(0), up ? 2 * x.size(1) : x.size(1) / 2, x.size(2));
            apply(x, y, up);
            return y;
        }

        /** The transposed filter: what went up comes down and the other way round. */
        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            memory(dx).fill((byte) 0); // the last of an odd number of samples went nowhere
            apply(dy, dx, !layerConf().up);
            return dx;
        }

        private void apply(INDArray from, INDArray to, boolean up) {
            int low = (int) (up ? from : to).size(1);
            int channels = (int) from.size(2);
            for (long n = 0; n < from.size(0); n++) {
                for (int c = 0; c < channels; c++) {
                    if (up) {
                        up(
                                memory(from),
                                n * low * channels + c,
                                memory(to),
                                n * to.size(1) * channels + c,
                                low,
                                channels);
                    } else {
                        down(
                                memory(from),
                                n * from.size(1) * channels + c,
                                memory(to),
                                n * low * channels + c,
                                low,
                                channels);
                    }
                }
            }
        }

        private void up(MemorySegment from, long first, MemorySegment to, long start, int low, int channels) {
            float[] padded = new float[low + 2 * REACH];
            for (int t = 0; t < low; t++) {
                padded[REACH + t] = Memory.get(from, first + (long) t * channels);
            }
            float[] sums = new float[low];
            for (int phase = 0; phase < 2; phase++) {
                Arrays.fill(sums, 0);
                for (int k = 0; k < filters[phase].length; k++) {
                    // Sample t + k - REACH is at distance k - REACH - phase / 2 from the new one.
                    float weight = filters[phase][k];
                    for (int t = 0; t < low; t++) {
                        sums[t] += weight * padded[t + k];
                    }
                }
                for (int t = 0; t < low; t++) {
                    Memory.set(to, start + (2L * t + phase) * channels, sums[t]);
                }
            }
        }

        private void down(MemorySegment from, long first, MemorySegment to, long start, int low, int channels) {
            float[] padded = new float[low + 2 * REACH];
            float[] sums = new float[low];
            for (int phase = 0; phase < 2; phase++) {
                for (int t = 0; t < low; t++) {
                    padded[REACH + t] = Memory.get(from, first + (2L * t + phase) * channels);
                }
                for (int k = 0; k < filters[phase].length; k++) {
                    float weight = filters[phase][k];
                    for (int t = 0; t < low; t++) {
                        sums[t] += weight * padded[t + 2 * REACH - k];
                    }
                }
            }
            for (int t = 0; t < low; t++) {
                Memory.set(to, start + (long) t * channels, sums[t]);
            }
        }
    }
}
