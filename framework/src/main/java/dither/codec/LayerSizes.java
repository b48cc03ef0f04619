package dither.codec;

import com.github.luben.zstd.Zstd;
import dither.codec.entropy.SymbolCoder.Coder;
import dither.codec.entropy.Tier;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.Deflater;

/** Every size of one tensor but that in a file, in bytes. */
final class LayerSizes {
    private static final int ZSTD_LEVEL = 19;

    private LayerSizes() {}

    static double of(QuantizedTensor tensor, Size size) {
        return switch (size) {
            case FP32 -> tensor.isCounted() ? 4.0 * tensor.length() : 0;
            case DIFFQ -> SizeFormula.bits(tensor) / 8;
            case IPQ ->
                tensor instanceof QuantizedTensor.Product ? SizeFormula.bits(tensor) / 8 : of(tensor, Size.FP32);
            case ENTROPY0 -> order0(tensor);
            case HUFFMAN -> coded(tensor, EnumSet.of(Coder.HUFFMAN));
            case RANS -> coded(tensor, EnumSet.of(Coder.RANS));
            case SMALL -> coded(tensor, Tier.SMALL.coders());
            case ZLIB -> tensor.isCounted() ? zlib(tensor) : 0;
            case ZSTD -> zstd(tensor);
            case FILE -> throw new IllegalArgumentException("a file has a size, not a tensor alone");
        };
    }

    private static long coded(QuantizedTensor tensor, Set<Coder> coders) {
        long bytes = 0;
        for (byte[] section : TensorCodec.sections(tensor, new SectionEncoder(coders))) {
            bytes += section.length;
        }
        return bytes;
    }

    private static double order0(QuantizedTensor tensor) {
        return switch (tensor) {
            case QuantizedTensor.Raw t -> 4.0 * t.length();
            case QuantizedTensor.Half t -> 2.0 * t.length();
            case QuantizedTensor.Tied _ -> 0;
            case QuantizedTensor.OneWidth t -> entropy(t.levels(), t.length(), new byte[] {0});
            case QuantizedTensor.Grouped t -> {
                short[] widths = new short[t.widths().length];
                for (int g = 0; g < widths.length; g++) {
                    widths[g] = t.widths()[g];
                }
                yield entropy(t.levels(), t.groupSize(), t.widths()) + entropy(widths, widths.length, new byte[] {0});
            }
            case QuantizedTensor.Product t -> {
                double centroids = t.centroids().length() * (t.centroids() instanceof Centroids.Int8 ? 1.0 : 2.0);
                yield centroids + entropy(t.index(), t.index().length, new byte[] {0});
            }
        };
    }

    /** Empirical entropy of levels given the class of their group, in bytes. */
    private static double entropy(short[] levels, int groupSize, byte[] classes) {
        long[][] counts = new long[16][];
        for (int i = 0; i < levels.length; i++) {
            int of = classes[i / groupSize];
            if (counts[of] == null) {
                counts[of] = new long[1 << 16];
            }
            counts[of][levels[i] & 0xffff]++;
        }
        double nats = 0;
        for (long[] some : counts) {
            long all = 0;
            double sum = 0;
            for (int s = 0; some != null && s < some.length; s++) {
                all += some[s];
                sum += some[s] > 0 ? some[s] * Math.log(some[s]) : 0;
            }
            nats += all > 0 ? all * Math.log(all) - sum : 0;
        }
        return nats / Math.log(2) / 8;
    }

    /** Level 19 of the packed sections, each on its own. */
    private static long zstd(QuantizedTensor tensor) {
        long bytes = 0;
        for (byte[] section : TensorCodec.sections(tensor, new SectionEncoder(Tier.PACKED.coders()))) {
            bytes += Zstd.compress(section, ZSTD_LEVEL).length;
        }
        return bytes;
    }

    /**
     * Deflate at level 6 of the unpacked state: a byte per level, two where a width exceeds 8, and a byte per group for
     * its width. This is how the DiffQ code counts, but per tensor instead of over eight pieces of a pickle.
     */
    private static long zlib(QuantizedTensor tensor) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        switch (tensor) {
            case QuantizedTensor.Raw t -> floats(t.values(), plain);
            case QuantizedTensor.Half t -> shorts(t.values(), true, plain);
            case QuantizedTensor.Tied _ -> {
                return 0;
            }
            case QuantizedTensor.Product t -> {
                switch (t.centroids()) {
                    case Centroids.Half(short[] values) -> shorts(values, true, plain);
                    case Centroids.Int8(short[] codes, var _, var _) -> shorts(codes, false, plain);
                }
                shorts(t.index(), t.indexBits() > 8, plain);
            }
            case QuantizedTensor.OneWidth t -> shorts(t.levels(), t.bits() > 8, plain);
            case QuantizedTensor.Grouped t -> {
                shorts(t.levels(), SectionEncoder.largest(t.widths()) > 8, plain);
                plain.writeBytes(t.widths());
            }
        }
        try (Deflater deflater = new Deflater(6)) {
            deflater.setInput(plain.toByteArray());
            deflater.finish();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                deflater.deflate(buffer);
            }
            return deflater.getBytesWritten();
        }
    }

    private static void shorts(short[] values, boolean wide, ByteArrayOutputStream out) {
        for (short value : values) {
            out.write(value);
            if (wide) {
                out.write(value >> 8);
            }
        }
    }

    private static void floats(float[] values, ByteArrayOutputStream out) {
        for (float value : values) {
            int bits = Float.floatToRawIntBits(value);
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(bits >> shift);
            }
        }
    }
}
