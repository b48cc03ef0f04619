package dither.experiments;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.MusicSpec;
import dither.data.PairSpec;
import dither.data.Sha256;
import dither.data.TextSpec;
import dither.data.image.Augmentation;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.experiments.ablation.TrainingLength;
import dither.experiments.plot.SteOscillation;
import dither.experiments.setting.Books;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.ResNets;
import dither.experiments.setting.Sentences;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.experiments.setting.VisionTransformers;
import dither.experiments.table.LsqBits;
import dither.experiments.table.TableExperiment;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Structure;
import dither.nn.zoo.Form;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.Quantizer;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.claim.Claim;
import dither.report.claim.Comparison;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExperimentsTest {

    @ParameterizedTest
    @EnumSource(Scale.class)
    void everyExperimentDeclaresDistinctTrialsAtEachScale(Scale scale) {
        for (Experiment experiment : Catalogue.all()) {
            Grid grid = experiment.grid(scale, 3);
            long signatures =
                    grid.trials().stream().map(Trial::signature).distinct().count();
            assertTrue(signatures >= 3 || experiment instanceof SteOscillation, experiment.id());
            assertEquals(grid.trials().size(), signatures, experiment.id());
            assertTrue(experiment.id().matches(Report.NAMES), experiment.id());
            if (experiment instanceof TableExperiment table) {
                assertEquals(table.lines(scale).size(), grid.rows().size(), "two lines of one trial: " + table.id());
            }
            for (Trial trial : grid.trials()) {
                assertEquals(trial, TrialJson.read(TrialJson.of(trial)), experiment.id());
                String family = trial.method().family();
                assertTrue(Charts.lookOf(family) >= 0, family + " has no colour of its own");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scale.class)
    void whatClaimsNeedIsDeclaredBySomeExperiment(Scale scale) {
        Set<Trial> declared = new HashSet<>();
        for (Experiment experiment : Catalogue.all()) {
            experiment.grid(scale, 1).trials().forEach(trial -> declared.add(trial.seed(0)));
        }
        for (Claim claim : Catalogue.claims()) {
            assertFalse(claim.comparisons(scale).isEmpty(), claim.id());
            assertTrue(
                    claim.gpuHours().orElse(0) > 0.1,
                    claim.id() + " takes " + claim.gpuHours() + " hours; PaperClaim knows multiply-adds by network");
            for (Comparison comparison : claim.comparisons(scale)) {
                for (Trial trial : comparison.trials()) {
                    assertTrue(declared.contains(trial), () -> claim.id() + " needs " + trial.label());
                }
            }
        }
    }

    /** Everything that has a name on the command line has a make target that help explains, and the other way round. */
    @Test
    void everyExperimentHasAMakeTarget() throws IOException {
        String makefile = Files.readString(Path.of("..", "Makefile"));
        List<String> targets = Arrays.stream(makefile.substring(
                                makefile.indexOf("EXPERIMENTS :="),
                                makefile.indexOf("\n\n", makefile.indexOf("EXPERIMENTS :=")))
                        .replace("EXPERIMENTS :=", "")
                        .replace("\\", "")
                        .strip()
                        .split("\\s+"))
                .toList();

        assertEquals(Catalogue.all().stream().map(Experiment::id).toList(), targets);
        for (String target : targets) {
            assertTrue(makefile.contains("\n" + target + ": ## "), target + " has no line of help");
        }
    }

    private static List<Setting> settings(Scale scale) {
        return Stream.<Function<Scale, Setting>>of(
                        Cifar::at,
                        ResNets::at,
                        EfficientNets::at,
                        VisionTransformers::at,
                        Language::at,
                        Books::at,
                        Sentences::at,
                        Music::at)
                .map(setting -> setting.apply(scale))
                .toList();
    }

    /** Networks of paper scale have gigabytes; PaperScaleTest builds them and counts the same. */
    @ParameterizedTest
    @EnumSource(
            value = Scale.class,
            names = {"SMOKE", "DESK"})
    void settingsKnowTheSizesOfTheirNetworks(Scale scale) {
        List<Setting> sharing = Tasks.ofSharing(scale);
        for (Setting setting :
                Stream.concat(settings(scale).stream(), sharing.stream()).toList()) {
            Trial trial = setting.base();
            Form form = switch (trial.data()) {
                case ImageSpec.Mnist _ -> new Form.Images(28, 1, 10);
                case ImageSpec.Synthetic images -> new Form.Images(images.size(), 3, 10);
                case ImageSpec.Tree tree -> new Form.Images(tree.side(), 3, 10);
                case ImageSpec _ -> Form.images(3, 10);
                case TextSpec.Book _ -> new Form.Text(65); // the characters of Shakespeare's plays
                case TextSpec _ -> new Form.Text(scale == Scale.SMOKE ? 16 : 5_000);
                case PairSpec pairs ->
                    scale == Scale.SMOKE
                            ? new Form.Sentences(37, pairs.longest(), 3)
                            : new Form.Sentences(6_000, pairs.longest(), 2);
                case MusicSpec _ -> new Form.Audio(2, scale == Scale.SMOKE ? 2 : 3);
            };
            try (GraphNetwork network = Zoo.build(trial.model(), form, 1)) {
                assertEquals(network.parameterCount(), setting.parameters(), setting.task() + " at " + scale);
                assertDoesNotThrow(() -> cut(network, setting), setting.task() + " at " + scale);
                if (sharing.contains(setting)) {
                    assertDoesNotThrow(
                            () -> new Structure(0.2, true, true).check(network), setting.task() + " at " + scale);
                }
            }
        }
    }

    /** The images of Quant-Noise's tables at paper scale. */
    @Test
    void efficientNetHasBlocksThatAreSharedAndPrunedAndTensorsThatAreCut() {
        Setting photographs = EfficientNets.at(Scale.PAPER);
        try (GraphNetwork network = Zoo.build(photographs.base().model(), new Form.Images(300, 3, 1000), 1)) {
            cut(network, photographs);
            Structure structure = new Structure(0.2, true, true);
            structure.check(network);
            assertEquals(
                    19,
                    network.blocks().size(),
                    "26 blocks of layers, of which the first of each stage has no shortcut");
            assertEquals(
                    9,
                    structure.pruned(network).size(),
                    "every other of 8 pairs and 3 single blocks: four pairs and one");
        }
    }

    /** Fails if the blocks of iPQ do not divide a tensor that is quantised. */
    private static void cut(GraphNetwork network, Setting setting) {
        for (WeightTensor tensor : ModelWeights.of(network)) {
            if (tensor.trained() && setting.base().selection().takes(tensor.name(), Memory.length(tensor.seen()))) {
                setting.blocks().of(tensor.name(), tensor.shape());
            }
        }
    }

    /** At paper scale DiffQ learns from nothing; what quantises a trained network must get one. */
    @ParameterizedTest
    @EnumSource(Scale.class)
    void methodsOfTrainedNetworksGetOne(Scale scale) {
        for (Setting setting : settings(scale)) {
            Noisy noisy = new Noisy(setting);
            assertEquals(
                    2, setting.trial(new Lsq(4)).stages().size(), setting.task().toString());
            assertEquals(2, noisy.ipq().stages().size(), setting.task().toString());
            assertEquals(
                    3, noisy.ipqAfterNoise().stages().size(), setting.task().toString());
            assertEquals(
                    2,
                    noisy.ipqTrainedWithNoise().stages().size(),
                    setting.task().toString());
            assertEquals(
                    scale == Scale.PAPER ? 1 : 2,
                    setting.diffQ(1).stages().size(),
                    setting.task().toString());
        }
    }

    /** The paper's own network, quantised and stepped once on a tiny batch. */
    @Test
    void paperScaleIsConstructedAndStepped() {
        Trial trial = Cifar.at(Scale.PAPER).diffQ(5);
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
    void theSameTrialsInTwoProcessesGiveTheSameBytes(@TempDir Path folder) throws Exception {
        List<Map<String, String>> outcomes = new ArrayList<>();
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
                            "plot-bits-over-training",
                            "--root",
                            root.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            outcomes.add(hashes(root, "metrics.jsonl", "layers.csv", "sizes.json", ".dither"));
        }
        assertEquals(8, outcomes.getFirst().size(), "four files of each of two trials");
        assertEquals(outcomes.getFirst(), outcomes.getLast());
    }

    /** Hashes of the files with these endings by their place. */
    private static Map<String, String> hashes(Path root, String... endings) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Arrays.stream(endings).anyMatch(file.toString()::endsWith)) {
                    hashes.put(root.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
                }
            }
        }
        return hashes;
    }

    @ParameterizedTest
    @EnumSource(Scale.class)
    void longerTrainingsDifferInTheirEpochsAndInHowFastWidthsMove(Scale scale) {
        Setting images = Cifar.at(scale);
        double[] lengths = TrainingLength.lengths(scale);
        double times = lengths[1] / lengths[0];
        for (DoubleFunction<Trial> rival : List.<DoubleFunction<Trial>>of(
                length -> TrainingLength.steQat(images, length), length -> TrainingLength.lsq(images, length))) {
            Trial longer = rival.apply(lengths[1]);
            Trial shorter = rival.apply(lengths[0]);
            assertEquals(
                    times * shorter.finetuning().epochs(), longer.finetuning().epochs(), shorter.label());
            assertEquals(shorter.with(longer.finetuning()), longer);
        }
        Trial longer = TrainingLength.diffQ(images, lengths[1]);
        Trial shorter = TrainingLength.diffQ(images, lengths[0]);
        DiffQ method = (DiffQ) shorter.method();
        assertEquals(times * shorter.finetuning().epochs(), longer.finetuning().epochs());
        assertEquals(
                shorter.with(longer.finetuning())
                        .with(method.withLogitRate(method.logitRate() / times))
                        .label(),
                longer.label());
        assertEquals(method.logitRate() / times, ((DiffQ) longer.method()).logitRate(), 1e-12);
    }

    @Test
    void eightBitsOfLsqTakeOneEpochAsInItsPaper() {
        Trial eight = new LsqBits()
                .grid(Scale.PAPER, 1).trials().stream()
                        .filter(trial -> trial.method() instanceof Lsq lsq && lsq.bits() == 8)
                        .findFirst()
                        .orElseThrow();
        assertEquals(1, eight.finetuning().epochs());
        assertEquals(0.001, eight.finetuning().rate(), 1e-12);
        assertEquals(90, eight.pretraining().epochs());
    }
}
