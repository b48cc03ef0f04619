package dither.codec.entropy;

import java.util.Arrays;
import java.util.List;

/** A target of {@code make fuzz}: for any bytes there are symbols within their width, or the one declared exception. */
public final class SymbolsFuzz {
    private SymbolsFuzz() {}

    /** The first bytes say how the symbols lie, the others are what is decoded. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length < 4) {
            return;
        }
        int width = 1 + (bytes[0] & 0xff) % 15;
        List<Long> shape = List.of(1L + (bytes[1] & 31), 1L + (bytes[2] & 31), 1L + (bytes[3] & 7));
        Layout layout = Layout.of(shape, width);
        try {
            for (short symbol : SymbolCoder.decode(Arrays.copyOfRange(bytes, 4, bytes.length), layout)) {
                if (symbol < 0 || symbol >= 1 << width) {
                    throw new IllegalStateException("a symbol of " + symbol + " with " + width + " bits");
                }
            }
        } catch (CorruptException expected) {
            return;
        }
    }
}
