package dither.bench;

import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.zoo.Demucs;
import dither.nn.zoo.EfficientNet;
import dither.nn.zoo.Form;
import dither.nn.zoo.MobileNet;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.SentenceEncoder;
import dither.nn.zoo.TransformerLm;
import dither.nn.zoo.VisionTransformer;
import dither.nn.zoo.WideResNet;
import dither.nn.zoo.Zoo;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.train.ModelWeights;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import dither.train.Trainer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every architecture of the papers: parameters, size in float, and seconds of a training step in float. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Parameters, size and seconds per step of every architecture, as a table; needs 12 GiB.")
final class ModelsCommand implements Callable<Integer> {
    private static final long WARM_UP_NANOS = 8_000_000_000L;

    @Option(names = "--steps", defaultValue = "9", description = "Steps measured per model (${DEFAULT-VALUE}).")
    private int steps;

    @Spec
    private CommandSpec spec;

    private record Entry(Model model, Form form, String task, String size, Supplier<Batch> batch) {}

    private static List<Entry> entries() {
        Form cifar = Form.images(3, 10);
        Form stereo = new Form.Audio(2, 4);
        return List.of(
                new Entry(ResNet.resnet20(), cifar, "CIFAR-10", "128 images", () -> Batches.images(128, 32)),
                new Entry(ResNet.resnet18(), cifar, "CIFAR-10", "32 images", () -> Batches.images(32, 32)),
                new Entry(MobileNet.cifar(), cifar, "CIFAR-10", "32 images", () -> Batches.images(32, 32)),
                new Entry(WideResNet.wrn28x10(), cifar, "CIFAR-10", "8 images", () -> Batches.images(8, 32)),
                new Entry(VisionTransformer.cifar(), cifar, "CIFAR-10", "32 images", () -> Batches.images(32, 32)),
                new Entry(
                        ResNet.resnet18ImageNet(),
                        new Form.Images(224, 3, 1000),
                        "ImageNet",
                        "8 images of 224 x 224",
                        () -> Batches.images(8, 224)),
                new Entry(
                        EfficientNet.b3(),
                        new Form.Images(300, 3, 1000),
                        "ImageNet",
                        "4 images of 300 x 300",
                        () -> Batches.images(4, 300)),
                new Entry(
                        VisionTransformer.deitB(),
                        new Form.Images(224, 3, 1000),
                        "ImageNet",
                        "4 images of 224 x 224",
                        () -> Batches.images(4, 224)),
                new Entry(
                        TransformerLm.wikitext103(),
                        new Form.Text(267_744),
                        "WikiText-103",
                        "1 x 512 tokens",
                        () -> Batches.text(1, 512, 267_744)),
                new Entry(
                        SentenceEncoder.robertaBase(),
                        new Form.Sentences(50_265, 512, 3),
                        "MNLI",
                        "8 x 64 tokens",
                        () -> Batches.sentences(8, 64, 50_265)),
                new Entry(Demucs.v2(), stereo, "MUSDB18", "1 x 1 s", () -> Batches.audio(1, 44_100)),
                new Entry(Demucs.desk(), stereo, "music at desk scale", "4 x 1 s", () -> Batches.audio(4, 44_100)));
    }

    @Override
    public Integer call() {
        BenchCommand.checkPositive("--steps", steps);
        PrintWriter out = spec.commandLine().getOut();
        out.println("| model | task | parameters | float MiB | batch | step s |");
        out.println("| --- | --- | ---: | ---: | --- | ---: |");
        for (Entry entry : entries()) {
            out.println(line(entry));
            out.flush();
        }
        return 0;
    }

    private String line(Entry entry) {
        Recipe recipe = new Recipe(
                1, 2, 0.01, new Optimizer.Sgd(0.9, false), new Schedule.Constant(), 0, 0, Augmentation.none());
        try (GraphNetwork network = Zoo.build(entry.model(), entry.form(), 1)) {
            Quantizer quantizer = Quantizer.of(
                    new Method.Float32(), Selection.standard(), ModelWeights.of(network), RandomStream.of(1));
            Trainer trainer = new Trainer(network, quantizer, Batches.IDLE, recipe, 1);
            Batch batch = entry.batch().get();
            int step = 0;
            // Small networks were measured twice as slow as they are by counting two steps as warm-up: the JIT needs
            // seconds.
            for (long start = System.nanoTime(); step < 2 || System.nanoTime() - start < WARM_UP_NANOS; ) {
                trainer.step(batch, step++, 0);
            }
            double[] seconds = new double[steps];
            for (int i = 0; i < steps; i++) {
                long start = System.nanoTime();
                trainer.step(batch, step++, 0);
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
            long parameters = network.parameterCount();
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %.1f | %s | %.3f |",
                    entry.model().name(),
                    entry.task(),
                    parameters,
                    parameters * 4.0 / (1 << 20),
                    entry.size(),
                    new Median().evaluate(seconds));
        }
    }
}
