package dither.nn.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

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
 * <p>Activations are used where they are. Weights are small, so they are reordered into the layout that oneDNN likes
 * best before each use; that is what makes the fast implementations eligible.
 */
final class OneDnnConvolution implements Convolution2d {
    /** Memory that is pointed at an array before each use. */
    private static final Pointer NOWHERE = null;

    /** Up to here the products of one pixel are too small for batched products to pay. */
    private static final int FEW_CHANNELS = 32;

    private final memory src;
    private final memory dst;
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

    OneDnnConvolution(ConvolutionShape s) {
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
        memory.desc any = new memory.desc(filter, f32, memory.format_tag.any);
        memory.desc plain = new memory.desc(filter, f32, order);
        memory.desc b = new memory.desc(new long[] {s.outChannels()}, f32, memory.format_tag.a);
        dnnl.algorithm direct = dnnl.algorithm.convolution_direct;
        dnnl.prop_kind training = dnnl.prop_kind.forward_training;
        var forwardDesc = s.bias()
                ? new convolution_forward.primitive_desc(cpu, training, direct, x, any, b, y, stride, padding, after)
                : new convolution_forward.primitive_desc(cpu, training, direct, x, any, y, stride, padding, after);
        var dataDesc = new convolution_backward_data.primitive_desc(
                cpu, direct, x, any, y, stride, padding, after, forwardDesc);
        var weightsDesc = s.bias()
                ? new convolution_backward_weights.primitive_desc(
                        cpu, direct, x, any, b, y, stride, padding, after, forwardDesc)
                : new convolution_backward_weights.primitive_desc(
                        cpu, direct, x, any, y, stride, padding, after, forwardDesc);
        if (s.inChannels() <= FEW_CHANNELS && s.outChannels() <= FEW_CHANNELS) {
            passOverBrgemm(dataDesc); // before its hint moves on: afterwards the search would follow a freed pointer
            passOverBrgemm(forwardDesc);
        }
        src = new memory(x, cpu, NOWHERE);
        dst = new memory(y, cpu, NOWHERE);
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

        forwardArguments.put(DNNL_ARG_SRC, src);
        forwardArguments.put(DNNL_ARG_WEIGHTS, forwardWeights);
        forwardArguments.put(DNNL_ARG_DST, dst);
        dataArguments.put(DNNL_ARG_DIFF_DST, dst);
        dataArguments.put(DNNL_ARG_WEIGHTS, dataWeights);
        dataArguments.put(DNNL_ARG_DIFF_SRC, src);
        weightsArguments.put(DNNL_ARG_SRC, src);
        weightsArguments.put(DNNL_ARG_DIFF_DST, dst);
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
        packForward.execute(OneDnn.stream(), plainWeights, forwardWeights);
        run(forward, forwardArguments);
    }

    @Override
    public void backwardData(INDArray dy, INDArray weights, INDArray dx) {
        OneDnn.bind(src, dx);
        OneDnn.bind(dst, dy);
        OneDnn.bind(plainWeights, weights);
        packData.execute(OneDnn.stream(), plainWeights, dataWeights);
        run(backwardData, dataArguments);
    }

    @Override
    public void backwardWeights(INDArray x, INDArray dy, INDArray dweights, INDArray dbias) {
        OneDnn.bind(src, x);
        OneDnn.bind(dst, dy);
        OneDnn.bind(plainWeights, dweights);
        if (dbias != null) {
            OneDnn.bind(bias, dbias);
        }
        run(backwardWeights, weightsArguments);
        unpackGradient.execute(OneDnn.stream(), gradientWeights, plainWeights);
        OneDnn.stream()._wait();
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

    private static void run(primitive primitive, IntMemoryMap arguments) {
        primitive.execute(OneDnn.stream(), arguments);
        OneDnn.stream()._wait();
    }
}
