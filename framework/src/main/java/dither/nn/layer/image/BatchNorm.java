package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.kernel.network.BatchNormKernel;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Batch normalisation over all pixels of a batch, followed by a ReLU if asked for:
 * {@code y = weight (x - mean) / sqrt(variance + epsilon) + bias}.
 *
 * <p>In training, mean and biased variance are the batch's, and the running statistics move by a share of the way to
 * them, a tenth unless asked otherwise (the variance unbiased, as in PyTorch); in evaluation the running ones are used. Parameters, shape [channels]
 * each: {@code weight} (one), {@code bias} (zero), and the statistics {@code mean} (zero) and {@code var} (one).
 * Source: Ioffe and Szegedy 2015.
 */
public final class BatchNorm extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int channels;

    @JsonProperty
    private boolean relu;

    @JsonProperty
    private double epsilon = 1e-5;

    @JsonProperty
    private double momentum = 0.1;

    /** For JSON. */
    BatchNorm() {}

    /**
     * @param channels of input and output; 0 to take them from the graph's input types
     * @param relu whether negative outputs become zero
     */
    public BatchNorm(int channels, boolean relu) {
        this.channels = channels;
        this.relu = relu;
    }

    /** Sets the number that is added to the variance, 1e-5 at first; returns this layer. */
    public BatchNorm epsilon(double other) {
        epsilon = other;
        return this;
    }

    /** Sets the share of the way that running statistics go, a tenth at first; returns this layer. */
    public BatchNorm momentum(double other) {
        momentum = other;
        return this;
    }

    @Override
    public ParameterLayout layout() {
        var zero = new ParameterLayout.Start.Constant(0);
        var one = new ParameterLayout.Start.Constant(1);
        return new ParameterLayout(
                new ParameterLayout.Spec("weight", ParameterLayout.Role.WEIGHT, one, channels),
                new ParameterLayout.Spec("bias", ParameterLayout.Role.BIAS, zero, channels),
                new ParameterLayout.Spec("mean", ParameterLayout.Role.STATISTIC, zero, channels),
                new ParameterLayout.Spec("var", ParameterLayout.Role.STATISTIC, one, channels));
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return images(inputType);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (channels <= 0 || override) {
            channels = Math.toIntExact(images(inputType).getChannels());
        }
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.BatchNormalization(epsilon, relu));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<BatchNorm> {
        private static final long serialVersionUID = 1;

        private final transient BatchNormKernel kernel;
        private final transient float[] scale;
        private final transient float[] shift;
        private final transient float[] mean;
        private final transient float[] inverse;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
            int channels = layerConf().channels;
            kernel = new BatchNormKernel(channels);
            scale = new float[channels];
            shift = new float[channels];
            mean = new float[channels];
            inverse = new float[channels];
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            MemorySegment in = memory(x);
            long rows = x.length() / mean.length;
            MemorySegment runningMean = memory(parameter("mean"));
            MemorySegment runningVariance = memory(parameter("var"));
            if (training) {
                var batch = kernel.statistics(in, rows);
                double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
                for (int c = 0; c < mean.length; c++) {
                    move(runningMean, c, batch.mean()[c]);
                    move(runningVariance, c, batch.variance()[c] * unbiased);
                    prepare(c, batch.mean()[c], batch.variance()[c]);
                }
            } else {
                for (int c = 0; c < mean.length; c++) {
                    prepare(c, Memory.get(runningMean, c), Memory.get(runningVariance, c));
                }
            }
            INDArray y = activation(workspaces, x.shape());
            kernel.apply(in, memory(y), rows, scale, shift, layerConf().relu);
            return y;
        }

        private void prepare(int c, double centre, double variance) {
            double invert = 1 / Math.sqrt(variance + layerConf().epsilon);
            double weight = Memory.get(memory(parameter("weight")), c);
            double bias = Memory.get(memory(parameter("bias")), c);
            mean[c] = (float) centre;
            inverse[c] = (float) invert;
            scale[c] = (float) (weight * invert);
            shift[c] = (float) (bias - centre * weight * invert);
        }

        private void move(MemorySegment running, int c, double batch) {
            double momentum = layerConf().momentum;
            Memory.set(running, c, (float) ((1 - momentum) * Memory.get(running, c) + momentum * batch));
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            MemorySegment in = memory(x);
            MemorySegment upstream = memory(dy);
            long rows = x.length() / mean.length;
            boolean relu = layerConf().relu;
            var sums = kernel.gradientSums(in, upstream, rows, scale, shift, mean, inverse, relu);
            store(sums.gamma(), "weight");
            store(sums.beta(), "bias");
            gradientOf("mean").assign(0);
            gradientOf("var").assign(0);
            INDArray dx = inputGradient(workspaces, x.shape());
            kernel.gradientInput(in, upstream, memory(dx), rows, scale, shift, mean, inverse, sums, relu);
            return dx;
        }

        private void store(double[] sums, String key) {
            MemorySegment gradient = memory(gradientOf(key));
            for (int c = 0; c < sums.length; c++) {
                Memory.set(gradient, c, (float) sums[c]);
            }
        }
    }
}
