/** Layers for sequences {@code [batch, time, channels]}: embeddings, positions, attention, recurrence, softmax over tokens. */
package dither.nn.layer.sequence;
