package dither.nn.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/** Products by oneDNN, on matrices as they lie or on copies in bfloat16. */
final class OneDnnProduct implements Product {
    /** Memory that is pointed at an address before each use. */
    private static final Pointer NOWHERE = null;

    private final memory a;
    private final memory b;
    private final memory bias;
    private final memory c;
    private final matmul primitive;

    /** Copies in bfloat16, and what makes them; null in float32, where matrices are used as they lie. */
    private final memory roundedA;

    private final memory roundedB;
    private final reorder roundA;
    private final reorder roundB;
    private final IntMemoryMap arguments = new IntMemoryMap();

    OneDnnProduct(Layout left, Layout right, Layout result, boolean biased, Compute compute) {
        engine cpu = OneDnn.engine();
        memory.desc x = desc(left);
        memory.desc w = desc(right);
        memory.desc y = desc(result);
        long[] row = new long[result.sizes().length];
        Arrays.fill(row, 1);
        row[row.length - 1] = result.sizes()[row.length - 1];
        memory.desc offset = desc(Layout.dense(row));
        boolean rounded = compute == Compute.BFLOAT16;
        memory.desc xs = rounded ? rounded(left) : x;
        memory.desc ws = rounded ? rounded(right) : w;
        var description =
                biased ? new matmul.primitive_desc(cpu, xs, ws, offset, y) : new matmul.primitive_desc(cpu, xs, ws, y);
        a = new memory(x, cpu, NOWHERE);
        b = new memory(w, cpu, NOWHERE);
        bias = new memory(offset, cpu, NOWHERE);
        c = new memory(y, cpu, NOWHERE);
        primitive = new matmul(description);
        roundedA = rounded ? new memory(description.src_desc(), cpu) : null;
        roundedB = rounded ? new memory(description.weights_desc(), cpu) : null;
        roundA = rounded ? new reorder(a, roundedA) : null;
        roundB = rounded ? new reorder(b, roundedB) : null;
        arguments.put(DNNL_ARG_SRC, rounded ? roundedA : a);
        arguments.put(DNNL_ARG_WEIGHTS, rounded ? roundedB : b);
        arguments.put(DNNL_ARG_DST, c);
        if (biased) {
            arguments.put(DNNL_ARG_BIAS, bias);
        }
    }

    /** In whatever order oneDNN likes best, since numbers are copied anyway. */
    private static memory.desc rounded(Layout layout) {
        return new memory.desc(layout.sizes(), memory.data_type.bf16, memory.format_tag.any);
    }

    private static memory.desc desc(Layout layout) {
        return new memory.desc(layout.sizes(), memory.data_type.f32, layout.strides());
    }

    @Override
    public void multiply(MemorySegment left, MemorySegment right, MemorySegment offset, MemorySegment result) {
        OneDnn.bind(a, left.address());
        OneDnn.bind(b, right.address());
        OneDnn.bind(c, result.address());
        if (offset != null) {
            OneDnn.bind(bias, offset.address());
        }
        if (roundA != null) {
            roundA.execute(OneDnn.stream(), a, roundedA);
            roundB.execute(OneDnn.stream(), b, roundedB);
        }
        primitive.execute(OneDnn.stream(), arguments);
        OneDnn.stream()._wait();
        // Until here native code works on what nobody in Java may look at any more.
        Reference.reachabilityFence(left);
        Reference.reachabilityFence(right);
        Reference.reachabilityFence(offset);
        Reference.reachabilityFence(result);
        Reference.reachabilityFence(this);
    }
}
