package dither.codec.entropy;

import java.util.EnumSet;
import java.util.Set;

/** What a writer of files cares for most; readers find out by themselves. */
public enum Tier {
    /** Symbols as they are: a file that shows what coding is worth. */
    PACKED(EnumSet.noneOf(SymbolCoder.Coder.class)),
    /** Read at hundreds of millions of weights a second. */
    FAST(EnumSet.of(SymbolCoder.Coder.HUFFMAN, SymbolCoder.Coder.RANS)),
    /** The fewest bytes, read at millions of weights a second. */
    SMALL(EnumSet.of(SymbolCoder.Coder.HUFFMAN, SymbolCoder.Coder.RANS, SymbolCoder.Coder.MIX));

    private final Set<SymbolCoder.Coder> coders;

    Tier(Set<SymbolCoder.Coder> coders) {
        this.coders = coders;
    }

    /** The coders that may be used. */
    public Set<SymbolCoder.Coder> coders() {
        return coders;
    }
}
