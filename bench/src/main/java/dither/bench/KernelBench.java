package dither.bench;

import dither.kernel.Blocks;
import dither.kernel.Elementwise;
import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import dither.kernel.Nearest;
import dither.kernel.Noise;
import dither.kernel.PseudoNoise;
import dither.kernel.Updates;
import dither.kernel.network.BatchNormKernel;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Kernels over 4 Mi floats (16 MiB); scores are elements per nanosecond, which is G elements/s. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBench {
    private static final int SIZE = 1 << 22;
    private static final int CHANNELS = 64;
    private static final int GROUP = 8;

    private static final int VECTORS = 1 << 20;

    private final MemorySegment vectors = noise(3, VECTORS * GROUP);
    private final float[] centroids = Memory.toArray(noise(4, 256 * GROUP));
    private final short[] assigned = new short[VECTORS];
    private final MemorySegment a = noise(1);
    private final MemorySegment b = noise(2);
    private final MemorySegment c = Memory.allocate(SIZE);
    private final float[] amplitude = new float[SIZE / GROUP];
    private final float[] drawn = new float[1024];
    private final BatchNormKernel norm = new BatchNormKernel(CHANNELS);
    private final float[] scale = new float[CHANNELS];

    private static MemorySegment noise(long key) {
        return noise(key, SIZE);
    }

    private static MemorySegment noise(long key, int count) {
        float[] values = new float[count];
        Noise.gaussian(key).fill(0, values, count);
        return Memory.of(values);
    }

    /** One thread: Box–Muller normals in pieces that stay in cache. */
    @Benchmark
    @OperationsPerInvocation(1024)
    public float[] gaussianNoise() {
        Noise.gaussian(7).fill(0, drawn, drawn.length);
        return drawn;
    }

    /** DiffQ's forward: weights plus noise, groups of 8. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void diffQForward() {
        PseudoNoise.add(a, c, amplitude, GROUP, Noise.gaussian(7));
    }

    /** DiffQ's backward: sums of gradient times noise, groups of 8. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public float[] diffQBackward() {
        PseudoNoise.groupSums(b, GROUP, Noise.gaussian(7), 0.5f, amplitude);
        return amplitude;
    }

    /** One thread: uniform noise in pieces that stay in cache. */
    @Benchmark
    @OperationsPerInvocation(1024)
    public float[] uniformNoise() {
        Noise.uniform(7).fill(0, drawn, drawn.length);
        return drawn;
    }

    /** Copying memory, to which fake-quantisation is compared. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void copy() {
        Blocks.run(
                SIZE,
                16,
                (start, end) -> MemorySegment.copy(
                        a, start * Memory.BYTES, c, start * Memory.BYTES, (end - start) * Memory.BYTES));
    }

    /** Quant-Noise's forward, 8 bits, half of the weights. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void quantNoiseForward() {
        FakeQuantise.affine(a, c, new float[] {0.05f}, new float[] {128}, SIZE, 255, Noise.bernoulli(7, 0.5));
    }

    /** LSQ's backward, 4 bits. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public double lsqBackward() {
        return FakeQuantise.learnedGradient(a, b, 0.3f, 0, -8, 7);
    }

    /** A million sub-vectors of 8 to the nearest of 256 centroids; vectors per nanosecond. */
    @Benchmark
    @OperationsPerInvocation(VECTORS)
    public short[] nearestCentroids() {
        Nearest.assign(vectors, GROUP, centroids, assigned);
        return assigned;
    }

    /** STE-QAT's forward, 4 bits. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void fakeQuantise() {
        FakeQuantise.minMax(a, c, -6, 6, 4);
    }

    /** Range of a tensor. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public Elementwise.Extremes extremes() {
        return Elementwise.extremes(a);
    }

    /** Batch statistics, 64 channels. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public BatchNormKernel.Statistics statistics() {
        return norm.statistics(a, SIZE / CHANNELS);
    }

    /** Normalisation with ReLU, 64 channels. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void normalise() {
        norm.apply(a, c, SIZE / CHANNELS, scale, scale, true);
    }

    /** Stochastic gradient descent with momentum. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void sgd() {
        Updates.sgd(c, a, b, 0f, 0.5f, 0f, 1e-6f, true);
    }
}
