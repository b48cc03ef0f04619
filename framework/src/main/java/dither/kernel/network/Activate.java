package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;

import dither.kernel.Lanes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Activation functions and their derivatives. Accurate to a few ulp of single precision near 1. */
public enum Activate {
    /** {@code max(x, 0)}. */
    RELU(
            (x, _, y, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    load(x, i).max(0f).intoArray(y, i);
                }
            },
            (x, dy, dx, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    load(dy, i)
                            .blend(0f, load(x, i).compare(VectorOperators.LE, 0f))
                            .intoArray(dx, i);
                }
            }),

    /** {@code x Phi(x)} with the normal distribution function (Hendrycks and Gimpel 2016), not its tanh approximation. */
    GELU(
            (x, _, y, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector v = load(x, i);
                    v.mul(phi(v)).intoArray(y, i);
                }
            },
            (x, dy, dx, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector v = load(x, i);
                    FloatVector density = bell(v).mul(0.39894228f); // 1 / sqrt(2 pi)
                    load(dy, i).mul(v.fma(density, phi(v))).intoArray(dx, i);
                }
            }),

    /** {@code x sigmoid(x)} (Ramachandran et al. 2017). */
    SWISH(
            (x, _, y, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector v = load(x, i);
                    v.mul(sigmoid(v)).intoArray(y, i);
                }
            },
            (x, dy, dx, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector v = load(x, i);
                    FloatVector s = sigmoid(v);
                    FloatVector slope = s.mul(v.mul(s.neg().add(1f)).add(1f));
                    load(dy, i).mul(slope).intoArray(dx, i);
                }
            }),

    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID(
            (x, _, y, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    sigmoid(load(x, i)).intoArray(y, i);
                }
            },
            (x, dy, dx, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector s = sigmoid(load(x, i));
                    load(dy, i).mul(s).mul(s.neg().add(1f)).intoArray(dx, i);
                }
            }),

    /** {@code 2 sigmoid(2 x) - 1}. */
    TANH(
            (x, _, y, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    tanh(load(x, i)).intoArray(y, i);
                }
            },
            (x, dy, dx, n) -> {
                for (int i = 0; i < n; i += COUNT) {
                    FloatVector t = tanh(load(x, i));
                    load(dy, i).mul(t.mul(t).neg().add(1f)).intoArray(dx, i);
                }
            });

    private final Chunks.Function function;
    private final Chunks.Function derivative;

    Activate(Chunks.Function function, Chunks.Function derivative) {
        this.function = function;
        this.derivative = derivative;
    }

    /** {@code y = f(x)}. */
    public void forward(MemorySegment x, MemorySegment y) {
        Chunks.map(x, y, function);
    }

    /** {@code dx = f'(x) dy}. */
    public void backward(MemorySegment x, MemorySegment dy, MemorySegment dx) {
        Chunks.map(x, dy, dx, derivative);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(F, x, at);
    }

    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(F, 1f)
                .div(Lanes.exp(x.neg().max(-87f).min(87f)).add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        return sigmoid(x.add(x)).mul(2f).sub(1f);
    }

    /** {@code e^(-x^2 / 2)}. */
    private static FloatVector bell(FloatVector x) {
        return Lanes.exp(x.mul(x).mul(-0.5f).max(-87f));
    }

    /** The normal distribution function, within 1e-7: Abramowitz and Stegun 7.1.26 for the complementary error function. */
    private static FloatVector phi(FloatVector x) {
        FloatVector z = x.abs().mul(0.70710678f);
        FloatVector t = FloatVector.broadcast(F, 1f).div(z.mul(0.3275911f).add(1f));
        FloatVector p = FloatVector.broadcast(F, 1.061405429f)
                .fma(t, FloatVector.broadcast(F, -1.453152027f))
                .fma(t, FloatVector.broadcast(F, 1.421413741f))
                .fma(t, FloatVector.broadcast(F, -0.284496736f))
                .fma(t, FloatVector.broadcast(F, 0.254829592f));
        FloatVector tail = p.mul(t).mul(bell(x)).mul(0.5f);
        return tail.blend(tail.neg().add(1f), x.compare(VectorOperators.GT, 0f));
    }
}
