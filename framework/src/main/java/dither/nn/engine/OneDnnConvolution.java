package dither.nn.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.lang.ref.Reference;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution by oneDNN, channels last.
 *
 * <p>Activations are used where they are, or copied to bfloat16. Weights are small, so they are reordered into the layout that oneDNN likes
 * best before each use; that is what makes the fast implementations eligible.
 */
final class OneDnnConvolution implements Convolution2d {
    /** Memory that is pointed at an array before each use. */
    private static final Pointer NOWHERE = null;

    /** Up to here the products of one pixel are too small for batched products to pay. */
    private static final int FEW_CHANNELS = 32;

    private final memory src;
    private final memory dst;

    /** Copies in bfloat16, and what makes them; in float32 the arrays themselves and null. */
    private final memory roundedSrc;

    private final memory roundedDst;
    private final reorder roundSrc;
    private final reorder roundDst;
    private final memory plainWeights;
    private final memory bias;
    private final memory forwardWeights;
    private final memory dataWeights;
    private final memory gradientWeights;
    private final primitive forward;
    private final primitive backwardData;
    private final primitive backwardWeights;
    private final reorder packForward;
    private final reorder packData;
    private final reorder unpackGradient;
    private final IntMemoryMap forwardArguments = new IntMemoryMap();
    private final IntMemoryMap dataArguments = new IntMemoryMap();
    private final IntMemoryMap weightsArguments = new IntMemoryMap();

    OneDnnConvolution(ConvolutionShape s, Compute compute) {
        engine cpu = OneDnn.engine();
        long[] stride = {s.rows().stride(), s.columns().stride()};
        long[] padding = {s.rows().padding(), s.columns().padding()};
        // The right and bottom padding is what the last filter position reaches, which a stride may cut short.
        long[] after = {after(s.rows(), s.height()), after(s.columns(), s.width())};
        long[] filter = s.filter();
        memory.format_tag order = memory.format_tag.oihw;
        if (s.groups() > 1) {
            filter = new long[] {s.groups(), filter[0] / s.groups(), filter[1], filter[2], filter[3]};
            order = memory.format_tag.goihw;
        }
        memory.data_type f32 = memory.data_type.f32;
        memory.desc x = new memory.desc(
                new long[] {s.batch(), s.inChannels(), s.height(), s.width()}, f32, memory.format_tag.nhwc);
        memory.desc y = new memory.desc(
                new long[] {s.batch(), s.outChannels(), s.outHeight(), s.outWidth()}, f32, memory.format_tag.nhwc);
        boolean rounded = compute == Compute.BFLOAT16;
        memory.data_type in = rounded ? memory.data_type.bf16 : f32;
        memory.desc xs = new memory.desc(x.get_dims(), in, memory.format_tag.nhwc);
        memory.desc ys = new memory.desc(y.get_dims(), in, memory.format_tag.nhwc);
        memory.desc ws = new memory.desc(filter, in, memory.format_tag.any);
        memory.desc any = new memory.desc(filter, f32, memory.format_tag.any);
        memory.desc plain = new memory.desc(filter, f32, order);
        memory.desc b = new memory.desc(new long[] {s.outChannels()}, f32, memory.format_tag.a);
        dnnl.algorithm direct = dnnl.algorithm.convolution_direct;
        dnnl.prop_kind training = dnnl.prop_kind.forward_training;
        var forwardDesc = s.bias()
                ? new convolution_forward.primitive_desc(cpu, training, direct, xs, ws, b, y, stride, padding, after)
                : new convolution_forward.primitive_desc(cpu, training, direct, xs, ws, y, stride, padding, after);
        var dataDesc = new convolution_backward_data.primitive_desc(
                cpu, direct, x, ws, ys, stride, padding, after, forwardDesc);
        var weightsDesc = s.bias()
                ? new convolution_backward_weights.primitive_desc(
                        cpu, direct, xs, any, b, ys, stride, padding, after, forwardDesc)
                : new convolution_backward_weights.primitive_desc(
                        cpu, direct, xs, any, ys, stride, padding, after, forwardDesc);
        if (s.inChannels() <= FEW_CHANNELS && s.outChannels() <= FEW_CHANNELS) {
            passOverBrgemm(dataDesc); // before its hint moves on: afterwards the search would follow a freed pointer
            passOverBrgemm(forwardDesc);
        }
        src = new memory(x, cpu, NOWHERE);
        dst = new memory(y, cpu, NOWHERE);
        roundedSrc = rounded ? new memory(xs, cpu) : src;
        roundedDst = rounded ? new memory(ys, cpu) : dst;
        roundSrc = rounded ? new reorder(src, roundedSrc) : null;
        roundDst = rounded ? new reorder(dst, roundedDst) : null;
        plainWeights = new memory(plain, cpu, NOWHERE);
        bias = new memory(b, cpu, NOWHERE);
        forwardWeights = new memory(forwardDesc.weights_desc(), cpu);
        dataWeights = new memory(dataDesc.weights_desc(), cpu);
        gradientWeights = new memory(weightsDesc.diff_weights_desc(), cpu);
        forward = new convolution_forward(forwardDesc);
        backwardData = new convolution_backward_data(dataDesc);
        backwardWeights = new convolution_backward_weights(weightsDesc);
        packForward = new reorder(plainWeights, forwardWeights);
        packData = new reorder(plainWeights, dataWeights);
        unpackGradient = new reorder(gradientWeights, plainWeights);

        forwardArguments.put(DNNL_ARG_SRC, roundedSrc);
        forwardArguments.put(DNNL_ARG_WEIGHTS, forwardWeights);
        forwardArguments.put(DNNL_ARG_DST, dst);
        dataArguments.put(DNNL_ARG_DIFF_DST, roundedDst);
        dataArguments.put(DNNL_ARG_WEIGHTS, dataWeights);
        dataArguments.put(DNNL_ARG_DIFF_SRC, src);
        weightsArguments.put(DNNL_ARG_SRC, roundedSrc);
        weightsArguments.put(DNNL_ARG_DIFF_DST, roundedDst);
        weightsArguments.put(DNNL_ARG_DIFF_WEIGHTS, gradientWeights);
        if (s.bias()) {
            forwardArguments.put(DNNL_ARG_BIAS, bias);
            weightsArguments.put(DNNL_ARG_DIFF_BIAS, bias);
        }
    }

