package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.network.Lookup;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.nn.engine.ProductCache;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A vector for each token: {@code [batch, time]} of whole numbers to {@code [batch, time, channels]}; zero for negative ones.
 *
 * <p>Parameters: for each band b of the vocabulary {@code embedding<b>} [tokens, width], normal with deviation
 * 1/sqrt(width), and with more than one band {@code projection<b>} [channels, width], which the embedding is multiplied
 * with. Source: Baevski and Auli 2019, section 2.
 */
public final class Embedding extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private Bands bands;

    /** For JSON. */
    Embedding() {}

    /** @param bands of the vocabulary */
    public Embedding(Bands bands) {
        this.bands = bands;
    }

    @Override
    public ParameterLayout layout() {
        List<ParameterLayout.Spec> specs = new ArrayList<>();
        for (int b = 0; b < bands.count(); b++) {
            specs.add(new ParameterLayout.Spec(
                    "embedding" + b,
                    ParameterLayout.Role.WEIGHT,
                    new ParameterLayout.Start.Normal(1 / Math.sqrt(bands.width(b))),
                    bands.size(b),
                    bands.width(b)));
        }
        for (int b = 0; bands.projected() && b < bands.count(); b++) {
            specs.add(new ParameterLayout.Spec(
                    "projection" + b,
                    ParameterLayout.Role.WEIGHT,
                    new ParameterLayout.Start.Uniform(bands.width(b)),
                    bands.channels(),
                    bands.width(b)));
        }
        return new ParameterLayout(specs.toArray(ParameterLayout.Spec[]::new));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    /** The code of an embedding; a softmax that is tied to it reads its parameters and adds to their gradients. */
    static final class Code extends Runtime<Embedding> {
        private static final long serialVersionUID = 1;

        /** Whether a softmax has already written its part of the gradients. */
        private transient boolean begun;

        private final transient ProductCache products = new ProductCache();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        Bands bands() {
            return layerConf().bands;
        }

        /** Clears all gradients unless that has been done in this backward pass; from now on they are added to. */
        void begin() {
            if (!begun) {
                gradientViews.values().forEach(gradient -> memory(gradient).fill((byte) 0));
            }
            begun = true;
        }

        private Product product(Layout a, Layout b, Layout c, boolean bias) {
            return products.of(context().compute(), a, b, c, bias);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            Bands bands = bands();
            int[] tokens = tokens(x);
            INDArray y = activation(workspaces, x.size(0), x.size(1), bands.channels());
            if (!bands.projected()) {
                Lookup.gather(memory(parameter("embedding0")), tokens, bands.channels(), memory(y));
                return y;
            }
            memory(y).fill((byte) 0);
            for (int b = 0; b < bands.count(); b++) {
                Rows rows = rows(tokens, b);
                if (rows.count() > 0) {
                    MemorySegment vectors = gather(b, rows);
                    MemorySegment projected = Memory.allocate((long) rows.count() * bands.channels());
                    product(
                                    Layout.dense(rows.count(), bands.width(b)),
                                    projection(b).transposed(),
                                    Layout.dense(rows.count(), bands.channels()),
                                    false)
                            .multiply(vectors, memory(parameter("projection" + b)), null, projected);
                    Lookup.scatter(projected, rows.places(), bands.channels(), memory(y));
                }
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            Bands bands = bands();
            int[] tokens = tokens(x);
            begin();
            if (!bands.projected()) {
                Lookup.scatter(memory(dy), tokens, bands.channels(), memory(gradientOf("embedding0")));
            }
            for (int b = 0; bands.projected() && b < bands.count(); b++) {
                Rows rows = rows(tokens, b);
                if (rows.count() > 0) {
                    pull(b, rows, dy);
                }
            }
            begun = false;
            return null; // nobody wants the gradient of a token
        }

        private void pull(int b, Rows rows, INDArray dy) {
            int width = bands().width(b);
            int channels = bands().channels();
            MemorySegment upstream = Memory.allocate((long) rows.count() * channels);
            Lookup.gather(memory(dy), rows.places(), channels, upstream);
            MemorySegment vectors = gather(b, rows);
            Layout up = Layout.dense(rows.count(), channels);
            Layout narrow = Layout.dense(rows.count(), width);
            MemorySegment weights = Memory.allocate((long) channels * width);
            product(up.transposed(), narrow, projection(b), false).multiply(upstream, vectors, null, weights);
            Elementwise.add(weights, memory(gradientOf("projection" + b)));
            product(up, projection(b), narrow, false)
                    .multiply(upstream, memory(parameter("projection" + b)), null, vectors);
            Lookup.scatter(vectors, rows.tokens(), width, memory(gradientOf("embedding" + b)));
        }

        private Layout projection(int band) {
            return Layout.dense(bands().channels(), bands().width(band));
        }

        private MemorySegment gather(int b, Rows rows) {
            MemorySegment vectors = Memory.allocate((long) rows.count() * bands().width(b));
            Lookup.gather(memory(parameter("embedding" + b)), rows.tokens(), bands().width(b), vectors);
            return vectors;
        }

        /** The tokens of one band, counted from its start, and their places. */
        private record Rows(int[] places, int[] tokens) {
            int count() {
                return places.length;
            }
        }

        private Rows rows(int[] tokens, int band) {
            int[] places = IntStream.range(0, tokens.length)
                    .filter(i -> tokens[i] >= 0 && bands().of(tokens[i]) == band)
                    .toArray();
            return new Rows(
                    places,
                    IntStream.of(places)
                            .map(place -> tokens[place] - bands().start(band))
                            .toArray());
        }

        private int[] tokens(INDArray x) {
            MemorySegment memory = memory(x);
            int[] tokens = new int[Math.toIntExact(x.length())];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (int) Memory.get(memory, i);
                if (tokens[i] >= bands().vocabulary()) {
                    throw new IllegalArgumentException("layer " + layerConf().getLayerName() + " got token " + tokens[i]
                            + "; its vocabulary has " + bands().vocabulary());
                }
            }
            return tokens;
        }
    }
}
