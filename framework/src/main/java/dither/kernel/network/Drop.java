package dither.kernel.network;

import dither.kernel.Blocks;
import dither.kernel.Memory;
import dither.kernel.Noise;
import java.lang.foreign.MemorySegment;

/** Multiplication with masks that are made again where they are needed instead of being kept. */
public final class Drop {
    private static final int SIZE = 2048;

    private Drop() {}

    /**
     * {@code y = x mask factor}.
     *
     * @param mask one element for each of {@code x}, 0 or 1; the same noise gives the same mask
     */
    public static void apply(MemorySegment x, MemorySegment y, Noise mask, float factor) {
        Blocks.run(Memory.length(x), Noise.BLOCK, (start, end) -> {
            float[] values = new float[SIZE];
            float[] kept = new float[SIZE];
            for (long at = start; at < end; at += SIZE) {
                int count = (int) Math.min(SIZE, end - at);
                Chunks.read(x, at, values, count);
                mask.fill(at, kept, count);
                for (int i = 0; i < count; i++) {
                    values[i] *= kept[i] * factor;
                }
                Memory.copy(values, 0, y, at, count);
            }
        });
    }
}
