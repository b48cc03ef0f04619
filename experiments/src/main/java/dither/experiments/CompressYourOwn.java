package dither.experiments;

import dither.codec.DitherFile;
import dither.codec.entropy.Tier;
import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.nn.GraphNetwork;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.task.Metric;
import dither.task.Task;
import dither.train.ModelWeights;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import dither.train.Trainer;
import dither.train.TrainingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/** An example: a network made of DL4J's own layers, trained and compressed by DiffQ in ten lines. */
public final class CompressYourOwn {
    private CompressYourOwn() {}

    /** Any DL4J network with one input and one output will do. */
    static MultiLayerNetwork yourNetwork() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).stride(2, 2).nOut(16).build())
                .layer(new DenseLayer.Builder().nOut(64).build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3, CNN2DFormat.NHWC))
                .build());
        network.init();
        return network;
    }

    /** Trains with DiffQ, writes the file, and returns the accuracy of what the file restores. */
    static double compress(MultiLayerNetwork yours, Task task, Recipe recipe, Path file) throws IOException {
        GraphNetwork network = GraphNetwork.of(yours);
        Method method = new DiffQ(5, 8).withLogitRate(0.05);
        Quantizer quantizer = Quantizer.of(method, Selection.standard(), ModelWeights.of(network), RandomStream.of(1));
        new Trainer(network, quantizer, task, recipe, 1).run(TrainingObserver.none());
        DitherFile.write(file, quantizer.quantize(), Tier.SMALL);
        QuantizedModel restored = DitherFile.read(file);
        ModelWeights.load(network, restored);
        return task.evaluate(network).score(Metric.ACCURACY);
    }

    /** Runs the example; the argument is the file to write. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments.length == 0 ? "your-own.dither" : arguments[0]);
        Task task = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(16, 2000, 500)));
        Recipe recipe = new Recipe(
                5, 50, 0.02, new Optimizer.Sgd(0.9, true), new Schedule.Cosine(0), 5e-4, 5, Augmentation.none());
        double accuracy = compress(yourNetwork(), task, recipe, file);
        System.out.printf(
                Locale.ROOT,
                "%s: %d bytes, accuracy %.3f%n",
                file,
                file.toFile().length(),
                accuracy);
    }
}
