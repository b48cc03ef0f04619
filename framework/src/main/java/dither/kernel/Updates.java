package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Optimiser updates in place. Segments are of equal length. */
public final class Updates {
    private Updates() {}

    /**
     * Stochastic gradient descent with momentum: {@code g' = scale g + decay w}, {@code v = momentum v + g'},
     * {@code w = w - rate (nesterov ? g' + momentum v : v)}, as PyTorch defines it (Sutskever et al. 2013, rearranged).
     */
    public static void sgd(
            MemorySegment w,
            MemorySegment g,
            MemorySegment v,
            float rate,
            float momentum,
            float decay,
            float scale,
            boolean nesterov) {
        FloatVector scaleAll = FloatVector.broadcast(F, scale);
        FloatVector decayAll = FloatVector.broadcast(F, decay);
        FloatVector momentumAll = FloatVector.broadcast(F, momentum);
        FloatVector down = FloatVector.broadcast(F, -rate);
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                FloatVector weight = load(w, at);
                FloatVector gradient = load(g, at).mul(scaleAll);
                gradient = weight.fma(decayAll, gradient);
                FloatVector velocity = load(v, at).fma(momentumAll, gradient);
                velocity.intoMemorySegment(v, at * Memory.BYTES, ORDER);
                FloatVector step = nesterov ? velocity.fma(momentumAll, gradient) : velocity;
                step.fma(down, weight).intoMemorySegment(w, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float weight = Memory.get(w, at);
                float gradient = Math.fma(weight, decay, Memory.get(g, at) * scale);
                float velocity = Math.fma(Memory.get(v, at), momentum, gradient);
                Memory.set(v, at, velocity);
                float step = nesterov ? Math.fma(velocity, momentum, gradient) : velocity;
                Memory.set(w, at, Math.fma(step, -rate, weight));
            }
        });
    }

    /**
     * Adam (Kingma and Ba 2015, algorithm 1): {@code m = b1 m + (1 - b1) g'}, {@code s = b2 s + (1 - b2) g'^2},
     * {@code w = w - rate (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + eps)}, with {@code g' = scale g + decay w}.
     *
     * @param step t, counted from 1
     */
    public static void adam(
            MemorySegment w,
            MemorySegment g,
            MemorySegment m,
            MemorySegment s,
            float rate,
            float beta1,
            float beta2,
            float epsilon,
            float decay,
            float scale,
            long step) {
        float first = (float) (rate / (1 - Math.pow(beta1, step)));
        float second = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                FloatVector weight = load(w, at);
                FloatVector gradient = load(g, at).mul(scale);
                gradient = weight.fma(FloatVector.broadcast(F, decay), gradient);
                FloatVector mean = load(m, at).mul(beta1);
                mean = gradient.fma(FloatVector.broadcast(F, 1 - beta1), mean);
                FloatVector square = load(s, at).mul(beta2);
                square = gradient.mul(gradient).fma(FloatVector.broadcast(F, 1 - beta2), square);
                mean.intoMemorySegment(m, at * Memory.BYTES, ORDER);
                square.intoMemorySegment(s, at * Memory.BYTES, ORDER);
                FloatVector bottom = square.sqrt().mul(second).add(epsilon);
                weight.sub(mean.mul(first).div(bottom)).intoMemorySegment(w, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float weight = Memory.get(w, at);
                float gradient = Math.fma(weight, decay, Memory.get(g, at) * scale);
                float mean = Math.fma(gradient, 1 - beta1, Memory.get(m, at) * beta1);
                float square = Math.fma(gradient * gradient, 1 - beta2, Memory.get(s, at) * beta2);
                Memory.set(m, at, mean);
                Memory.set(s, at, square);
                float bottom = (float) Math.sqrt(square) * second + epsilon;
                Memory.set(w, at, weight - mean * first / bottom);
            }
        });
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
