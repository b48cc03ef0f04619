package dither.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** Native float memory: allocation, views and copies. All lengths and offsets count floats, not bytes. */
public final class Memory {
    /** Bytes of one float. */
    public static final long BYTES = Float.BYTES;

    private static final long CACHE_LINE = 64;

    private Memory() {}

    /** Zeroed memory for {@code count} floats, freed once unreachable. */
    public static MemorySegment allocate(long count) {
        return Arena.ofAuto().allocate(Math.max(count, 1) * BYTES, CACHE_LINE).asSlice(0, count * BYTES);
    }

    /** A native copy of {@code values}. */
    public static MemorySegment of(float... values) {
        MemorySegment memory = allocate(values.length);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
        return memory;
    }

    /** A view of {@code count} floats at a raw address, for use while the caller holds the owner of the memory. */
    @SuppressWarnings("restricted") // the engine's arrays are reached without a copy through their address
    public static MemorySegment at(long address, long count) {
        return MemorySegment.ofAddress(address).reinterpret(count * BYTES);
    }

    /** A view of {@code count} floats at a raw address that keeps {@code owner} reachable as long as itself. */
    @SuppressWarnings("restricted")
    public static MemorySegment at(long address, long count, Object owner) {
        return MemorySegment.ofAddress(address)
                .reinterpret(count * BYTES, Arena.ofAuto(), _ -> Reference.reachabilityFence(owner));
    }

    /** How many floats {@code memory} holds. */
    public static long length(MemorySegment memory) {
        return memory.byteSize() / BYTES;
    }

    /** A view of {@code count} floats from {@code start}. */
    public static MemorySegment slice(MemorySegment memory, long start, long count) {
        return memory.asSlice(start * BYTES, count * BYTES);
    }

    /** The float at {@code index}. */
    public static float get(MemorySegment memory, long index) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /** Stores {@code value} at {@code index}. */
    public static void set(MemorySegment memory, long index, float value) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
    }

    /** Copies {@code count} floats from an array. */
    public static void copy(float[] from, int at, MemorySegment to, long start, int count) {
        MemorySegment.copy(from, at, to, ValueLayout.JAVA_FLOAT, start * BYTES, count);
    }

    /** A heap copy of all of {@code memory}. */
    public static float[] toArray(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }

    /** Length in bits of the vectors that the kernels of this package use here. */
    public static int vectorBits() {
        return Lanes.F.vectorBitSize();
    }
}
