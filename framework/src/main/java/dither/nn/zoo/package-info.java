/**
 * The model zoo: one record for each family of architectures.
 *
 * <p>A {@link dither.nn.zoo.Model} adds its layers to a {@link dither.nn.zoo.Plan} for the {@link dither.nn.zoo.Form} of a task;
 * {@link dither.nn.zoo.Zoo} makes a network of it.
 */
package dither.nn.zoo;
