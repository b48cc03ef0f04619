package dither.nn.zoo;

import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Dense;
import dither.nn.layer.Dropout;
import dither.nn.layer.LayerNorm;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network that is being put together; each method adds a part and returns the name of its output. */
public final class Plan {
    /** The name of the network's input. */
    public static final String INPUT = "input";

    private static final String LOSS = "loss";

    /** A description read from a file may ask for billions, for which there is no memory. */
    private static final int MOST_PARTS = 20_000;

    private final GraphBuilder graph;
    private int parts;

    /** @param seed decides the initial weights */
    Plan(long seed) {
        graph = new NeuralNetConfiguration.Builder().seed(seed).graphBuilder().addInputs(INPUT);
    }

    /** A layer. */
    public String layer(String name, ChannelsLastLayer layer, String in) {
        count();
        graph.addLayer(name, layer, in);
        return name;
    }

    private void count() {
        if (++parts > MOST_PARTS) {
            throw new IllegalArgumentException(
                    "a network of more than " + MOST_PARTS + " parts; take fewer layers or blocks");
        }
    }

    /** A vertex without parameters. */
    public String vertex(String name, GraphVertex vertex, String... in) {
        count();
        graph.addVertex(name, vertex, in);
        return name;
    }

    /** Layer normalisation. */
    public String norm(String name, int channels, double epsilon, String in) {
        return layer(name, new LayerNorm(channels, epsilon), in);
    }

    /** Dropout, or nothing at a rate of 0. */
    public String dropout(String name, double rate, String in) {
        return rate == 0 ? in : layer(name, new Dropout(rate), in);
    }

    /** The end of a network that chooses between few classes: a dense layer and the cross-entropy of its softmax. */
    public void classify(String in, int width, int classes) {
        layer("classifier", new Dense(width, classes), in);
        graph.addLayer(
                LOSS,
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                "classifier");
    }

    /** The end of any other network: a layer that computes its loss itself. */
    public void loss(ChannelsLastLayer layer, String in) {
        graph.addLayer(LOSS, layer, in);
    }

    /** {@code form} as a task on images, if it is one. */
    static Form.Images images(String model, Form form) {
        if (form instanceof Form.Images images) {
            return images;
        }
        throw unfit(model, "images", form);
    }

    /** The complaint about a task that a model cannot do. */
    static IllegalArgumentException unfit(String model, String can, Form form) {
        return new IllegalArgumentException("model " + model + " is for " + can + ", the task is about "
                + form.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    ComputationGraphConfiguration done() {
        return graph.setOutputs(LOSS).build();
    }
}
