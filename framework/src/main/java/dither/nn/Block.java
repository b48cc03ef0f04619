package dither.nn;

import java.util.List;

/**
 * A residual block: layers whose output is added to their input.
 *
 * @param name of the block
 * @param parameters of its layers, in the network's order
 * @param skippable whether input and output have one shape, so that the network works without the block
 */
public record Block(String name, List<Parameter> parameters, boolean skippable) {
    public Block {
        parameters = List.copyOf(parameters);
    }

    /** Whether another block could use the same weights. */
    boolean fits(Block other) {
        return shapes().equals(other.shapes());
    }

    private List<List<Long>> shapes() {
        return parameters.stream().map(Parameter::shape).toList();
    }
}
