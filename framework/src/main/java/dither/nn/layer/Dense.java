package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.kernel.network.Lookup;
import dither.nn.engine.Compute;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.nn.engine.RecentlyUsed;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A fully connected layer without activation, at every place of its input: {@code y[..., o] = x[..., i] weight[o, i] + bias[o]}.
 *
 * <p>Parameters: {@code weight} [out, in] and, if asked for, {@code bias} [out], both uniform in ±1/sqrt(in).
 */
public final class Dense extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int in;

    @JsonProperty
    private int out;

    @JsonProperty
    private boolean bias = true;

    /** For JSON. */
    Dense() {}

    /**
     * With a bias.
     *
     * @param in channels of the input; 0 to take them from the graph's input types
     * @param out channels of the output, at least 1
     */
    public Dense(int in, int out) {
        this(in, out, true);
    }

    /** @param bias whether a number per output channel is added */
    public Dense(int in, int out, boolean bias) {
        if (out < 1) {
            throw new IllegalArgumentException("out must be at least 1, was " + out);
        }
        this.in = in;
        this.out = out;
        this.bias = bias;
    }

    @Override
    public ParameterLayout layout() {
        var start = new ParameterLayout.Start.Uniform(in);
        var weight = new ParameterLayout.Spec("weight", ParameterLayout.Role.WEIGHT, start, out, in);
        return bias
                ? new ParameterLayout(weight, new ParameterLayout.Spec("bias", ParameterLayout.Role.BIAS, start, out))
                : new ParameterLayout(weight);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(out);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (in <= 0 || override) {
            in = Math.toIntExact(inputType.arrayElementsPerExample());
        }
    }

    @Override
    public boolean isWeighted() {
        return true;
    }

    @Override
    public int inputChannels() {
        return in;
    }

    @Override
    public int weightsPerOutput() {
        return in;
    }

    @Override
    public long places(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b) / in;
    }

    @Override
    public float meets(MemorySegment x, long[] shape, long place, int weight) {
        return Memory.get(x, place * in + weight);
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Dense(bias));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    /** The three products of one number of rows. */
    private record Products(Product forward, Product input, Product weights) {
        static Products of(Compute compute, long rows, int in, int out, boolean bias) {
            Layout x = Layout.dense(rows, in);
            Layout w = Layout.dense(out, in);
            Layout y = Layout.dense(rows, out);
            return new Products(
                    compute.product(x, w.transposed(), y, bias),
                    compute.product(y, w, x, false),
                    compute.product(y.transposed(), x, w, false));
        }
    }

    private static final class Code extends Runtime<Dense> {
        private static final long serialVersionUID = 1;

        /** Kept per number of rows: the last batch of an epoch is often smaller than the others. */
        private final transient RecentlyUsed<Long, Products> products = new RecentlyUsed<>();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            Dense c = layerConf();
            int last = x.rank() - 1;
            if (x.rank() < 2 || x.size(last) != c.in) {
                throw new IllegalArgumentException("layer " + c.getLayerName() + " needs [batch, ..., " + c.in
                        + "], got " + Arrays.toString(x.shape()));
            }
            long[] shape = x.shape().clone();
            shape[last] = c.out;
            INDArray y = activation(workspaces, shape);
            products(x)
                    .forward()
                    .multiply(
                            memory(x),
                            memory(parameter("weight")),
                            c.bias ? memory(parameter("bias")) : null,
                            memory(y));
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            products(x).weights().multiply(memory(dy), memory(x), null, memory(gradientOf("weight")));
            if (layerConf().bias) {
                Lookup.columnSums(memory(dy), rows(x), layerConf().out, memory(gradientOf("bias")));
            }
            INDArray dx = inputGradient(workspaces, x.shape());
            products(x).input().multiply(memory(dy), memory(parameter("weight")), null, memory(dx));
            return dx;
        }

        private long rows(INDArray x) {
            return x.length() / layerConf().in;
        }

        private Products products(INDArray x) {
            return products.of(
                    rows(x),
                    rows -> Products.of(context().compute(), rows, layerConf().in, layerConf().out, layerConf().bias));
        }
    }
}
