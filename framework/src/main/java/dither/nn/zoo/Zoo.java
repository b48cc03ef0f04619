package dither.nn.zoo;

import dither.nn.GraphNetwork;
import dither.nn.engine.Compute;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Builds a {@link Model} with fresh weights. */
public final class Zoo {
    private Zoo() {}

    /**
     * How many parameters, statistics included, {@link #build} would make; nothing is allocated.
     *
     * @throws IllegalArgumentException if the model cannot do that
     */
    public static long parameterCount(Model model, Form form) {
        Plan plan = new Plan(0);
        model.build(plan, form);
        return plan.done().getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
    }

    /**
     * A network ready to train.
     *
     * @param model what to build
     * @param form what it is to do
     * @param seed decides the initial weights
     * @throws IllegalArgumentException if the model cannot do that
     */
    public static GraphNetwork build(Model model, Form form, long seed) {
        return build(model, form, seed, Compute.FLOAT32);
    }

    /** The same, computing in these numbers. */
    public static GraphNetwork build(Model model, Form form, long seed, Compute compute) {
        Plan plan = new Plan(seed);
        model.build(plan, form);
        ComputationGraph network = new ComputationGraph(plan.done());
        network.init();
        return GraphNetwork.of(network, compute);
    }
}
