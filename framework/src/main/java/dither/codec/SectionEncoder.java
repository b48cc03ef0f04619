package dither.codec;

import dither.codec.entropy.ByteSource;
import dither.codec.entropy.Layout;
import dither.codec.entropy.SymbolCoder;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/** Numbers to the bytes of a section, by the coders that are allowed; what {@link SectionDecoder} reads. */
final class SectionEncoder {
    /** How floats are stored; the order is that of the numbers in files. */
    enum Floats {
        PLAIN,
        /** Byte by byte of each float, so that exponents, which are alike, lie side by side. */
        PLANES
    }

    private final Set<SymbolCoder.Coder> coders;

    SectionEncoder(Set<SymbolCoder.Coder> coders) {
        this.coders = coders;
    }

    /** @param offset makes the lowest level 0 */
    byte[] levels(short[] levels, Layout layout, int offset) {
        short[] symbols = levels;
        if (offset != 0) {
            symbols = new short[levels.length];
            for (int i = 0; i < symbols.length; i++) {
                symbols[i] = (short) (levels[i] + offset);
            }
        }
        return SymbolCoder.encode(symbols, layout, coders);
    }

    /** Widths above the smallest that the method allows. */
    byte[] widths(QuantizedTensor.Grouped tensor) {
        short[] symbols = new short[tensor.widths().length];
        for (int g = 0; g < symbols.length; g++) {
            symbols[g] = (short) (tensor.widths()[g] - tensor.minBits());
        }
        return SymbolCoder.encode(
                symbols,
                widthLayout(tensor.shape(), tensor.groupSize(), largest(tensor.widths()) - tensor.minBits()),
                coders);
    }

    static Layout widthLayout(List<Long> shape, int groupSize, int largest) {
        return Layout.of(rows(shape, groupSize), Math.max(1, 32 - Integer.numberOfLeadingZeros(largest)));
    }

    /** The shape of what there is one of for each group: rows as those of weights, if whole groups make a row. */
    static List<Long> rows(List<Long> shape, int groupSize) {
        long count = shape.stream().reduce(1L, (a, b) -> a * b);
        long groups = count / groupSize;
        long rows = shape.isEmpty() ? 1 : shape.getFirst();
        return rows > 0 && count / rows % groupSize == 0 ? List.of(rows, groups / rows) : List.of(groups);
    }

    static int largest(byte[] widths) {
        int largest = 0;
        for (byte width : widths) {
            largest = Math.max(largest, width);
        }
        return largest;
    }

    byte[] floats(float[] values) {
        ByteBuffer plain = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int[] turned = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            plain.putFloat(values[i]);
            turned[i] = Integer.rotateLeft(Float.floatToRawIntBits(values[i]), 1); // the sign goes to the low end
        }
        return planes(plain.array(), turned, Float.BYTES);
    }

    byte[] halves(short[] values) {
        ByteBuffer plain = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int[] turned = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            plain.putShort(values[i]);
            turned[i] = (values[i] << 1 | values[i] >>> 15 & 1) & 0xffff;
        }
        return planes(plain.array(), turned, Short.BYTES);
    }

    /** The shorter of both forms. */
    private byte[] planes(byte[] plain, int[] turned, int bytesEach) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Floats.PLANES.ordinal());
        short[] plane = new short[turned.length];
        for (int b = bytesEach - 1; b >= 0; b--) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (short) (turned[i] >>> 8 * b & 0xff);
            }
            byte[] coded = SymbolCoder.encode(plane, Layout.of(List.of((long) plane.length), 8), coders);
            if (b > 0) {
                ByteSource.writeVarint(out, coded.length);
            }
            out.writeBytes(coded);
        }
        if (out.size() > plain.length) {
            out.reset();
            out.write(Floats.PLAIN.ordinal());
            out.writeBytes(plain);
        }
        return out.toByteArray();
    }
}