    private static long after(ConvolutionShape.Window window, long length) {
        return (window.positions(length) - 1) * window.stride() + window.kernel() - length - window.padding();
    }

    @Override
    public void forward(INDArray x, INDArray weights, INDArray offset, INDArray y) {
        OneDnn.bind(src, x);
        OneDnn.bind(dst, y);
        OneDnn.bind(plainWeights, weights);
        if (offset != null) {
            OneDnn.bind(bias, offset);
        }
        round(roundSrc, src, roundedSrc);
        packForward.execute(OneDnn.stream(), plainWeights, forwardWeights);
        run(forward, forwardArguments);
        keep(x, weights, offset, y);
    }

    @Override
    public void backwardData(INDArray dy, INDArray weights, INDArray dx) {
        OneDnn.bind(src, dx);
        OneDnn.bind(dst, dy);
        OneDnn.bind(plainWeights, weights);
        round(roundDst, dst, roundedDst);
        packData.execute(OneDnn.stream(), plainWeights, dataWeights);
        run(backwardData, dataArguments);
        keep(dy, weights, dx);
    }

    @Override
    public void backwardWeights(INDArray x, INDArray dy, INDArray dweights, INDArray dbias) {
        OneDnn.bind(src, x);
        OneDnn.bind(dst, dy);
        OneDnn.bind(plainWeights, dweights);
        if (dbias != null) {
            OneDnn.bind(bias, dbias);
        }
        round(roundSrc, src, roundedSrc);
        round(roundDst, dst, roundedDst);
        run(backwardWeights, weightsArguments);
        unpackGradient.execute(OneDnn.stream(), gradientWeights, plainWeights);
        OneDnn.stream()._wait();
        keep(x, dy, dweights, dbias);
    }

    /** Until here native code works on what nobody in Java may look at any more. */
    private static void keep(INDArray... arrays) {
        for (INDArray array : arrays) {
            Reference.reachabilityFence(array);
        }
    }

    /**
     * Moves on from implementations by batched small products: with few channels oneDNN prefers them to its direct
     * convolution, which was faster there (bench/README.md). The choice is by name, never by timing, so that a
     * run can be repeated.
     */
    private static void passOverBrgemm(primitive_desc description) {
        while (description.impl_info_str().getString().startsWith("brg") && description.next_impl()) {
            // next_impl has moved on
        }
    }

    private static void round(reorder reorder, memory from, memory to) {
        if (reorder != null) {
            reorder.execute(OneDnn.stream(), from, to);
        }
    }

    private static void run(primitive primitive, IntMemoryMap arguments) {
        primitive.execute(OneDnn.stream(), arguments);
        OneDnn.stream()._wait();
    }
}
