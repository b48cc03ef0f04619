package dither.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.DitherFile;
import dither.codec.entropy.Tier;
import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.Block;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.Structure;
import dither.nn.layer.Target;
import dither.nn.zoo.EfficientNet;
import dither.nn.zoo.Form;
import dither.nn.zoo.MobileNet;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.WideResNet;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.Selection;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.task.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StructureTest {
    static final Task DATA = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(8, 200, 100)));
    static final Selection ALL = new Selection(0.0005, List.of("bias"));
    static final Recipe RECIPE = new Recipe(
            2, 20, 0.05, new Optimizer.Sgd(0.9, true), new Schedule.Constant(), 5e-4, 5, Augmentation.none());

    /** Six blocks; the first of the second stage changes the shape. */
    static GraphNetwork network() {
        return Zoo.build(new ResNet("test", 16, 2, 3, ResNet.Shortcut.SUBSAMPLE), Form.images(3, 10), 1);
    }

    static Batch batch() {
        return DATA.sample(0, 20);
    }

    static Quantizer quantizer(GraphNetwork network, Method method, Structure structure) {
        return Quantizer.of(
                method, ALL, ModelWeights.of(network, structure, DATA, RandomStream.of(1)), RandomStream.of(1));
    }

    private static Trainer trainer(GraphNetwork network, Quantizer quantizer, Structure structure) {
        return new Trainer(network, quantizer, DATA, RECIPE, 1, structure, null);
    }

    @Test
    void blocksOfOneShapeCanBeSkipped() {
        try (GraphNetwork network = network()) {
            assertEquals(
                    List.of("stage1_1", "stage1_2", "stage1_3", "stage2_1", "stage2_2", "stage2_3"),
                    network.blocks().stream().map(Block::name).toList());
            assertEquals(
                    List.of(true, true, true, false, true, true),
                    network.blocks().stream().map(Block::skippable).toList());
            assertThrows(IllegalArgumentException.class, () -> network.skip(Set.of("stage2_1")));
        }
    }

    @Test
    void skippedBlocksGetNoGradientAndKeepTheirStatistics() {
        try (GraphNetwork network = network()) {
            network.skip(Set.of("stage1_2"));
            List<float[]> before = network.parameters().stream()
                    .map(parameter -> Memory.toArray(parameter.values()))
                    .toList();

            network.lossAndGradients(batch(), RandomStream.of(0));

            for (Block block : network.blocks()) {
                boolean skipped = block.name().equals("stage1_2");
                for (Parameter parameter : block.parameters()) {
                    float[] then = before.get(network.parameters().indexOf(parameter));
                    boolean untouched = Elementwise.isZero(parameter.gradient())
                            && Arrays.equals(then, Memory.toArray(parameter.values()));
                    assertEquals(skipped, untouched, parameter.name());
                }
            }
        }
    }

    /** Of each family with residual blocks: a network, some of its blocks, and the network without them. */
    static Stream<Arguments> familiesWithBlocks() {
        return Stream.of(
                Arguments.of(
                        new ResNet("long", 16, 1, 2, ResNet.Shortcut.SUBSAMPLE),
                        Set.of("stage1_2"),
                        new ResNet("short", 16, 1, 1, ResNet.Shortcut.SUBSAMPLE)),
                Arguments.of(
                        new EfficientNet("long", 0.25, 1, 2, 1, 0, 0),
                        Set.of("stage2_2"),
                        new EfficientNet("short", 0.25, 0.5, 2, 1, 0, 0)),
                Arguments.of(
                        new WideResNet("long", 2, 1, 0),
                        Set.of("stage1_2", "stage2_2", "stage3_2"),
                        new WideResNet("short", 1, 1, 0)));
    }

    /** A network built without the blocks is the second implementation. */
    @ParameterizedTest
    @MethodSource("familiesWithBlocks")
    void skippingBlocksIsTheNetworkWithoutThem(Model longer, Set<String> blocks, Model shorter) {
        try (GraphNetwork one = Zoo.build(shorter, Form.images(3, 10), 5);
                GraphNetwork two = Zoo.build(longer, Form.images(3, 10), 5)) {
            two.skip(blocks);

            float[][] expected = one.predict(batch());
            float[][] actual = two.predict(batch());

            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], actual[i], 1e-6f, "example " + i);
            }
            assertEquals(
                    one.lossAndGradients(batch(), RandomStream.of(0)),
                    two.lossAndGradients(batch(), RandomStream.of(0)),
                    1e-6);
            for (Parameter parameter : one.parameters()) {
                assertArrayEquals(
                        Memory.toArray(parameter.gradient()), gradient(two, parameter.name()), 1e-5f, parameter.name());
            }
        }
    }

    /** Such runs would be shown as those of the structure that they lack. */
    @Test
    void structuresAreRefusedWhereThereIsNothingToLeaveOutOrToShare() {
        Model single = new ResNet("single", 16, 2, 1, ResNet.Shortcut.SUBSAMPLE);
        try (GraphNetwork chain = Zoo.build(MobileNet.tiny(), Form.images(3, 10), 1);
                GraphNetwork unequal = Zoo.build(single, Form.images(3, 10), 1)) {
            for (Structure structure : List.of(
                    new Structure(0.2, false, false), new Structure(0, false, true), new Structure(0, true, false))) {
                String message = assertThrows(
                                IllegalArgumentException.class, () -> quantizer(chain, new Method.Float32(), structure))
                        .getMessage();
                assertTrue(message.contains("no adjacent residual") == structure.sharing(), message);
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> quantizer(unequal, new Method.Float32(), new Structure(0, true, false)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> quantizer(unequal, new Method.Float32(), new Structure(0.2, false, true)),
                    "of one block that can be left out, the first stays");
        }
    }

    @Test
    void layersAreDroppedAtTheirRateAndAfresh() {
        try (GraphNetwork network = network()) {
            Structure structure = new Structure(0.2, false, false);
            int dropped = 0;
            for (int step = 0; step < 1000; step++) {
                dropped +=
                        structure.dropped(network, RandomStream.of(7).at(step)).size();
            }
            // Five blocks can be; four standard deviations of a binomial with n = 5000.
            assertEquals(0.2, dropped / 5000.0, 4 * Math.sqrt(0.2 * 0.8 / 5000));
        }
    }

    @Test
    void aDroppedLayersLogitsStayWhereTheyAre() {
        Structure structure = new Structure(0.5, false, false);
        try (GraphNetwork network = network()) {
            Quantizer quantizer = quantizer(network, new DiffQ(1000, 8).withLogitRate(0.1), structure);
            Trainer trainer = trainer(network, quantizer, structure);
            int untouched = 0;
            for (int step = 0; step < 10; step++) {
                Set<String> dropped =
                        structure.dropped(network, Purpose.LAYER_DROP.stream(1).at(step));
                List<float[]> before = quantizer.own().stream()
                        .map(own -> Memory.toArray(own.values()))
                        .toList();

                trainer.step(batch(), step, 0.05);

                for (int i = 0; i < before.size(); i++) {
                    OwnParameter own = quantizer.own().get(i);
                    boolean left = dropped.stream().anyMatch(block -> own.name().startsWith(block + "_"));
                    boolean same = Arrays.equals(before.get(i), Memory.toArray(own.values()));
                    assertEquals(left, same, "step " + step + ", " + own.name());
                    untouched += left ? 1 : 0;
                }
            }
            assertTrue(untouched > 10, () -> "the test saw too few dropped layers");
        }
    }

    @Test
    void pairsOfBlocksShareWeightsThatAreStoredAndCountedOnce() throws IOException {
        Structure sharing = new Structure(0, true, false);
        try (GraphNetwork network = network()) {
            Quantizer quantizer = quantizer(network, new SteQat(4), sharing);
            Trainer trainer = trainer(network, quantizer, sharing);
            double alone;
            try (GraphNetwork other = network()) {
                alone = SizeFormula.megabytes(quantizer(other, new SteQat(4), Structure.none())
                        .quantize()
                        .tensors());
            }
            trainer.run(TrainingObserver.none());
            QuantizedModel model = quantizer.quantize();

            QuantizedModel read =
                    DitherFile.decode(DitherFile.encode(model, Tier.FAST).bytes());
            ModelWeights.load(network, read);

            assertArrayEquals(weights(network, "stage1_1_conv1.weight"), weights(network, "stage1_2_conv1.weight"));
            assertArrayEquals(weights(network, "stage2_2_conv2.weight"), weights(network, "stage2_3_conv2.weight"));
            assertNotEquals(weights(network, "stage1_1_conv1.weight")[0], weights(network, "stage1_3_conv1.weight")[0]);
            assertTrue(model.tensors().stream().anyMatch(t -> t instanceof QuantizedTensor.Tied));
            assertTrue(SizeFormula.megabytes(model.tensors()) < 0.8 * alone);
        }
    }

    /** What both places say of shared weights must arrive: against a network whose two copies are trained alone. */
    @Test
    void sharedWeightsGetTheSumOfTheirGradients() {
        Structure sharing = new Structure(0, true, false);
        try (GraphNetwork network = network()) {
            Quantizer quantizer = quantizer(network, new SteQat(4), sharing);
            quantizer.perturb(RandomStream.of(1));
            network.lossAndGradients(batch(), RandomStream.of(0));
            float[] first = gradient(network, "stage1_1_conv1.weight");
            float[] second = gradient(network, "stage1_2_conv1.weight");

            quantizer.pullBack(RandomStream.of(1));

            float[] sum = gradient(network, "stage1_1_conv1.weight");
            for (int i = 0; i < sum.length; i++) {
                assertEquals(first[i] + second[i], sum[i], "weight " + i);
            }
        }
    }

    @Test
    void prunedBlocksAreNotStoredAndTheFileRestoresTheRest() throws IOException {
        Structure pruning = new Structure(0.2, false, true);
        try (GraphNetwork network = network();
                GraphNetwork fresh = network()) {
            assertEquals(Set.of("stage1_2", "stage2_2"), pruning.pruned(network));
            assertEquals(Set.of("stage1_3"), new Structure(0, true, true).pruned(network), "pairs go together");
            Quantizer quantizer = quantizer(network, new SteQat(4), pruning);
            Trainer trainer = trainer(network, quantizer, pruning);
            List<EpochResult> results = trainer.run(TrainingObserver.none());
            QuantizedModel model = quantizer.quantize();

            ModelWeights.load(
                    fresh, DitherFile.decode(DitherFile.encode(model, Tier.FAST).bytes()));

            assertTrue(model.tensors().stream().noneMatch(t -> t.name().startsWith("stage1_2_")));
            assertEquals(
                    results.getLast().metrics().scores(), DATA.evaluate(fresh).scores());
        }
    }

    @Test
    void aTeacherAloneIsItsOwnBestStudent() {
        try (GraphNetwork network = network()) {
            Recipe taught = RECIPE.withDistillation(1);
            Quantizer quantizer = quantizer(network, new Method.Float32(), Structure.none());
            new Trainer(network, quantizer, DATA, taught, 1);
            Teacher teacher = new Teacher(network, 0.5, null);

            var shares = ((Target.Shares) teacher.teach(batch(), Set.of()).target()).shares();

            float[][] own = network.predict(batch());
            for (int i = 0; i < own.length; i++) {
                for (int c = 0; c < 10; c++) {
                    double label = batch().labels()[i] == c ? 1 : 0;
                    assertEquals(0.5 * label + 0.5 * own[i][c], shares[i][c], 1e-6);
                }
            }
        }
    }

    private static float[] weights(GraphNetwork network, String name) {
        return Memory.toArray(parameter(network, name).values());
    }

    private static float[] gradient(GraphNetwork network, String name) {
        return Memory.toArray(parameter(network, name).gradient());
    }

    private static Parameter parameter(GraphNetwork network, String name) {
        return network.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
