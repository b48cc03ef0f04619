package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.kernel.network.Drop;
import dither.kernel.network.Lookup;
import dither.kernel.network.Softmax;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.nn.engine.ProductCache;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.LossCode;
import dither.nn.layer.ParameterLayout;
import dither.nn.layer.Target;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cross-entropy of the next token at each place of {@code [batch, time, channels]}, with the weights of the {@link Embedding}.
 *
 * <p>The first band of the vocabulary and one class for each band after it share a softmax, the head; a token of another band costs
 * its band's class and its place in the band's own softmax, the tail, over {@code (x projection) embedding^T}. Without
 * targets it answers with the probabilities of all tokens {@code [batch * time, vocabulary]}. Parameter: {@code band} [bands - 1,
 * channels], none with one band. Sources: Grave et al. 2017; Press and Wolf 2017 (tying).
 */
public final class AdaptiveSoftmax extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private Bands bands;

    @JsonProperty
    private String embedding;

    @JsonProperty
    private double dropout;

    /** For JSON. */
    AdaptiveSoftmax() {}

    /**
     * @param bands of the vocabulary, those of the embedding
     * @param embedding name of the layer whose weights it shares
     * @param dropout rate of numbers that are dropped between the projection and the softmax of a tail
     */
    public AdaptiveSoftmax(Bands bands, String embedding, double dropout) {
        this.bands = bands;
        this.embedding = embedding;
        this.dropout = dropout;
    }

    @Override
    public ParameterLayout layout() {
        return bands.projected()
                ? new ParameterLayout(new ParameterLayout.Spec(
                        "band",
                        ParameterLayout.Role.WEIGHT,
                        new ParameterLayout.Start.Uniform(bands.channels()),
                        bands.count() - 1,
                        bands.channels()))
                : new ParameterLayout();
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends LossCode<AdaptiveSoftmax> {
        private static final long serialVersionUID = 1;

        private transient Embedding.Code shared;

        private final transient ProductCache products = new ProductCache();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected void link(Function<String, Runtime<?>> layers) {
            if (!(layers.apply(layerConf().embedding) instanceof Embedding.Code found)
                    || !found.bands().equals(bands())) {
                throw new IllegalArgumentException("layer " + layerConf().getLayerName()
                        + " needs an embedding of the same bands called " + layerConf().embedding);
            }
            shared = found;
        }

        private Bands bands() {
            return layerConf().bands;
        }

        private int rows(INDArray x) {
            return Math.toIntExact(x.length() / bands().channels());
        }

        private Product product(Layout a, Layout b, Layout c, boolean bias) {
            return products.of(context().compute(), a, b, c, bias);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            int rows = rows(x);
            if (!(context().target() instanceof Target.Labels(int[] labels))) {
                return probabilities(x, rows, workspaces);
            }
            INDArray losses = activation(workspaces, rows);
            float[] sum = losses(x, labels, null, workspaces);
            Memory.copy(sum, 0, memory(losses), 0, rows);
            return losses;
        }

        @Override
        protected double lossAndGradients(INDArray x, INDArray dx, LayerWorkspaceMgr workspaces) {
            int[] labels = tokens();
            shared.begin();
            return sum(losses(x, labels, dx, workspaces));
        }

        /** @param dx receives the gradient of the sum of losses; null for losses alone */
        private float[] losses(INDArray x, int[] labels, INDArray dx, LayerWorkspaceMgr workspaces) {
            Bands bands = bands();
            int first = bands.size(0);
            int[] head = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                int band = labels[i] < 0 ? 0 : bands.of(labels[i]);
                head[i] = band == 0 ? labels[i] : first + band - 1;
            }
            float[] losses = new float[labels.length];
            INDArray logits = headLogits(x, workspaces);
            Softmax.crossEntropy(memory(logits), width(), head, losses, dx != null);
            if (dx != null) {
                pullHead(x, logits, dx);
            }
            for (int b = 1; b < bands.count(); b++) {
                int band = b;
                int[] places = IntStream.range(0, labels.length)
                        .filter(i -> labels[i] >= 0 && bands.of(labels[i]) == band)
                        .toArray();
                if (places.length > 0) {
                    tail(b, x, labels, places, losses, dx, workspaces);
                }
            }
            return losses;
        }

        /** Columns of the head's softmax. */
        private int width() {
            return bands().size(0) + bands().count() - 1;
        }

        private INDArray headLogits(INDArray x, LayerWorkspaceMgr workspaces) {
            int rows = rows(x);
            int channels = bands().channels();
            int first = bands().size(0);
            INDArray logits = scratch(workspaces, rows, width());
            Layout in = Layout.dense(rows, channels);
            product(in, Layout.dense(first, channels).transposed(), columns(rows, first), false)
                    .multiply(memory(x), memory(shared.parameter("embedding0")), null, memory(logits));
            if (bands().projected()) {
                int classes = bands().count() - 1;
                product(in, Layout.dense(classes, channels).transposed(), columns(rows, classes), false)
                        .multiply(memory(x), memory(parameter("band")), null, startingAt(logits, first));
            }
            return logits;
        }

        private static MemorySegment startingAt(INDArray array, long from) {
            return Memory.slice(memory(array), from, array.length() - from);
        }

        /** Some columns of the head's logits. */
        private Layout columns(int rows, int count) {
            return new Layout(new long[] {rows, count}, new long[] {width(), 1});
        }

        private void pullHead(INDArray x, INDArray dlogits, INDArray dx) {
            int rows = rows(x);
            int channels = bands().channels();
            int first = bands().size(0);
            Layout in = Layout.dense(rows, channels);
            Layout table = Layout.dense(first, channels);
            product(columns(rows, first).transposed(), in, table, false)
                    .multiply(memory(dlogits), memory(x), null, memory(shared.gradientOf("embedding0")));
            product(columns(rows, first), table, in, false)
                    .multiply(memory(dlogits), memory(shared.parameter("embedding0")), null, memory(dx));
            if (bands().projected()) {
                Layout classes = Layout.dense(bands().count() - 1, channels);
                Layout columns = columns(rows, bands().count() - 1);
                MemorySegment at = startingAt(dlogits, first);
                product(columns.transposed(), in, classes, false)
                        .multiply(at, memory(x), null, memory(gradientOf("band")));
                MemorySegment more = Memory.allocate((long) rows * channels);
                product(columns, classes, in, false).multiply(at, memory(parameter("band")), null, more);
                Elementwise.add(more, memory(dx));
            }
        }

        /** Adds the losses of a band's tokens to theirs in the head; {@code dx} as in {@link #losses}. */
        private void tail(
                int b,
                INDArray x,
                int[] labels,
                int[] places,
                float[] losses,
                INDArray dx,
                LayerWorkspaceMgr workspaces) {
            int rows = places.length;
            int channels = bands().channels();
            boolean drops = dx != null && layerConf().dropout > 0;
            MemorySegment chosen = Memory.allocate((long) rows * channels);
            Lookup.gather(memory(x), places, channels, chosen);
            MemorySegment projected = Memory.allocate((long) rows * bands().width(b));
            INDArray logits = tailLogits(b, chosen, rows, projected, drops, workspaces);
            int[] own = IntStream.of(places)
                    .map(place -> labels[place] - bands().start(b))
                    .toArray();
            float[] tail = new float[rows];
            Softmax.crossEntropy(memory(logits), bands().size(b), own, tail, dx != null);
            for (int i = 0; i < rows; i++) {
                losses[places[i]] += tail[i];
            }
            if (dx != null) {
                pullTail(b, chosen, rows, projected, logits, drops);
                Lookup.scatter(chosen, places, channels, memory(dx));
            }
        }

        /**
         * Logits of a band.
         *
         * @param x so many rows of channels
         * @param projected receives them in the band's own width
         * @param drops whether some of these are dropped
         */
        private INDArray tailLogits(
                int b,
                MemorySegment x,
                int rows,
                MemorySegment projected,
                boolean drops,
                LayerWorkspaceMgr workspaces) {
            int width = bands().width(b);
            int size = bands().size(b);
            Layout narrow = Layout.dense(rows, width);
            product(Layout.dense(rows, bands().channels()), Layout.dense(bands().channels(), width), narrow, false)
                    .multiply(x, memory(shared.parameter("projection" + b)), null, projected);
            if (drops) {
                Drop.apply(projected, projected, mask(b), factor());
            }
            INDArray logits = scratch(workspaces, rows, size);
            product(narrow, Layout.dense(size, width).transposed(), Layout.dense(rows, size), false)
                    .multiply(projected, memory(shared.parameter("embedding" + b)), null, memory(logits));
            return logits;
        }

        /** Gradients of a band's parameters, and in place of {@code x} that of the rows. */
        private void pullTail(
                int b, MemorySegment x, int rows, MemorySegment projected, INDArray dlogits, boolean drops) {
            int width = bands().width(b);
            Layout wide = Layout.dense(rows, bands().channels());
            Layout narrow = Layout.dense(rows, width);
            Layout projection = Layout.dense(bands().channels(), width);
            Layout table = Layout.dense(bands().size(b), width);
            Layout out = Layout.dense(rows, bands().size(b));
            product(out.transposed(), narrow, table, false)
                    .multiply(memory(dlogits), projected, null, memory(shared.gradientOf("embedding" + b)));
            MemorySegment upstream = Memory.allocate((long) rows * width);
            product(out, table, narrow, false)
                    .multiply(memory(dlogits), memory(shared.parameter("embedding" + b)), null, upstream);
            if (drops) {
                Drop.apply(upstream, upstream, mask(b), factor());
            }
            product(wide.transposed(), narrow, projection, false)
                    .multiply(x, upstream, null, memory(shared.gradientOf("projection" + b)));
            product(narrow, projection.transposed(), wide, false)
                    .multiply(upstream, memory(shared.parameter("projection" + b)), null, x);
        }

        private Noise mask(int band) {
            return context().random().at(layerConf().getLayerName()).at(band).bernoulli(1 - layerConf().dropout);
        }

        private float factor() {
            return (float) (1 / (1 - layerConf().dropout));
        }

        private INDArray probabilities(INDArray x, int rows, LayerWorkspaceMgr workspaces) {
            Bands bands = bands();
            INDArray head = headLogits(x, workspaces);
            Softmax.forward(memory(head), rows, width(), 1, _ -> width());
            INDArray all = activation(workspaces, rows, bands.vocabulary());
            copyColumns(memory(head), width(), memory(all), bands.vocabulary(), 0, bands.size(0), rows, null);
            for (int b = 1; b < bands.count(); b++) {
                int size = bands.size(b);
                MemorySegment projected = Memory.allocate((long) rows * bands.width(b));
                INDArray tail = tailLogits(b, memory(x), rows, projected, false, workspaces);
                Softmax.forward(memory(tail), rows, size, 1, _ -> size);
                float[] share = new float[rows];
                for (int r = 0; r < rows; r++) {
                    share[r] = Memory.get(memory(head), (long) r * width() + bands.size(0) + b - 1);
                }
                copyColumns(memory(tail), size, memory(all), bands.vocabulary(), bands.start(b), size, rows, share);
            }
            return all;
        }

        private static void copyColumns(
                MemorySegment from,
                int fromWidth,
                MemorySegment to,
                int toWidth,
                int toColumn,
                int count,
                int rows,
                float[] factor) {
            for (int r = 0; r < rows; r++) {
                MemorySegment target = Memory.slice(to, (long) r * toWidth + toColumn, count);
                target.copyFrom(Memory.slice(from, (long) r * fromWidth, count));
                if (factor != null) {
                    Elementwise.scale(target, factor[r]);
                }
            }
        }

        /** Memory that lasts for this step; not the workspace of a layer, which the graph may close before. */
        private static INDArray scratch(LayerWorkspaceMgr workspaces, long... shape) {
            return workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, shape, 'c');
        }
    }
}
