/**
 * Sentences and pairs of sentences: readers of GLUE's and SNLI's layouts, and a grammar with decidable entailment.
 *
 * <p>{@link dither.data.pair.PairFiles} loads both and turns them into tokens.
 */
package dither.data.pair;
