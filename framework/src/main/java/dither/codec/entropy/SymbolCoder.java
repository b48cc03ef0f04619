package dither.codec.entropy;

import dither.codec.entropy.mix.Mix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;

/**
 * Symbols to bytes and back, by whichever of the coders that are allowed needs the fewest bytes.
 *
 * <p>The first byte names the coder. {@link Mix} codes all symbols in one go. The others code a stream for each width that
 * occurs, narrow ones first, since symbols of different widths have different frequencies: each stream is a byte that
 * names its coder, its length unless it is the last, and its bytes. Of symbols of more than 8 bits only the upper 8 are coded; the
 * lower ones, which are next to random, come packed before them.
 */
public final class SymbolCoder {
    /** How the symbols of a stream are coded; the order is that of their numbers in files. */
    public enum Coder {
        /** As they are, fixed width. */
        PACKED,
        /** All the same; it is said once. */
        CONSTANT,
        HUFFMAN,
        RANS,
        MIX
    }

    /** So many symbols can a byte stand for at most; more would let a small file take all memory. */
    private static final int MOST_PER_BYTE = 1 << 16;

    private SymbolCoder() {}

    /**
     * Codes symbols.
     *
     * @param symbols from 0 to {@code 2^width - 1} of their group
     * @param coders that may be used beside packing and saying once what is all the same
     */
    public static byte[] encode(short[] symbols, Layout layout, Set<Coder> coders) {
        if (symbols.length == 0) {
            return new byte[0];
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] counts = layout.countsOfWidths();
        int widest = 15;
        while (counts[widest] == 0) {
            widest--;
        }
        for (int width = 1; width <= widest; width++) {
            if (counts[width] > 0) {
                Stream best = best(ofWidth(symbols, layout, width, counts[width]), width, coders);
                out.write(best.coder.ordinal());
                if (width < widest) {
                    ByteSource.writeVarint(out, best.bytes.length);
                }
                out.writeBytes(best.bytes);
            }
        }
        byte[] streams = out.toByteArray();
        if (coders.contains(Coder.MIX) && streams.length > 2) {
            byte[] mixed = Mix.encode(symbols, layout);
            if (mixed.length + 1 < streams.length && isPlausible(symbols.length, mixed.length)) {
                out.reset();
                out.write(Coder.MIX.ordinal());
                out.writeBytes(mixed);
                return out.toByteArray();
            }
        }
        return streams;
    }

    private record Stream(Coder coder, byte[] bytes) {}

    private static Stream best(short[] symbols, int width, Set<Coder> coders) {
        boolean same = true;
        for (short symbol : symbols) {
            same &= symbol == symbols[0];
        }
        if (same) {
            return new Stream(Coder.CONSTANT, BitPacking.pack(symbols, 0, 1, width));
        }
        Stream best = new Stream(Coder.PACKED, BitPacking.pack(symbols, 0, symbols.length, width));
        for (Coder coder : coders) {
            if (coder == Coder.HUFFMAN && hasSeveralUpper(symbols, width) || coder == Coder.RANS) {
                byte[] bytes = code(symbols, width, coder);
                if (bytes.length < best.bytes.length && isPlausible(symbols.length, bytes.length)) {
                    best = new Stream(coder, bytes);
                }
            }
        }
        return best;
    }

    private static boolean isPlausible(int symbols, int bytes) {
        return symbols <= (long) bytes * MOST_PER_BYTE;
    }

    private static int lowBits(int width) {
        return Math.max(0, width - Rans.WIDEST);
    }

    /** Whether there is something to tell apart in the bits that are coded, as a Huffman code must have. */
    private static boolean hasSeveralUpper(short[] symbols, int width) {
        for (short symbol : symbols) {
            if (symbol >> lowBits(width) != symbols[0] >> lowBits(width)) {
                return true;
            }
        }
        return false;
    }

    /** Upper bits coded after lower bits packed. */
    private static byte[] code(short[] symbols, int width, Coder coder) {
        int low = lowBits(width);
        short[] upper = symbols;
        byte[] lower = {};
        if (low > 0) {
            upper = new short[symbols.length];
            for (int i = 0; i < upper.length; i++) {
                upper[i] = (short) (symbols[i] >> low);
            }
            lower = BitPacking.pack(symbols, 0, symbols.length, low);
        }
        byte[] coded = coder == Coder.RANS ? Rans.encode(upper, width - low) : Huffman.encode(upper, width - low);
        byte[] out = Arrays.copyOf(lower, lower.length + coded.length);
        System.arraycopy(coded, 0, out, lower.length, coded.length);
        return out;
    }

