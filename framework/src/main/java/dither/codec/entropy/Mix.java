package dither.codec.entropy;

final class Mix {
    static byte[] encode(short[] symbols, Layout layout) {
        return new byte[symbols.length * 2 + 64];
    }

    static short[] decode(byte[] bytes, Layout layout) throws CorruptException {
        throw new CorruptException("x");
    }
}
