package dither.codec.entropy;

/** Fixed-width unsigned integers in bytes, low bits first, the last byte padded with zeros. */
public final class BitPacking {
    private BitPacking() {}

    /** Bytes that {@code bits} bits need. */
    public static long bytes(long bits) {
        return (bits + 7) / 8;
    }

    /** The bits of {@code count} symbols of {@code width} bits each, beginning at symbol {@code from}. */
    static byte[] pack(short[] symbols, int from, int count, int width) {
        byte[] bytes = new byte[Math.toIntExact(bytes((long) count * width))];
        Writer writer = new Writer(bytes, 0);
        for (int i = from; i < from + count; i++) {
            writer.put(symbols[i], width);
        }
        writer.finish();
        return bytes;
    }

    /** Appends values to a byte array that is known to be large enough. */
    public static final class Writer {
        private final byte[] bytes;
        private int at;
        private long pending;
        private int filled;

        /** @param at where the first byte goes */
        public Writer(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        /** Appends the low {@code bits} bits of {@code value}; {@code bits} is at most 32. */
        public void put(int value, int bits) {
            pending |= (value & (1L << bits) - 1) << filled;
            filled += bits;
            while (filled >= 8) {
                bytes[at++] = (byte) pending;
                pending >>>= 8;
                filled -= 8;
            }
        }

        /** Writes what is left of the last byte. */
        public void finish() {
            if (filled > 0) {
                bytes[at++] = (byte) pending;
                pending = 0;
                filled = 0;
            }
        }
    }

    /** Reads values back. */
    public static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;
        private long pending;
        private int filled;

        /** Reads the bytes from {@code at} up to {@code end}. */
        public Reader(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        /**
         * The next {@code bits} bits, at most 32.
         *
         * @throws CorruptException if there are fewer
         */
        public int take(int bits) throws CorruptException {
            while (filled < bits) {
                CorruptException.unless(at < end, "too few bytes");
                pending |= (bytes[at++] & 0xffL) << filled;
                filled += 8;
            }
            int value = (int) (pending & (1L << bits) - 1);
            pending >>>= bits;
            filled -= bits;
            return value;
        }

        /** The next {@code bits} bits without taking them; after the end there are zeros. */
        int peek(int bits) {
            while (filled < bits && at < end) {
                pending |= (bytes[at++] & 0xffL) << filled;
                filled += 8;
            }
            return (int) (pending & (1L << bits) - 1);
        }

        /** Takes bits that were peeked at. */
        void skip(int bits) throws CorruptException {
            CorruptException.unless(bits <= filled, "too few bytes");
            pending >>>= bits;
            filled -= bits;
        }

        /** The place after the last byte that was touched. */
        public int position() {
            return at;
        }

        /** Whether no byte is left and the bits that pad the last one are zeros. */
        public boolean isExhausted() {
            return at == end && pending == 0;
        }
    }
}
