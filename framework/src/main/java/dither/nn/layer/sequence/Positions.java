package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adds a vector for each place in time: {@code y[n, t, .] = scale x[n, t, .] + position[t, .]}.
 *
 * <p>Learned ones are the parameter {@code position} [longest, channels], normal with deviation 0.02. The others are sines and
 * cosines of geometrically falling frequency, sines in the first half of the channels (Vaswani et al. 2017, section 3.5, in the order of
 * fairseq), and need no parameters.
 */
public final class Positions extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;
    private static final double LONGEST_WAVE = 10_000;

    @JsonProperty
    private int longest;

    @JsonProperty
    private int channels;

    @JsonProperty
    private double scale;

    /** For JSON. */
    Positions() {}

    private Positions(int longest, int channels, double scale) {
        this.longest = longest;
        this.channels = channels;
        this.scale = scale;
    }

    /** Learned for places up to {@code longest - 1}. */
    public static Positions learned(int longest, int channels) {
        return new Positions(longest, channels, 1);
    }

    /** Sines and cosines; the input is multiplied by {@code sqrt(channels)}. */
    public static Positions waves(int channels) {
        return new Positions(0, channels, Math.sqrt(channels));
    }

    @Override
    public ParameterLayout layout() {
        return longest == 0
                ? new ParameterLayout()
                : new ParameterLayout(new ParameterLayout.Spec(
                        "position",
                        ParameterLayout.Role.WEIGHT,
                        new ParameterLayout.Start.Normal(0.02),
                        longest,
                        channels));
    }

    @Override
    public Optional<Operator> operator() {
        return longest > 0 ? Optional.of(new Operator.LearnedPositions()) : Optional.empty();
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Positions> {
        private static final long serialVersionUID = 1;

        /** Waves of the longest batch so far. */
        private transient MemorySegment waves = Memory.allocate(0);

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            Positions c = layerConf();
            if (x.rank() != 3 || x.size(2) != c.channels || c.longest > 0 && x.size(1) > c.longest) {
                throw new IllegalArgumentException("layer " + c.getLayerName() + " needs [batch, time"
                        + (c.longest > 0 ? " up to " + c.longest : "") + ", " + c.channels + "], got "
                        + Arrays.toString(x.shape()));
            }
            long each = x.size(1) * x.size(2);
            MemorySegment positions =
                    Memory.slice(c.longest > 0 ? memory(parameter("position")) : waves(x.size(1)), 0, each);
            INDArray y = activation(workspaces, x.shape());
            for (long n = 0; n < x.size(0); n++) {
                MemorySegment out = Memory.slice(memory(y), n * each, each);
                out.copyFrom(positions);
                Elementwise.addScaled(Memory.slice(memory(x), n * each, each), (float) c.scale, out);
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            long each = x.size(1) * x.size(2);
            if (layerConf().longest > 0) {
                MemorySegment gradient = memory(gradientOf("position"));
                gradient.fill((byte) 0);
                for (long n = 0; n < x.size(0); n++) {
                    Elementwise.add(Memory.slice(memory(dy), n * each, each), Memory.slice(gradient, 0, each));
                }
            }
            INDArray dx = inputGradient(workspaces, x.shape());
            memory(dx).copyFrom(memory(dy));
            if (layerConf().scale != 1) {
                Elementwise.scale(memory(dx), (float) layerConf().scale);
            }
            return dx;
        }

        private MemorySegment waves(long time) {
            int channels = layerConf().channels;
            if (Memory.length(waves) < time * channels) {
                waves = Memory.allocate(time * channels);
                int half = channels / 2;
                for (int c = 0; c < half; c++) {
                    double frequency = Math.pow(LONGEST_WAVE, -c / Math.max(1.0, half - 1));
                    for (long t = 0; t < time; t++) {
                        Memory.set(waves, t * channels + c, (float) StrictMath.sin(t * frequency));
                        Memory.set(waves, t * channels + half + c, (float) StrictMath.cos(t * frequency));
                    }
                }
            }
            return waves;
        }
    }
}
