/**
 * Text: files cut into tokens, vocabularies, and a source whose entropy is known.
 *
 * <p>{@link dither.data.text.TextFiles} loads, {@link dither.data.text.Tokenizer} cuts, {@link dither.data.text.Vocabulary} numbers.
 */
package dither.data.text;
