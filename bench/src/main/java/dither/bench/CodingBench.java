package dither.bench;

import dither.codec.entropy.CorruptException;
import dither.codec.entropy.Layout;
import dither.codec.entropy.SymbolCoder;
import dither.codec.entropy.SymbolCoder.Coder;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

/** Coders on 1 Mi normal weights on DiffQ's grid, one thread; scores are million symbols a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodingBench {
    private static final int SIZE = 1 << 20;
    private static final int ROWS = 256;

    @Param({"PACKED", "HUFFMAN", "RANS", "MIX"})
    private Coder coder;

    @Param({"2", "3", "4", "5", "6", "8"})
    private int bits;

    private short[] symbols;
    private Layout layout;
    private byte[] coded;

    /** The extremes of a million normal numbers lie near plus and minus 5 standard deviations. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        int most = (1 << bits) - 1;
        symbols = new short[SIZE];
        for (int i = 0; i < SIZE; i++) {
            symbols[i] = (short) Math.clamp(Math.round((0.5 + random.nextGaussian() / 10) * most), 0, most);
        }
        layout = Layout.of(List.of((long) ROWS, (long) SIZE / ROWS), bits);
        coded = SymbolCoder.encode(symbols, layout, Set.of(coder));
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public byte[] encode() {
        return SymbolCoder.encode(symbols, layout, Set.of(coder));
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public short[] decode() throws CorruptException {
        return SymbolCoder.decode(coded, layout);
    }
}
