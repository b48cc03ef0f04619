package dither.codec.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Interleaved range asymmetric numeral systems (Duda 2013) over a {@link Density}: the fast coder.
 *
 * <p>With frequencies f that add up to {@code 2^L} and their running sums c, a state x stands for the symbol s with {@code c_s <= x mod
 * 2^L < c_s + f_s} and goes on as {@code f_s floor(x / 2^L) + x mod 2^L - c_s}; where it falls below {@code 2^B} it takes in the next
 * 32-bit word. {@code B = 2L}, so that one look for a word does for two symbols. States that take turns, two symbols
 * each, let the processor work on all of them at once.
 *
 * <p>Symbols of up to 3 bits are coded in pairs, whose frequencies are products, so that each step yields two of them.
 *
 * <p>Layout: density, states of {@code B + 32} bits packed low bits first, words. A state that has given all its symbols is
 * {@code 2^B} plus B bits that hold, packed, the last symbols of all, in turns: those which fill no whole round.
 */
final class Rans {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WIDEST_PAIR = 3;
    private static final int WORD_BITS = 32;
    /** Bytes that a round looks at. */
    private static final int LOOK = 24;

    /** Symbols between two looks for words, of all states together. */
    private static final int ROUND = 8;

    /** Symbols of at most so many bits. */
    static final int WIDEST = 8;

    private final int width;
    private final boolean pairs;
    private final int tableBits;
    private final int states;
    private final long low;

    /** Where the next word is. */
    private int at;

    private Rans(int width) {
        this.width = width;
        pairs = width <= WIDEST_PAIR;
        // Where many symbols are rare, each takes a place of the table that it does not deserve.
        tableBits = width <= 2 || width == 4 ? 12 : width == 3 ? 13 : 14;
        states = pairs ? 2 : 4;
        low = 1L << lowBits();
    }

    private int lowBits() {
        return 2 * tableBits;
    }

    private int stateBits() {
        return lowBits() + WORD_BITS;
    }

    /** How many symbols at the end are not coded but kept in the states. */
    private int kept(int count) {
        int room = states * (lowBits() / width);
        return count <= room ? count : room - Math.floorMod(room - count, ROUND);
    }

    private int[] frequencies(Density density) {
        if (!pairs) {
            return density.frequencies(tableBits);
        }
        int[] single = density.frequencies(14);
        long[] products = new long[single.length * single.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = (long) single[i >> width] * single[i & single.length - 1];
        }
        return Density.scaled(products, tableBits);
    }

    /** @param symbols below {@code 2^width}, with {@code width} at most {@link #WIDEST} */
    static byte[] encode(short[] symbols, int width) {
        return new Rans(width).code(symbols);
    }

    private byte[] code(short[] symbols) {
        long[] counts = new long[1 << width];
        for (short symbol : symbols) {
            counts[symbol]++;
        }
        Density density = Density.of(counts, width);
        int[] frequencies = frequencies(density);
        int[] below = new int[frequencies.length];
        for (int i = 1; i < below.length; i++) {
            below[i] = below[i - 1] + frequencies[i - 1];
        }
        int tail = kept(symbols.length);
        int coded = symbols.length - tail;
        long[] state = new long[states];
        Arrays.fill(state, low);
        for (int i = 0; i < tail; i++) {
            state[i % states] += (long) symbols[coded + i] << i / states * width;
        }
        int[] words = new int[coded + 1]; // from the last to the first; each symbol gives less than one
        int count = 0;
        int each = pairs ? 2 : 1;
        for (int i = coded - ROUND; i >= 0; i -= ROUND) {
            for (int s = states - 1; s >= 0; s--) {
                int at = i + s * 2 * each;
                int one = unit(symbols, at);
                int two = unit(symbols, at + each);
                long most = (long) frequencies[one] * frequencies[two] << stateBits() - 2 * tableBits;
                long x = state[s];
                if (x >= most) {
                    words[count++] = (int) x;
                    x >>>= WORD_BITS;
                }
                x = (x / frequencies[two] << tableBits) + x % frequencies[two] + below[two];
                state[s] = (x / frequencies[one] << tableBits) + x % frequencies[one] + below[one];
            }
        }
        int table = density.length();
        int stateBytes = (int) BitPacking.bytes((long) states * stateBits());
        byte[] out = new byte[table + stateBytes + 4 * count];
        density.write(out, 0);
        BitPacking.Writer header = new BitPacking.Writer(out, table);
        for (long x : state) {
            header.put((int) x, WORD_BITS);
            header.put((int) (x >>> WORD_BITS), lowBits());
        }
        header.finish();
        for (int w = 0; w < count; w++) {
            WORD.set(out, table + stateBytes + 4 * w, words[count - 1 - w]);
        }
        return out;
    }

    private int unit(short[] symbols, int at) {
        return pairs ? symbols[at] << width | symbols[at + 1] : symbols[at];
    }

    /**
     * Fills {@code out} with the symbols that {@code in} holds.
     *
     * @throws CorruptException if {@code in} was not made by {@link #encode} of as many symbols of this width
     */
    static void decode(byte[] in, short[] out, int width) throws CorruptException {
        new Rans(width).restore(in, out);
    }

