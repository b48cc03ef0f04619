package dither.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.zoo.Form;
import dither.nn.zoo.Zoo;
import dither.quant.Quantizer;
import dither.random.RandomStream;
import dither.report.Experiment;
import dither.task.Task;
import dither.train.ModelWeights;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import dither.train.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentsTest {

    @ParameterizedTest
    @EnumSource(Scale.class)
    void everyExperimentDeclaresDistinctTrialsAtEachScale(Scale scale) {
        for (Experiment experiment : Catalogue.all()) {
            Grid grid = new Grid(3);
            experiment.declare(grid, scale);
            long signatures =
                    grid.trials().stream().map(Trial::signature).distinct().count();
            assertTrue(signatures >= 3 || experiment instanceof SteOscillation, experiment.id());
            assertEquals(grid.trials().size(), signatures, experiment.id());
            for (Trial trial : grid.trials()) {
                assertEquals(trial, TrialJson.read(TrialJson.of(trial)), experiment.id());
            }
        }
    }

    /** The paper's own network, quantised and stepped once on a tiny batch. */
    @Test
    void paperScaleIsConstructedAndStepped() {
        Trial trial = ImageSettings.base(Scale.PAPER).with(ImageSettings.diffQ(Scale.PAPER, 5, 8));
        Task data = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(32, 10, 10)));
        try (GraphNetwork network = Zoo.build(trial.model(), Form.images(3, 10), 1)) {
            assertEquals(11_173_962, network.parameterCount());
            Quantizer quantizer =
                    Quantizer.of(trial.method(), trial.selection(), ModelWeights.of(network), RandomStream.of(1));
            Trainer trainer = new Trainer(network, quantizer, data, trial.finetuning(), 1);
            double loss = trainer.step(
                    new Batch(new float[2 * 32 * 32 * 3], new long[] {2, 32, 32, 3}, new int[] {0, 1}), 0, 0.1);
            assertTrue(Double.isFinite(loss), () -> "loss " + loss);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.4})
    void straightThroughSeesTheUpperPointAsOftenAsDerived(double optimum) {
        ToyRegression toy = ToyRegression.oneDimensional(optimum, 0.05);
        List<double[]> ste = toy.descend(-0.4, 20_000, null).subList(2_000, 20_001);
        List<double[]> noise = toy.descend(-0.4, 20_000, RandomStream.of(1)).subList(2_000, 20_001);

        double upper =
                ste.stream().mapToDouble(w -> toy.rounded(w)[0]).average().orElseThrow();
        double mean = noise.stream().mapToDouble(w -> w[0]).average().orElseThrow();
        double variance = noise.stream()
                .mapToDouble(w -> Math.pow(w[0] - mean, 2))
                .average()
                .orElseThrow();

        assertEquals(optimum, upper, 0.005);
        assertEquals(optimum, mean, 0.02);
        assertEquals(0.05 * 0.25 / 1.95, variance, 0.15 * 0.05 * 0.25 / 1.95, "rate Var(e) / (2 - rate)");
        assertArrayEquals(new double[] {0}, toy.rounded(new double[] {mean}));
    }

    @Test
    void aNetworkOfOnesOwnIsCompressed(@TempDir Path folder) throws IOException {
        Task data = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(16, 500, 200)));
        Recipe recipe = new Recipe(
                3, 25, 0.02, new Optimizer.Sgd(0.9, true), new Schedule.Cosine(0), 0, 5, Augmentation.none());
        Path file = folder.resolve("own.dither");

        double accuracy = CompressYourOwn.compress(CompressYourOwn.yourNetwork(), data, recipe, file);

        assertTrue(accuracy > 0.15, () -> "accuracy " + accuracy + ", chance is 0.1");
        long weights = CompressYourOwn.yourNetwork().numParams();
        assertTrue(
                Files.size(file) < 4 * weights / 2,
                () -> file.toFile().length() + " bytes for " + weights + " weights");
    }

    /** Two processes, so that neither hash seeds nor the compiler's timing are shared. */
    @Test
    void oneTrialInTwoProcessesGivesTheSameBytes(@TempDir Path folder) throws Exception {
        List<byte[]> files = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            Path root = folder.resolve(name);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-modules",
                            "jdk.incubator.vector",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "run",
                            "plot-bits-per-layer",
                            "--root",
                            root.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            files.add(only(root.resolve("results/smoke/runs"), "metrics.jsonl"));
            files.add(only(root.resolve("results/smoke/runs"), "layers.csv"));
            files.add(only(root.resolve("cache/models"), ".dither"));
        }
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    files.get(i),
                    files.get(i + 3),
                    List.of("metrics", "layers", "model").get(i));
        }
    }

    private static byte[] only(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> found =
                    all.filter(path -> path.toString().endsWith(ending)).toList();
            assertEquals(1, found.size(), folder + " " + ending);
            return Files.readAllBytes(found.getFirst());
        }
    }
}
