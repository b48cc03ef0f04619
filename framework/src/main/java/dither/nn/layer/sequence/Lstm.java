package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.network.Gates;
import dither.kernel.network.Lookup;
import dither.nn.engine.Compute;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.nn.engine.RecentlyUsed;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer of LSTM cells: {@code [batch, time, in]} to {@code [batch, time, width]}, or both directions side by side.
 *
 * <p>Parameters as PyTorch has them, with gates in the order i, f, g, o and uniform in ±1/sqrt(width): {@code input_weight} [4 width, in], {@code hidden_weight}
 * [4 width, width], {@code input_bias} and {@code hidden_bias} [4 width]; those of the second direction end in {@code _reverse}.
 * Each example starts from zeros. Source: Hochreiter and Schmidhuber 1997; Gers et al. 2000.
 */
public final class Lstm extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;
    private static final String REVERSE = "_reverse";

    @JsonProperty
    private int in;

    @JsonProperty
    private int width;

    @JsonProperty
    private boolean bothDirections;

    /** For JSON. */
    Lstm() {}

    /**
     * @param in channels of the input
     * @param width cells in each direction
     * @param bothDirections whether a second row of cells reads from the end
     */
    public Lstm(int in, int width, boolean bothDirections) {
        this.in = in;
        this.width = width;
        this.bothDirections = bothDirections;
    }

    @Override
    public ParameterLayout layout() {
        List<ParameterLayout.Spec> specs = new ArrayList<>();
        var start = new ParameterLayout.Start.Uniform(width);
        for (String end : bothDirections ? List.of("", REVERSE) : List.of("")) {
            specs.add(
                    new ParameterLayout.Spec("input_weight" + end, ParameterLayout.Role.WEIGHT, start, 4L * width, in));
            specs.add(new ParameterLayout.Spec(
                    "hidden_weight" + end, ParameterLayout.Role.WEIGHT, start, 4L * width, width));
            specs.add(new ParameterLayout.Spec("input_bias" + end, ParameterLayout.Role.BIAS, start, 4L * width));
            specs.add(new ParameterLayout.Spec("hidden_bias" + end, ParameterLayout.Role.BIAS, start, 4L * width));
        }
        return new ParameterLayout(specs.toArray(ParameterLayout.Spec[]::new));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private record Sizes(int batch, int time) {
        long rows() {
            return (long) batch * time;
        }
    }

    /** The products of one size of batch. */
    private record Products(
            Product inputs, Product step, Product stepBack, Product toInput, Product toWeights, Product toHidden) {
        static Products of(Compute compute, Sizes s, int in, int width) {
            Layout x = Layout.dense(s.rows(), in);
            Layout gates = Layout.dense(s.rows(), 4L * width);
            Layout w = Layout.dense(4L * width, in);
            Layout u = Layout.dense(4L * width, width);
            Layout h = Layout.dense(s.batch(), width);
            Layout one = Layout.dense(s.batch(), 4L * width);
            long inner = Math.max(1, s.rows() - s.batch());
            return new Products(
                    compute.product(x, w.transposed(), gates, true),
                    compute.product(h, u.transposed(), one, true),
                    compute.product(one, u, h, false),
                    compute.product(gates, w, x, false),
                    compute.product(gates.transposed(), x, w, false),
                    compute.product(
                            Layout.dense(inner, 4L * width).transposed(), Layout.dense(inner, width), u, false));
        }
    }

    /** What a direction keeps from the way forward for the way back; rows are steps of whole batches. */
    private record Kept(MemorySegment gates, MemorySegment cells, MemorySegment outputs) {}

    private static final class Code extends Runtime<Lstm> {
        private static final long serialVersionUID = 1;

        private final transient RecentlyUsed<Sizes, Products> products = new RecentlyUsed<>();
        private transient MemorySegment inputs;
        private final transient Kept[] kept = new Kept[2];

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        private Sizes sizes(INDArray x) {
            Lstm c = layerConf();
            if (x.rank() != 3 || x.size(2) != c.in) {
                throw new IllegalArgumentException("layer " + c.getLayerName() + " needs [batch, time, " + c.in
                        + "], got " + Arrays.toString(x.shape()));
            }
            return new Sizes((int) x.size(0), (int) x.size(1));
        }

        /** Row of each (step, example) in an array [batch, time, ...]. */
        private static int[] byTime(Sizes s) {
            int[] rows = new int[Math.toIntExact(s.rows())];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i % s.batch() * s.time() + i / s.batch();
            }
            return rows;
        }

        private int directions() {
            return layerConf().bothDirections ? 2 : 1;
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            Sizes s = sizes(x);
            int width = layerConf().width;
            inputs = Memory.allocate(s.rows() * layerConf().in);
            int[] rows = byTime(s);
            Lookup.gather(memory(x), rows, layerConf().in, inputs);
            INDArray y = activation(workspaces, s.batch(), s.time(), (long) directions() * width);
            for (int d = 0; d < directions(); d++) {
                kept[d] = run(s, d == 1);
                copyOut(kept[d].outputs(), s, memory(y), d, width);
            }
            return y;
        }

        /** From steps of batches to one direction's channels of [batch, time, directions width]. */
        private void copyOut(MemorySegment steps, Sizes s, MemorySegment y, int direction, int width) {
            for (int t = 0; t < s.time(); t++) {
                for (int b = 0; b < s.batch(); b++) {
                    long to = (((long) b * s.time() + t) * directions() + direction) * width;
                    Memory.slice(y, to, width).copyFrom(Memory.slice(steps, ((long) t * s.batch() + b) * width, width));
                }
            }
        }

        private Kept run(Sizes s, boolean reverse) {
            int width = layerConf().width;
            String end = reverse ? REVERSE : "";
            Products p = products(s);
            long each = (long) s.batch() * width;
            MemorySegment gates = Memory.allocate(4 * each * s.time());
            MemorySegment cells = Memory.allocate(each * s.time());
            MemorySegment outputs = Memory.allocate(each * s.time());
            p.inputs()
                    .multiply(
                            inputs,
                            memory(parameter("input_weight" + end)),
                            memory(parameter("input_bias" + end)),
                            gates);
            MemorySegment more = Memory.allocate(4 * each);
            MemorySegment zeros = Memory.allocate(each);
            for (int i = 0; i < s.time(); i++) {
                int t = reverse ? s.time() - 1 - i : i;
                int before = reverse ? t + 1 : t - 1;
                p.step()
                        .multiply(
                                i == 0 ? zeros : Memory.slice(outputs, before * each, each),
                                memory(parameter("hidden_weight" + end)),
                                memory(parameter("hidden_bias" + end)),
                                more);
                Gates.lstm(
                        Memory.slice(gates, 4 * t * each, 4 * each),
                        more,
                        i == 0 ? zeros : Memory.slice(cells, before * each, each),
                        Memory.slice(cells, t * each, each),
                        Memory.slice(outputs, t * each, each),
                        s.batch(),
                        width);
            }
            return new Kept(gates, cells, outputs);
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            Sizes s = sizes(x);
            MemorySegment sum = Memory.allocate(s.rows() * layerConf().in);
            for (int d = 0; d < directions(); d++) {
                MemorySegment part = Memory.allocate(s.rows() * layerConf().in);
                back(s, d, memory(dy), part);
                Elementwise.add(part, sum);
            }
            INDArray dx = inputGradient(workspaces, x.shape());
            memory(dx).fill((byte) 0);
            Lookup.scatter(sum, byTime(s), layerConf().in, memory(dx));
            return dx;
        }

        private void back(Sizes s, int direction, MemorySegment dy, MemorySegment dinput) {
            int width = layerConf().width;
            boolean reverse = direction == 1;
            String end = reverse ? REVERSE : "";
            Products p = products(s);
            Kept k = kept[direction];
            long each = (long) s.batch() * width;
            MemorySegment dh = Memory.allocate(each);
            MemorySegment dc = Memory.allocate(each);
            MemorySegment zeros = Memory.allocate(each);
            for (int i = s.time() - 1; i >= 0; i--) {
                int t = reverse ? s.time() - 1 - i : i;
                int before = reverse ? t + 1 : t - 1;
                for (int b = 0; b < s.batch(); b++) {
                    long from = (((long) b * s.time() + t) * directions() + direction) * width;
                    Elementwise.add(Memory.slice(dy, from, width), Memory.slice(dh, (long) b * width, width));
                }
                MemorySegment gates = Memory.slice(k.gates(), 4 * t * each, 4 * each);
                Gates.lstmGradient(
                        gates,
                        Memory.slice(k.cells(), t * each, each),
                        i == 0 ? zeros : Memory.slice(k.cells(), before * each, each),
                        dh,
                        dc,
                        s.batch(),
                        width);
                if (i > 0) {
                    p.stepBack().multiply(gates, memory(parameter("hidden_weight" + end)), null, dh);
                }
            }
            p.toWeights().multiply(k.gates(), inputs, null, memory(gradientOf("input_weight" + end)));
            p.toInput().multiply(k.gates(), memory(parameter("input_weight" + end)), null, dinput);
            Lookup.columnSums(k.gates(), s.rows(), 4 * width, memory(gradientOf("input_bias" + end)));
            memory(gradientOf("hidden_bias" + end)).copyFrom(memory(gradientOf("input_bias" + end)));
            MemorySegment hidden = memory(gradientOf("hidden_weight" + end));
            if (s.time() == 1) {
                hidden.fill((byte) 0);
                return;
            }
            long rows = each * (s.time() - 1);
            // The gradients of all steps but the first, in the direction's order, and the outputs of all but the last.
            p.toHidden()
                    .multiply(
                            Memory.slice(k.gates(), reverse ? 0 : 4 * each, 4 * rows),
                            Memory.slice(k.outputs(), reverse ? each : 0, rows),
                            null,
                            hidden);
        }

        private Products products(Sizes s) {
            return products.of(s, sizes -> Products.of(context().compute(), sizes, layerConf().in, layerConf().width));
        }
    }
}