    private void restore(byte[] in, short[] out) throws CorruptException {
        Density density = Density.read(in, 0, in.length, width);
        long[] table = table(frequencies(density));
        BitPacking.Reader header = new BitPacking.Reader(in, density.length(), in.length);
        long[] state = new long[states];
        for (int s = 0; s < states; s++) {
            state[s] = header.take(WORD_BITS) & 0xffffffffL;
            state[s] |= (long) header.take(lowBits()) << WORD_BITS;
            CorruptException.unless(state[s] >= low, "a state that no encoder leaves");
        }
        int tail = kept(out.length);
        int coded = out.length - tail;
        at = header.position();
        // Words are looked at before it is known whether they are needed, so the last ones are read from a longer copy.
        int begun = round(in, in.length - LOOK, state, table, out, 0, coded);
        int moved = Math.min(at, in.length);
        byte[] end = new byte[in.length - moved + 2 * LOOK];
        System.arraycopy(in, moved, end, 0, in.length - moved);
        at -= moved;
        int done = round(end, in.length - moved, state, table, out, begun, coded);
        CorruptException.unless(done == coded && at <= in.length - moved, "too few bytes");
        CorruptException.unless(at == in.length - moved, "too many bytes");
        for (int i = 0; i < tail; i++) {
            int s = i % states;
            out[coded + i] = (short) (state[s] >>> i / states * width & (1 << width) - 1);
        }
        for (int s = 0; s < states; s++) {
            int bits = (Math.max(0, tail - s) + states - 1) / states * width;
            CorruptException.unless(state[s] >>> bits == low >>> bits, "a state that no encoder starts from");
        }
    }

    /** Decodes rounds from symbol {@code from} on as long as words begin at {@code last} or before; returns where it ended. */
    private int round(byte[] in, int last, long[] state, long[] table, short[] out, int from, int count) {
        return pairs
                ? decodePairs(in, last, state, table, out, from, count)
                : decodeSingle(in, last, state, table, out, from, count);
    }

    /** For each value of {@code x mod 2^L}, from the low bits on: frequency, symbol, of a pair the second, place within the symbol. */
    private long[] table(int[] frequencies) {
        long[] table = new long[1 << tableBits];
        int at = 0;
        for (int unit = 0; unit < frequencies.length; unit++) {
            long symbols = pairs ? unit >> width | (unit & (1 << width) - 1) << 16 : unit;
            for (int j = 0; j < frequencies[unit]; j++) {
                table[at++] = (long) j << 48 | symbols << 16 | frequencies[unit];
            }
        }
        return table;
    }

    private static long next(long x, long entry, int tableBits) {
        return (x >>> tableBits) * (entry & 0xffff) + (entry >>> 48);
    }

    /** The state with the word at {@code at} if it needs one: without a jump, which would often be predicted wrong. */
    private static long refilled(long x, int needs, long words) {
        return x << (needs << 5) | words & 0xffffffffL & -(long) needs;
    }

    private static int needs(long x, long low) {
        return (int) (x - low >>> 63);
    }

    private int decodeSingle(byte[] in, int last, long[] state, long[] table, short[] out, int from, int count) {
        int next = at;
        int bits = tableBits;
        int mask = table.length - 1;
        long floor = low;
        long x = state[0];
        long y = state[1];
        long u = state[2];
        long v = state[3];
        int i = from;
        for (; i < count && next <= last; i += ROUND) {
            long ex = table[(int) x & mask];
            long ey = table[(int) y & mask];
            long eu = table[(int) u & mask];
            long ev = table[(int) v & mask];
            out[i] = (short) (ex >>> 16);
            out[i + 2] = (short) (ey >>> 16);
            out[i + 4] = (short) (eu >>> 16);
            out[i + 6] = (short) (ev >>> 16);
            x = next(x, ex, bits);
            y = next(y, ey, bits);
            u = next(u, eu, bits);
            v = next(v, ev, bits);
            ex = table[(int) x & mask];
            ey = table[(int) y & mask];
            eu = table[(int) u & mask];
            ev = table[(int) v & mask];
            out[i + 1] = (short) (ex >>> 16);
            out[i + 3] = (short) (ey >>> 16);
            out[i + 5] = (short) (eu >>> 16);
            out[i + 7] = (short) (ev >>> 16);
            x = next(x, ex, bits);
            y = next(y, ey, bits);
            u = next(u, eu, bits);
            v = next(v, ev, bits);
            int one = needs(x, floor);
            int two = needs(y, floor);
            long words = (long) WORDS.get(in, next);
            x = refilled(x, one, words);
            y = refilled(y, two, words >>> (one << 5));
            next += one + two << 2;
            one = needs(u, floor);
            two = needs(v, floor);
            words = (long) WORDS.get(in, next);
            u = refilled(u, one, words);
            v = refilled(v, two, words >>> (one << 5));
            next += one + two << 2;
        }
        state[0] = x;
        state[1] = y;
        state[2] = u;
        state[3] = v;
        at = next;
        return i;
    }

    private int decodePairs(byte[] in, int last, long[] state, long[] table, short[] out, int from, int count) {
        int next = at;
        int bits = tableBits;
        int mask = table.length - 1;
        long floor = low;
        long x = state[0];
        long y = state[1];
        int i = from;
        for (; i < count && next <= last; i += ROUND) {
            long ex = table[(int) x & mask];
            long ey = table[(int) y & mask];
            out[i] = (short) (ex >>> 16);
            out[i + 1] = (short) (ex >>> 32);
            out[i + 4] = (short) (ey >>> 16);
            out[i + 5] = (short) (ey >>> 32);
            x = next(x, ex, bits);
            y = next(y, ey, bits);
            ex = table[(int) x & mask];
            ey = table[(int) y & mask];
            out[i + 2] = (short) (ex >>> 16);
            out[i + 3] = (short) (ex >>> 32);
            out[i + 6] = (short) (ey >>> 16);
            out[i + 7] = (short) (ey >>> 32);
            x = next(x, ex, bits);
            y = next(y, ey, bits);
            int one = needs(x, floor);
            int two = needs(y, floor);
            long words = (long) WORDS.get(in, next);
            x = refilled(x, one, words);
            y = refilled(y, two, words >>> (one << 5));
            next += one + two << 2;
        }
        state[0] = x;
        state[1] = y;
        at = next;
        return i;
    }
}
