package dither.codec;

import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.zip.Deflater;

/** What coders that we do not write to files would need for the levels of a tensor, in bytes. */
final class Entropy {
    private Entropy() {}

    /** Order-0 entropy of the levels or indices, tables excluded: a bound, not a size. The rest counts in full. */
    static double order0(QuantizedTensor tensor) {
        long[] counts = histogram(tensor);
        double all = Arrays.stream(counts).sum();
        double bits = 0;
        for (long count : counts) {
            if (count > 0) {
                bits -= count * Math.log(count / all) / Math.log(2);
            }
        }
        return bits / 8 + plainBytes(tensor);
    }

    /** Bytes that no entropy coder is counted for: floats and centroids. */
    private static long plainBytes(QuantizedTensor tensor) {
        return switch (tensor) {
            case QuantizedTensor.Raw t -> 4L * t.length();
            case QuantizedTensor.Half t -> 2L * t.length();
            case QuantizedTensor.Product t -> TensorCodec.sections(t).getFirst().length;
            default -> 0;
        };
    }

    /**
     * Canonical Huffman code of the levels or indices: code words plus a table of one byte per level between the smallest
     * and the largest that occur, plus 4 bytes for that range. Floats and centroids count in full.
     */
    static long huffman(QuantizedTensor tensor) {
        long[] counts = histogram(tensor);
        if (Arrays.stream(counts).sum() == 0) {
            return plainBytes(tensor);
        }
        PriorityQueue<Long> queue = new PriorityQueue<>();
        int first = counts.length;
        int last = 0;
        for (int level = 0; level < counts.length; level++) {
            if (counts[level] > 0) {
                queue.add(counts[level]);
                first = Math.min(first, level);
                last = level;
            }
        }
        // The length of the coded text is the sum of all inner nodes' weights.
        long bits = 0;
        while (queue.size() > 1) {
            long merged = queue.remove() + queue.remove();
            bits += merged;
            queue.add(merged);
        }
        return BitPacking.bytes(bits) + (last - first + 1) + 4 + plainBytes(tensor);
    }

    /**
     * Deflate at level 6 of the unpacked state: a byte per level, two where a width exceeds 8, and a byte per group for
     * its width. This is how the DiffQ code counts, but per tensor instead of over eight pieces of a pickle.
     */
    static long zlib(QuantizedTensor tensor) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        switch (tensor) {
            case QuantizedTensor.Raw _, QuantizedTensor.Half _ ->
                plain.writeBytes(TensorCodec.sections(tensor).getFirst());
            case QuantizedTensor.Tied _ -> {
                return 0;
            }
            case QuantizedTensor.Product t -> {
                plain.writeBytes(TensorCodec.sections(t).getFirst());
                levels(t.index(), new byte[] {(byte) t.indexBits()}, plain);
            }
            case QuantizedTensor.Uniform t -> levels(t.levels(), t.widths(), plain);
            case QuantizedTensor.Symmetric t -> levels(t.levels(), t.widths(), plain);
            case QuantizedTensor.Affine t -> levels(t.levels(), t.widths(), plain);
            case QuantizedTensor.Grouped t -> {
                levels(t.levels(), t.widths(), plain);
                plain.writeBytes(t.widths());
            }
        }
        Deflater deflater = new Deflater(6);
        try {
            deflater.setInput(plain.toByteArray());
            deflater.finish();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                deflater.deflate(buffer);
            }
            return deflater.getBytesWritten();
        } finally {
            deflater.end();
        }
    }

    private static void levels(short[] levels, byte[] widths, ByteArrayOutputStream out) {
        boolean wide = false;
        for (byte width : widths) {
            wide |= width > 8;
        }
        for (short level : levels) {
            out.write(level);
            if (wide) {
                out.write(level >> 8);
            }
        }
    }

    /** How often each level occurs, the lowest first; empty for floats. */
    private static long[] histogram(QuantizedTensor tensor) {
        return switch (tensor) {
            case QuantizedTensor.Raw _, QuantizedTensor.Half _, QuantizedTensor.Tied _ -> new long[0];
            case QuantizedTensor.Product t -> histogram(t.index(), 0);
            case QuantizedTensor.Uniform t -> histogram(t.levels(), 0);
            case QuantizedTensor.Grouped t -> histogram(t.levels(), 0);
            case QuantizedTensor.Affine t -> histogram(t.levels(), 0);
            case QuantizedTensor.Symmetric t -> histogram(t.levels(), 1 << t.bits() - 1);
        };
    }

    private static long[] histogram(short[] levels, int offset) {
        long[] counts = new long[1 << 15];
        for (short level : levels) {
            counts[level + offset]++;
        }
        return counts;
    }
}
