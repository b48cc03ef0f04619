/**
 * Symbols to bytes: coders that know nothing of files.
 *
 * <p>{@link dither.codec.entropy.SymbolCoder} takes the best of packing, canonical Huffman codes, interleaved rANS and the mixing
 * coder of {@code dither.codec.entropy.mix}; a {@link dither.codec.entropy.Tier} says which of them may be used.
 */
package dither.codec.entropy;
