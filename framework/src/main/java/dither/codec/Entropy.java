package dither.codec;

import dither.quant.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.util.PriorityQueue;
import java.util.zip.Deflater;

/** What coders that we do not write to files would need for the levels of a tensor, in bytes. */
final class Entropy {
    private Entropy() {}

    /** Order-0 entropy of the levels, tables excluded: a bound, not a size. Floats count in full. */
    static double order0(QuantizedTensor tensor) {
        long[] counts = histogram(tensor);
        if (counts.length == 0) {
            return 4.0 * tensor.length();
        }
        double bits = 0;
        for (long count : counts) {
            if (count > 0) {
                bits -= count * Math.log((double) count / tensor.length()) / Math.log(2);
            }
        }
        return bits / 8;
    }

    /**
     * Canonical Huffman code of the levels: code words plus a table of one byte per level between the smallest and the
     * largest that occur, plus 4 bytes for that range. Floats count in full.
     */
    static long huffman(QuantizedTensor tensor) {
        long[] counts = histogram(tensor);
        if (counts.length == 0) {
            return 4L * tensor.length();
        }
        if (tensor.length() == 0) {
            return 0;
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
        return BitPacking.bytes(bits) + (last - first + 1) + 4;
    }

    /**
     * Deflate at level 6 of the unpacked state: a byte per level, two where a width exceeds 8, and a byte per group for
     * its width. This is how the DiffQ code counts, but per tensor instead of over eight pieces of a pickle.
     */
    static long zlib(QuantizedTensor tensor) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        switch (tensor) {
            case QuantizedTensor.Raw t ->
                plain.writeBytes(TensorCodec.sections(t).all().getFirst());
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
            case QuantizedTensor.Raw _ -> new long[0];
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
