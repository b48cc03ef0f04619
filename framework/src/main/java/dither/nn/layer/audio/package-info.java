/** Layers for signals {@code [batch, time, channels]}: convolutions along time, gates, skips, the loss of waveforms. */
package dither.nn.layer.audio;
