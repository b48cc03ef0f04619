/**
 * The small coder: what the weights so far say of the next one, in integers.
 *
 * <p>{@link dither.codec.entropy.mix.Expectation} predicts where a weight lies and how far from there, {@link
 * dither.codec.entropy.mix.DecisionTree} turns a level into questions, {@link dither.codec.entropy.mix.Grid} and {@link
 * dither.codec.entropy.mix.Mixer} know how probable each answer is, and the range coder writes it.
 */
package dither.codec.entropy.mix;
