package dither.nn.zoo;

import dither.kernel.network.Activate;
import dither.nn.layer.ActivationFunction;
import dither.nn.layer.BlockEnd;
import dither.nn.layer.Dense;
import dither.nn.layer.Sum;
import dither.nn.layer.sequence.Attention;

/**
 * A layer of self-attention and feed-forward, each added to its input.
 *
 * @param channels of input and output
 * @param heads of attention
 * @param feedForward channels between the two feed-forward products
 * @param activation between them
 * @param causal whether a place attends only to itself and those before
 * @param preNorm whether the parts are normalised before instead of after the addition
 * @param packed whether queries, keys and values come from one product with one weight
 * @param dropout rates
 * @param drop probability of stochastic depth, for each part of each example
 * @param epsilon of the normalisations
 */
record TransformerLayer(
        int channels,
        int heads,
        int feedForward,
        Activate activation,
        boolean causal,
        boolean preNorm,
        boolean packed,
        DropoutRates dropout,
        double drop,
        double epsilon) {

    /** This layer with another rate of stochastic depth. */
    TransformerLayer withDrop(double other) {
        return new TransformerLayer(
                channels, heads, feedForward, activation, causal, preNorm, packed, dropout, other, epsilon);
    }

    /** Adds a block of this name; returns the name of its output, which is that of the block. */
    String add(Plan plan, String name, String in) {
        String attended = residual(plan, name + "_attention", in, this::attention);
        String out = residual(plan, name + "_feedforward", attended, this::feedForward);
        return plan.vertex(name, new BlockEnd(), out, in);
    }

    private interface Part {
        String add(Plan plan, String name, String in);
    }

    private String residual(Plan plan, String name, String in, Part part) {
        String x = preNorm ? plan.norm(name + "_norm", channels, epsilon, in) : in;
        String branch = plan.dropout(name + "_dropout", dropout.hidden(), part.add(plan, name, x));
        String sum = plan.vertex(name + "_sum", new Sum(drop, false), branch, in);
        return preNorm ? sum : plan.norm(name + "_norm", channels, epsilon, sum);
    }

    private String attention(Plan plan, String name, String in) {
        Attention attention = new Attention(heads, causal, dropout.attention());
        if (packed) {
            plan.vertex(name, attention, plan.layer(name + "_qkv", new Dense(channels, 3 * channels), in));
        } else {
            plan.vertex(
                    name,
                    attention,
                    plan.layer(name + "_query", new Dense(channels, channels), in),
                    plan.layer(name + "_key", new Dense(channels, channels), in),
                    plan.layer(name + "_value", new Dense(channels, channels), in));
        }
        return plan.layer(name + "_out", new Dense(channels, channels), name);
    }

    private String feedForward(Plan plan, String name, String in) {
        plan.layer(name + "_in", new Dense(channels, feedForward), in);
        plan.layer(name + "_activation", new ActivationFunction(activation), name + "_in");
        String x = plan.dropout(name + "_inner_dropout", dropout.feedForward(), name + "_activation");
        return plan.layer(name + "_out", new Dense(feedForward, channels), x);
    }
}