    private static short[] ofWidth(short[] symbols, Layout layout, int width, int count) {
        if (count == symbols.length) {
            return symbols;
        }
        short[] some = new short[count];
        int at = 0;
        for (int g = 0; g < layout.widths().length; g++) {
            if (layout.widths()[g] == width) {
                System.arraycopy(symbols, g * layout.groupSize(), some, at, layout.groupSize());
                at += layout.groupSize();
            }
        }
        return some;
    }

    /**
     * Decodes what {@link #encode} made of symbols that lay so.
     *
     * @throws CorruptException if {@code bytes} are anything else
     */
    public static short[] decode(byte[] bytes, Layout layout) throws CorruptException {
        int count = layout.count();
        if (count == 0) {
            return new short[0];
        }
        CorruptException.unless(bytes.length > 0, "no bytes");
        if (bytes[0] == Coder.MIX.ordinal()) {
            CorruptException.unless(
                    isPlausible(count, bytes.length), bytes.length + " bytes for " + count + " symbols");
            return Mix.decode(Arrays.copyOfRange(bytes, 1, bytes.length), layout);
        }
        ByteSource source = new ByteSource(bytes);
        int[] counts = layout.countsOfWidths();
        short[] symbols = null;
        int left = count;
        for (int width = 1; width < counts.length; width++) {
            if (counts[width] > 0) {
                int coder = source.next();
                left -= counts[width];
                byte[] stream = source.take(left == 0 ? source.left() : source.varint());
                CorruptException.unless(
                        coder == Coder.CONSTANT.ordinal() || isPlausible(counts[width], stream.length),
                        stream.length + " bytes for " + counts[width] + " symbols");
                short[] some = decode(stream, counts[width], width, coder);
                if (counts[width] == count) {
                    return some;
                }
                symbols = symbols == null ? new short[count] : symbols;
                scatter(some, symbols, layout, width);
            }
        }
        return symbols;
    }

    private static void scatter(short[] some, short[] symbols, Layout layout, int width) {
        int at = 0;
        for (int g = 0; g < layout.widths().length; g++) {
            if (layout.widths()[g] == width) {
                System.arraycopy(some, at, symbols, g * layout.groupSize(), layout.groupSize());
                at += layout.groupSize();
            }
        }
    }

    private static short[] decode(byte[] stream, int count, int width, int coder) throws CorruptException {
        CorruptException.unless(coder < Coder.MIX.ordinal(), "a coder of number " + coder);
        int low = lowBits(width);
        return switch (Coder.values()[coder]) {
            case CONSTANT -> {
                short[] symbols = new short[count];
                Arrays.fill(symbols, unpack(stream, 1, width)[0]);
                yield symbols;
            }
            case PACKED -> unpack(stream, count, width);
            default -> {
                int lower = Math.toIntExact(BitPacking.bytes((long) count * low));
                CorruptException.unless(lower <= stream.length, "too few bytes");
                short[] symbols = new short[count];
                byte[] coded = low == 0 ? stream : Arrays.copyOfRange(stream, lower, stream.length);
                if (coder == Coder.RANS.ordinal()) {
                    Rans.decode(coded, symbols, width - low);
                } else {
                    Huffman.decode(coded, symbols, width - low);
                }
                if (low > 0) {
                    short[] rest = unpack(Arrays.copyOf(stream, lower), count, low);
                    for (int i = 0; i < count; i++) {
                        symbols[i] = (short) (symbols[i] << low | rest[i]);
                    }
                }
                yield symbols;
            }
        };
    }

    private static short[] unpack(byte[] bytes, int count, int width) throws CorruptException {
        CorruptException.unless(
                bytes.length == BitPacking.bytes((long) count * width),
                bytes.length + " bytes for " + count + " symbols");
        short[] symbols = new short[count];
        BitPacking.Reader reader = new BitPacking.Reader(bytes, 0, bytes.length);
        for (int i = 0; i < count; i++) {
            symbols[i] = (short) reader.take(width);
        }
        CorruptException.unless(reader.isExhausted(), "bits after the last symbol");
        return symbols;
    }
}
