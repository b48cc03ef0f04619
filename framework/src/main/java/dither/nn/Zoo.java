package dither.nn;

import dither.nn.layer.BatchNorm;
import dither.nn.layer.Convolution;
import dither.nn.layer.Dense;
import dither.nn.layer.GlobalAveragePool;
import dither.nn.layer.ResidualAdd;
import dither.nn.layer.SubsampleShortcut;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Builds a {@link Model} with fresh weights. */
public final class Zoo {
    private Zoo() {}

    /**
     * A network ready to train on images {@code [batch, height, width, channels]}.
     *
     * @param model what to build
     * @param channels of the images
     * @param classes of the task
     * @param seed decides the initial weights
     */
    public static GraphNetwork build(Model model, int channels, int classes, long seed) {
        GraphBuilder graph =
                new NeuralNetConfiguration.Builder().seed(seed).graphBuilder().addInputs("image");
        Residual builder = new Residual(graph, model);
        String features = builder.stem(channels);
        int in = model.width();
        for (int stage = 0; stage < model.stages(); stage++) {
            int out = model.width() << stage;
            for (int block = 0; block < model.blocks(); block++) {
                int stride = block == 0 && stage > 0 ? 2 : 1;
                features = builder.block("stage" + (stage + 1) + "_" + (block + 1), features, in, out, stride);
                in = out;
            }
        }
        graph.addLayer("pool", new GlobalAveragePool(), features);
        graph.addLayer("classifier", new Dense(in, classes), "pool");
        graph.addLayer(
                "loss",
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                "classifier");
        ComputationGraph network = new ComputationGraph(graph.setOutputs("loss").build());
        network.init();
        return GraphNetwork.of(network);
    }

    /** Adds the parts of a residual network to a graph; each method returns the name of its output. */
    private record Residual(GraphBuilder graph, Model model) {

        String stem(int channels) {
            graph.addLayer(
                    "stem", Convolution.threeByThree(channels, model.width(), 1).onInput(), "image");
            return norm("stem_norm", "stem", model.width(), true);
        }

        String block(String name, String in, int inChannels, int outChannels, int stride) {
            graph.addLayer(name + "_conv1", Convolution.threeByThree(inChannels, outChannels, stride), in);
            String middle = norm(name + "_norm1", name + "_conv1", outChannels, true);
            graph.addLayer(name + "_conv2", Convolution.threeByThree(outChannels, outChannels, 1), middle);
            String end = norm(name + "_norm2", name + "_conv2", outChannels, false);
            String shortcut = stride == 1 && inChannels == outChannels
                    ? in
                    : shortcut(name + "_shortcut", in, inChannels, outChannels, stride);
            graph.addVertex(name, new ResidualAdd(), end, shortcut);
            return name;
        }

        private String shortcut(String name, String in, int inChannels, int outChannels, int stride) {
            if (model.shortcut() == Model.Shortcut.SUBSAMPLE) {
                graph.addLayer(name, new SubsampleShortcut(outChannels), in);
                return name;
            }
            graph.addLayer(name, new Convolution(inChannels, outChannels, 1, stride, 0, false), in);
            return norm(name + "_norm", name, outChannels, false);
        }

        private String norm(String name, String in, int channels, boolean relu) {
            graph.addLayer(name, new BatchNorm(channels, relu), in);
            return name;
        }
    }
}
