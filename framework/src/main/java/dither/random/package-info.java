/**
 * Randomness as a value: counter-based streams, one for each purpose, derived from (seed, name).
 *
 * <p>There is no global generator and no generator object that remembers how often it was asked. {@link
 * dither.random.RandomStream} names a stream, {@link dither.random.Purpose} lists the streams of a trial.
 */
package dither.random;
