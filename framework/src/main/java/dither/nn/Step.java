package dither.nn;

import dither.nn.layer.Operator;
import java.util.List;

/**
 * One part of a network that is only asked.
 *
 * @param name of what it computes; its parameters are named {@code name.weight} and so on
 * @param operator what it does
 * @param inputs names of other steps, or of the network's input
 */
public record Step(String name, Operator operator, List<String> inputs) {}
