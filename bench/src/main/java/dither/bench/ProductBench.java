package dither.bench;

import dither.kernel.Memory;
import dither.nn.engine.Compute;
import dither.nn.engine.Product;
import dither.nn.engine.Product.Layout;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One large product of matrices, 512 x 1024 by 1024 x 1024: what the machine's peak is near; scores are GFLOP/s. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProductBench {
    private static final int ROWS = 512;
    private static final int SIDE = 1024;

    @Param
    private Compute compute;

    private final MemorySegment a = noise(ROWS * SIDE);
    private final MemorySegment b = noise(SIDE * SIDE);
    private final MemorySegment c = Memory.allocate(ROWS * SIDE);
    private Product product;

    private static MemorySegment noise(int count) {
        float[] values = new float[count];
        RandomStream.of(count).gaussian().fill(0, values, count);
        return Memory.of(values);
    }

    @Setup
    public void prepare() {
        product = compute.product(Layout.dense(ROWS, SIDE), Layout.dense(SIDE, SIDE), Layout.dense(ROWS, SIDE), false);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROWS * SIDE * SIDE)
    public void product() {
        product.multiply(a, b, null, c);
    }
}
