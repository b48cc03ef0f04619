package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.kernel.network.Drop;
import dither.kernel.network.Softmax;
import dither.nn.engine.Compute;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.nn.engine.RecentlyUsed;
import dither.nn.layer.Combination;
import dither.nn.layer.Operator;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Scaled dot-product attention of several heads: {@code softmax(q k^T / sqrt(d)) v} for each head of {@code d} channels.
 *
 * <p>Inputs are queries, keys and values {@code [batch, time, channels]} in three arrays, or side by side in one of
 * {@code [batch, time, 3 channels]}; the output is {@code [batch, time, channels]}. Places after the length of an example are not
 * attended to. Source: Vaswani et al. 2017, section 3.2.
 */
public final class Attention extends Combination {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private final int heads;

    @JsonProperty
    private final boolean causal;

    @JsonProperty
    private final double dropout;

    /**
     * @param heads that share the channels evenly
     * @param causal whether a place attends only to itself and those before
     * @param dropout rate of attention weights that are dropped in training
     */
    public Attention(
            @JsonProperty("heads") int heads,
            @JsonProperty("causal") boolean causal,
            @JsonProperty("dropout") double dropout) {
        super(1, 3);
        this.heads = heads;
        this.causal = causal;
        this.dropout = dropout;
    }

    @Override
    protected List<Object> settings() {
        return List.of(heads, causal, dropout);
    }

    @Override
    public Optional<Operator> operator() {
        return causal ? Optional.empty() : Optional.of(new Operator.Attention(heads));
    }

    @Override
    protected Code code() {
        return new Heads(this);
    }

    /** Sizes of one batch; {@code width} is the distance between places in the arrays of queries, keys and values. */
    private record Sizes(int batch, int time, int heads, int depth, int width) {
        Layout inputs() {
            return heads(width);
        }

        Layout outputs() {
            return heads(heads * depth);
        }

        private Layout heads(int width) {
            return new Layout(
                    new long[] {batch, heads, time, depth}, new long[] {(long) time * width, depth, width, 1});
        }

        Layout weights() {
            return Layout.dense(batch, heads, time, time);
        }

        int rows() {
            return batch * heads * time;
        }
    }

    /** The products of a forward and a backward pass of one size. */
    private record Products(
            Product scores, Product mix, Product toWeights, Product toValues, Product toQueries, Product toKeys) {
        static Products of(Compute compute, Sizes s) {
            Layout in = s.inputs();
            Layout out = s.outputs();
            Layout weights = s.weights();
            return new Products(
                    compute.product(in, in.transposed(), weights, false),
                    compute.product(weights, in, out, false),
                    compute.product(out, in.transposed(), weights, false),
                    compute.product(weights.transposed(), out, in, false),
                    compute.product(weights, in, in, false),
                    compute.product(weights.transposed(), in, in, false));
        }
    }

    private static final class Heads extends Code {
        private final Attention configuration;
        private final RecentlyUsed<Sizes, Products> products = new RecentlyUsed<>();
        private INDArray weights;
        private INDArray dropped;

        Heads(Attention configuration) {
            this.configuration = configuration;
        }

        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            Sizes s = sizes(in);
            Products p = products(s);
            MemorySegment[] at = starts(in, s);
            weights = activation(workspaces, s.batch(), s.heads(), s.time(), s.time());
            p.scores().multiply(at[0], at[1], null, memory(weights));
            int[] lengths = context.lengths();
            Softmax.forward(memory(weights), s.rows(), s.time(), scale(s), row -> visible(s, lengths, row));
            dropped = weights;
            if (training && configuration.dropout > 0) {
                dropped = activation(workspaces, weights.shape());
                Drop.apply(memory(weights), memory(dropped), mask(), factor());
            }
            INDArray y = activation(workspaces, s.batch(), s.time(), (long) s.heads() * s.depth());
            p.mix().multiply(memory(dropped), at[2], null, memory(y));
            return y;
        }

        private Products products(Sizes s) {
            return products.of(s, sizes -> Products.of(context.compute(), sizes));
        }

        private int visible(Sizes s, int[] lengths, long row) {
            int length = lengths == null ? s.time() : lengths[(int) (row / s.heads() / s.time())];
            return configuration.causal ? Math.min(length, (int) (row % s.time()) + 1) : length;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            Sizes s = sizes(in);
            Products p = products(s);
            MemorySegment[] at = starts(in, s);
            INDArray[] gradients = new INDArray[in.length];
            for (int i = 0; i < in.length; i++) {
                gradients[i] = gradient(workspaces, in[i].shape());
            }
            MemorySegment[] to = starts(gradients, s);
            p.toValues().multiply(memory(dropped), memory(dy), null, to[2]);
            INDArray scores = gradient(workspaces, weights.shape());
            p.toWeights().multiply(memory(dy), at[2], null, memory(scores));
            if (dropped != weights) {
                Drop.apply(memory(scores), memory(scores), mask(), factor());
            }
            Softmax.backward(memory(weights), memory(scores), s.rows(), s.time(), scale(s));
            p.toQueries().multiply(memory(scores), at[1], null, to[0]);
            p.toKeys().multiply(memory(scores), at[0], null, to[1]);
            return gradients;
        }

        /** Where queries, keys and values of the first head begin. */
        private static MemorySegment[] starts(INDArray[] arrays, Sizes s) {
            MemorySegment[] starts = new MemorySegment[3];
            for (int i = 0; i < 3; i++) {
                starts[i] = arrays.length == 3 ? memory(arrays[i]) : part(arrays[0], (long) i * s.heads() * s.depth());
            }
            return starts;
        }

        private static MemorySegment part(INDArray array, long from) {
            return Memory.slice(memory(array), from, array.length() - from);
        }

        private Sizes sizes(INDArray[] in) {
            int heads = configuration.heads;
            long[] shape = in[0].shape();
            int width = Math.toIntExact(shape[shape.length - 1]);
            int channels = in.length == 3 ? width : width / 3;
            if (shape.length != 3
                    || in.length == 2
                    || width != channels * (in.length == 3 ? 1 : 3)
                    || channels % heads != 0) {
                throw new IllegalArgumentException("attention " + name + " of " + heads
                        + " heads needs [batch, time, channels] three times, or three times the channels; got "
                        + in.length
                        + " inputs, the first " + Arrays.toString(shape));
            }
            return new Sizes((int) shape[0], (int) shape[1], heads, channels / heads, width);
        }

        private static float scale(Sizes s) {
            return (float) (1 / Math.sqrt(s.depth()));
        }

        private Noise mask() {
            return context.random().at(name).bernoulli(1 - configuration.dropout);
        }

        private float factor() {
            return (float) (1 / (1 - configuration.dropout));
        }
    }
}
