/**
 * The {@code dither} program: picocli commands over everything else.
 *
 * <p>{@link dither.cli.Dither} is the program; it is given the experiments that it knows. Errors that a user
 * can fix are reported in one line, with exit code 2. Commands that need no tensors never load ND4J, so that {@code --help} is quick.
 */
package dither.cli;
