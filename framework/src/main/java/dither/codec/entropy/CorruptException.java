package dither.codec.entropy;

/** Coded symbols that no encoder wrote; the message says what they hold. */
public final class CorruptException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param holds what is wrong, as in "too few bytes" */
    public CorruptException(String holds) {
        super(holds);
    }

    /** Throws one unless {@code condition} holds. */
    public static void unless(boolean condition, String holds) throws CorruptException {
        if (!condition) {
            throw new CorruptException(holds);
        }
    }
}
