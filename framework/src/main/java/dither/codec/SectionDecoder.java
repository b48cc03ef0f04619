package dither.codec;

import static dither.codec.DitherFile.require;

import dither.codec.entropy.BitPacking;
import dither.codec.entropy.ByteSource;
import dither.codec.entropy.CorruptException;
import dither.codec.entropy.Layout;
import dither.codec.entropy.SymbolCoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The bytes of one tensor's sections to numbers, from files that may be hostile.
 *
 * @param name of the tensor, for complaints
 * @param coded whether sections say how they are coded; those of versions 1.0 and 1.1 were all packed
 * @param budget asked before memory is taken
 */
record SectionDecoder(String name, boolean coded, Budget budget) {
    /** What coders need beside the symbols: tables of the mixing coder, running means, a stream before it is put in its place. */
    private static final long WORKING_BYTES = 8 << 20;

    private static final long WORKING_BYTES_EACH = 20;

    private FormatException damaged(CorruptException bad) {
        return new FormatException("is damaged: a section of " + name + " has " + bad.getMessage());
    }

    /** Complains if a section of packed symbols, of at least so many bits each, cannot hold so many. */
    void requireRoom(byte[] bytes, long count, int leastBits) throws FormatException {
        require(
                coded || count * leastBits <= 8L * bytes.length,
                "is damaged: a section of " + name + " has an impossible length of " + bytes.length + " bytes");
    }

    private short[] symbols(byte[] bytes, Layout layout) throws FormatException {
        budget.check(WORKING_BYTES + WORKING_BYTES_EACH * layout.count(), name);
        budget.charge((long) Short.BYTES * layout.count(), name);
        try {
            return coded ? SymbolCoder.decode(bytes, layout) : packed(bytes, layout);
        } catch (CorruptException bad) {
            throw damaged(bad);
        }
    }

    /** Symbols of all widths one after the other. */
    private static short[] packed(byte[] bytes, Layout layout) throws CorruptException {
        if (bytes.length != BitPacking.bytes(layout.bits())) {
            throw new CorruptException("an impossible length of " + bytes.length + " bytes");
        }
        short[] symbols = new short[layout.count()];
        BitPacking.Reader reader = new BitPacking.Reader(bytes, 0, bytes.length);
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (short) reader.take(layout.widths()[i / layout.groupSize()]);
        }
        if (!reader.isExhausted()) {
            throw new CorruptException("too many bytes");
        }
        return symbols;
    }

    /** @param offset that was added to make the lowest level 0 */
    short[] levels(byte[] bytes, Layout layout, int offset) throws FormatException {
        short[] levels = symbols(bytes, layout);
        if (offset != 0) {
            for (int i = 0; i < levels.length; i++) {
                levels[i] -= (short) offset;
            }
        }
        return levels;
    }

    byte[] widths(byte[] bytes, List<Long> shape, int groupSize, int minBits, int largest) throws FormatException {
        Layout layout = SectionEncoder.widthLayout(shape, groupSize, largest - minBits);
        // Widths that are all the same took no bytes before version 1.2.
        short[] above =
                !coded && largest == minBits && bytes.length == 0 ? new short[layout.count()] : symbols(bytes, layout);
        byte[] widths = new byte[above.length];
        for (int g = 0; g < widths.length; g++) {
            widths[g] = (byte) (above[g] + minBits);
            require(widths[g] <= largest, "has a group of " + widths[g] + " bits in " + name);
        }
        return widths;
    }

    float[] floats(byte[] bytes, int count) throws FormatException {
        budget.charge((long) Float.BYTES * count, name);
        float[] values = new float[count];
        ByteBuffer plain = plain(bytes, (long) Float.BYTES * count);
        if (plain != null) {
            plain.asFloatBuffer().get(values);
        } else {
            int[] turned = planes(bytes, count, Float.BYTES);
            for (int i = 0; i < count; i++) {
                values[i] = Float.intBitsToFloat(Integer.rotateRight(turned[i], 1));
            }
        }
        return values;
    }

    short[] halves(byte[] bytes, int count) throws FormatException {
        budget.charge((long) Short.BYTES * count, name);
        short[] values = new short[count];
        ByteBuffer plain = plain(bytes, (long) Short.BYTES * count);
        if (plain != null) {
            plain.asShortBuffer().get(values);
        } else {
            int[] turned = planes(bytes, count, Short.BYTES);
            for (int i = 0; i < count; i++) {
                values[i] = (short) (turned[i] >>> 1 | turned[i] << 15);
            }
        }
        return values;
    }

    /** The numbers as they are, or null if they are in planes. */
    private ByteBuffer plain(byte[] bytes, long length) throws FormatException {
        if (coded) {
            require(bytes.length > 0, "is damaged: a section of " + name + " is empty");
            if (bytes[0] == SectionEncoder.Floats.PLANES.ordinal()) {
                return null;
            }
            require(bytes[0] == SectionEncoder.Floats.PLAIN.ordinal(), "stores " + name + " in an unknown way");
        }
        int header = coded ? 1 : 0;
        require(
                bytes.length == length + header,
                "is damaged: a section of " + name + " has an impossible length of " + bytes.length + " bytes");
        return ByteBuffer.wrap(bytes, header, (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int[] planes(byte[] bytes, int count, int bytesEach) throws FormatException {
        budget.check(WORKING_BYTES + WORKING_BYTES_EACH * count, name);
        int[] turned = new int[count];
        Layout layout = Layout.of(List.of((long) count), 8);
        try {
            ByteSource source = new ByteSource(bytes);
            source.next();
            for (int b = bytesEach - 1; b >= 0; b--) {
                short[] plane = SymbolCoder.decode(source.take(b > 0 ? source.varint() : source.left()), layout);
                for (int i = 0; i < count; i++) {
                    turned[i] |= plane[i] << 8 * b;
                }
            }
        } catch (CorruptException bad) {
            throw damaged(bad);
        }
        return turned;
    }
}
