package dither.codec;

/** How much memory a reader may still take for what a file claims to hold. */
final class Budget {
    private final long allowed;
    private long left;

    Budget(long bytes) {
        allowed = bytes;
        left = bytes;
    }

    /** Asks for memory before it is taken and kept. */
    void charge(long bytes, String name) throws FormatException {
        check(bytes, name);
        left -= bytes;
    }

    /** Asks for memory that is given back soon. */
    void check(long bytes, String name) throws FormatException {
        DitherFile.require(
                bytes <= left,
                "needs " + bytes + " more bytes of memory for " + name + " than the " + allowed
                        + " that it may have; give the program more with DITHER_HEAP, if you trust the file");
    }
}
