/**
 * Sound: WAV files, resampling, tracks of several sources, and a band of oscillators.
 *
 * <p>{@link dither.data.audio.MusicFiles} loads {@link dither.data.audio.Track}s of {@link dither.data.audio.Sound}s.
 */
package dither.data.audio;
