package dither.codec;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What may be meant by the size of a model; the order is that of reports. All are in bytes. */
public enum Size {
    /** 4 bytes for each number that papers count. */
    FP32,
    /** By the formula of the paper that introduced a tensor's method: for DiffQ packed levels, widths and ranges, for iPQ indices and
     * centroids. */
    DIFFQ,
    /** Formula of fairseq's iPQ: indices and half-precision centroids, 4 bytes for every number that is not product-quantised. */
    IPQ,
    /** Order-0 entropy of levels, given their widths, and of widths: a bound without tables, no size. */
    ENTROPY0,
    /** Sections coded by canonical Huffman codes where they help. */
    HUFFMAN,
    /** Sections coded by rANS where it helps. */
    RANS,
    /** Sections of the smallest file. */
    SMALL,
    /** Deflate of the unpacked levels, as DiffQ counts it. */
    ZLIB,
    /** Zstandard at level 19 of the packed sections. */
    ZSTD,
    /** The file on disk. */
    FILE;

    /** What follows from counting levels, so that it can be told after each epoch. */
    public static final Set<Size> COUNTED = EnumSet.of(FP32, DIFFQ, IPQ, ENTROPY0);

    /** As in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As in headings for people. */
    public String heading() {
        return this == DIFFQ ? "formula" : label();
    }
}
