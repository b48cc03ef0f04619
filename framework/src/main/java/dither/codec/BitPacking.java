package dither.codec;

/** Fixed-width unsigned integers in bytes, low bits first, the last byte padded with zeros. */
final class BitPacking {
    private BitPacking() {}

    /** Bytes that {@code bits} bits need. */
    static long bytes(long bits) {
        return (bits + 7) / 8;
    }

    /** Appends values to a byte array that is known to be large enough. */
    static final class Writer {
        private final byte[] bytes;
        private int at;
        private long pending;
        private int filled;

        Writer(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Appends the low {@code bits} bits of {@code value}; {@code bits} is at most 32. */
        void put(int value, int bits) {
            pending |= (value & (1L << bits) - 1) << filled;
            filled += bits;
            while (filled >= 8) {
                bytes[at++] = (byte) pending;
                pending >>>= 8;
                filled -= 8;
            }
        }

        /** Writes what is left of the last byte. */
        void finish() {
            if (filled > 0) {
                bytes[at++] = (byte) pending;
            }
        }
    }

    /** Reads values back; the caller has checked that there are enough bytes. */
    static final class Reader {
        private final byte[] bytes;
        private int at;
        private long pending;
        private int filled;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The next {@code bits} bits. */
        int take(int bits) {
            while (filled < bits) {
                pending |= (bytes[at++] & 0xffL) << filled;
                filled += 8;
            }
            int value = (int) (pending & (1L << bits) - 1);
            pending >>>= bits;
            filled -= bits;
            return value;
        }
    }
}
