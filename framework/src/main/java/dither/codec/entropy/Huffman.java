package dither.codec.entropy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Canonical Huffman codes (Huffman 1952): no symbol takes less than a bit, but nothing is easier to read.
 *
 * <p>Layout in bits, low first: first and last symbol that occur ({@code width} each), a length of 4 bits for each symbol between
 * them (0 if it does not occur, at most {@value #LONGEST}), then the words, each from its first bit on. Words are counted up
 * in the order of their lengths, those of one length in the order of symbols.
 */
final class Huffman {
    private static final int LONGEST = 15;

    private Huffman() {}

    private record Node(long count, int symbol, Node left, Node right) {}

    /** Lengths of the words for symbols that occur so often; at least two of them do. */
    private static int[] lengths(long[] counts) {
        long[] scaled = counts.clone();
        while (true) {
            int[] lengths = new int[counts.length];
            PriorityQueue<Node> queue =
                    new PriorityQueue<>(Comparator.comparingLong(Node::count).thenComparingInt(Node::symbol));
            for (int s = 0; s < counts.length; s++) {
                if (scaled[s] > 0) {
                    queue.add(new Node(scaled[s], s, null, null));
                }
            }
            while (queue.size() > 1) {
                Node one = queue.remove();
                Node two = queue.remove();
                queue.add(new Node(one.count + two.count, Math.min(one.symbol, two.symbol), one, two));
            }
            descend(queue.remove(), 0, lengths);
            if (Arrays.stream(lengths).max().orElseThrow() <= LONGEST) {
                return lengths;
            }
            for (int s = 0; s < counts.length; s++) {
                scaled[s] = scaled[s] + 1 >> 1; // what is rare becomes less rare, and its word shorter
            }
        }
    }

    private static void descend(Node node, int depth, int[] lengths) {
        if (node.left == null) {
            lengths[node.symbol] = depth;
        } else {
            descend(node.left, depth + 1, lengths);
            descend(node.right, depth + 1, lengths);
        }
    }

    /** The word of each symbol, its first bit lowest. */
    private static int[] words(int[] lengths) {
        int[] words = new int[lengths.length];
        int next = 0;
        for (int length = 1; length <= LONGEST; length++) {
            next <<= 1;
            for (int s = 0; s < lengths.length; s++) {
                if (lengths[s] == length) {
                    words[s] = Integer.reverse(next++) >>> 32 - length;
                }
            }
        }
        return words;
    }

    /** @param symbols below {@code 2^width}, at least two different ones */
    static byte[] encode(short[] symbols, int width) {
        long[] counts = new long[1 << width];
        for (short symbol : symbols) {
            counts[symbol]++;
        }
        int first = 0;
        int last = counts.length - 1;
        while (counts[first] == 0) {
            first++;
        }
        while (counts[last] == 0) {
            last--;
        }
        int[] lengths = lengths(counts);
        int[] words = words(lengths);
        long bits = 2L * width + 4L * (last - first + 1);
        for (int s = first; s <= last; s++) {
            bits += counts[s] * lengths[s];
        }
        byte[] out = new byte[Math.toIntExact(BitPacking.bytes(bits))];
        BitPacking.Writer writer = new BitPacking.Writer(out, 0);
        writer.put(first, width);
        writer.put(last, width);
        for (int s = first; s <= last; s++) {
            writer.put(lengths[s], 4);
        }
        for (short symbol : symbols) {
            writer.put(words[symbol], lengths[symbol]);
        }
        writer.finish();
        return out;
    }

    /**
     * Fills {@code out} with the symbols that {@code in} holds.
     *
     * @throws CorruptException if {@code in} was not made by {@link #encode} of as many symbols of this width
     */
    static void decode(byte[] in, short[] out, int width) throws CorruptException {
        BitPacking.Reader reader = new BitPacking.Reader(in, 0, in.length);
        int first = reader.take(width);
        int last = reader.take(width);
        CorruptException.unless(first < last, "an empty range of symbols");
        int[] lengths = new int[1 << width];
        int longest = 0;
        int used = 0;
        for (int s = first; s <= last; s++) {
            lengths[s] = reader.take(4);
            longest = Math.max(longest, lengths[s]);
            used += lengths[s] == 0 ? 0 : 1 << LONGEST - lengths[s];
        }
        CorruptException.unless(used == 1 << LONGEST, "words that overlap or leave gaps");
        int[] words = words(lengths);
        int[] table = new int[1 << longest];
        for (int s = first; s <= last; s++) {
            if (lengths[s] > 0) {
                for (int at = words[s]; at < table.length; at += 1 << lengths[s]) {
                    table[at] = s << 4 | lengths[s];
                }
            }
        }
        for (int i = 0; i < out.length; i++) {
            int entry = table[reader.peek(longest)];
            reader.skip(entry & 15);
            out[i] = (short) (entry >> 4);
        }
        CorruptException.unless(reader.isExhausted(), "too many bytes");
    }
}
