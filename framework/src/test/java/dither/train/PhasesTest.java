package dither.train;

import static dither.train.StructureTest.DATA;
import static dither.train.StructureTest.RECIPE;
import static dither.train.StructureTest.batch;
import static dither.train.StructureTest.network;
import static dither.train.StructureTest.quantizer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.DitherFile;
import dither.codec.entropy.Tier;
import dither.data.image.Augmentation;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Structure;
import dither.nn.layer.Target;
import dither.quant.DiffQ;
import dither.quant.Ipq;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.activation.Activations;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.OwnParameter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step does around the method: optimisers, phases, activations. */
class PhasesTest {
    /** Adam's first updates have the size of the rate; with a count of all steps they would be larger. */
    @Test
    void optimisersStartAfreshWithEachPhase() {
        MemorySegment values = Memory.of(0);
        MemorySegment gradient = Memory.of(0.001f);
        Updater updater = new Updater(Optimizer.Adam.standard(), List.of(values), List.of(gradient));
        for (int i = 0; i < 1000; i++) {
            updater.step(0.01, 0, 1, true);
        }
        updater.reset();
        float before = Memory.get(values, 0);

        updater.step(0.01, 0, 1, true);

        assertEquals(0.01, before - Memory.get(values, 0), 1e-4);
    }

    /** Adam with eps 1e-8 moves by rate g / (g + eps): the steps of DeiT's and Demucs's settings, sheet 4. */
    @ParameterizedTest
    @CsvSource({"2.8e-8,0.74", "9.2e-10,0.085", "3.1e-5,0.9997"})
    void smallGradientsMoveLogitsByLess(float gradient, double step) {
        MemorySegment values = Memory.of(0);
        Updater updater = new Updater(Optimizer.Adam.standard(), List.of(values), List.of(Memory.of(gradient)));

        updater.step(1e-3, 0, 1, true);

        assertEquals(-1e-3 * step, Memory.get(values, 0), 5e-6);
    }

    @Test
    void tensorsWithoutGradientSitOutOnlyWhereAsked() {
        MemorySegment values = Memory.of(0);
        MemorySegment gradient = Memory.of(1);
        Updater updater = new Updater(new Optimizer.Sgd(0.9, false), List.of(values), List.of(gradient));
        updater.step(0.1, 0, 1, true);
        Memory.set(gradient, 0, 0);

        updater.step(0.1, 0, 1, true);
        assertEquals(-0.1f, Memory.get(values, 0));
        updater.step(0.1, 0, 1, false);
        assertEquals(-0.19f, Memory.get(values, 0), 1e-6f);
    }

    @Test
    void aGradientThatIsNotFiniteMovesNothing() {
        try (GraphNetwork network = network()) {
            Recipe unclipped = new Recipe(
                    1, 20, 0.05, new Optimizer.Sgd(0.9, true), new Schedule.Constant(), 0, 0, Augmentation.none());
            Quantizer quantizer = quantizer(network, new DiffQ(5, 8), Structure.none());
            Trainer trainer = new Trainer(network, quantizer, DATA, unclipped, 1);
            float[] inputs = batch().inputs().clone();
            Arrays.fill(inputs, 1e38f);
            List<float[]> before = moved(quantizer);

            double loss = trainer.step(new Batch(inputs, batch().shape(), batch().labels()), 0, 0.05);

            assertTrue(!Double.isFinite(loss), () -> "loss " + loss);
            for (int i = 0; i < before.size(); i++) {
                assertArrayEquals(before.get(i), moved(quantizer).get(i), "tensor " + i);
            }
        }
    }

    private static List<float[]> moved(Quantizer quantizer) {
        return quantizer.trained().stream().map(t -> Memory.toArray(t.values())).toList();
    }

    /** The first layer's input needs no gradient, its grid does. */
    @Test
    void everyLayersLearnedInputGridIsTrained() {
        try (GraphNetwork network = network();
                LayerInputs inputs = new LayerInputs(network, Activations.Learned.lsq(4))) {
            Quantizer quantizer = quantizer(network, new SteQat(4), Structure.none());
            Trainer trainer = new Trainer(network, quantizer, DATA, RECIPE, 1, Structure.none(), inputs);

            trainer.step(batch(), 0, 0.05);
            trainer.step(batch(), 1, 0.05);

            for (OwnParameter step : inputs.own()) {
                assertTrue(Memory.get(step.gradient(), 0) != 0, step.name());
            }
        }
    }

    @Test
    void metricsOfTheLastEpochAreThoseOfTheFile() {
        for (Activations activations : List.of(
                Activations.Observed.movingAverage(3),
                Activations.Observed.afterTraining(4),
                Activations.Learned.lsqPlus(4))) {
            try (GraphNetwork network = network();
                    GraphNetwork fresh = network();
                    LayerInputs inputs = new LayerInputs(network, activations);
                    LayerInputs restored = new LayerInputs(fresh, activations)) {
                Quantizer quantizer = quantizer(network, new SteQat(4), Structure.none());
                Trainer trainer = new Trainer(network, quantizer, DATA, RECIPE, 1, Structure.none(), inputs);
                EpochMetrics last =
                        trainer.run(TrainingObserver.none()).getLast().metrics();
                QuantizedModel model = inputs.addTo(quantizer.quantize());

                ModelWeights.load(fresh, model);
                restored.load(model);

                assertEquals(last.testLoss(), DATA.evaluate(fresh).loss(), 1e-6, activations.label());
            }
        }
    }

    /** Two groups and two epochs: the second phase begins where the checkpoint ends. */
    @Test
    void goingOnWhereAPhaseBeginsEndsInTheSameBytes() {
        Method method = new Ipq(BlockSizes.small(), 16)
                .withGroups(List.of(List.of("stage1*"), List.of("stage2*", "classifier*")))
                .withInputSamples(50);
        Structure structure = new Structure(0.2, false, true);
        List<Checkpoint> checkpoints = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        for (boolean resumed : List.of(false, true)) {
            try (GraphNetwork network = network();
                    LayerInputs inputs = new LayerInputs(network, Activations.Observed.movingAverage(8))) {
                Quantizer quantizer = quantizer(network, method, structure);
                Recipe taught = RECIPE.withDistillation(0.5);
                Trainer trainer = new Trainer(network, quantizer, DATA, taught, 1, structure, inputs);
                if (resumed) {
                    trainer.resume(checkpoints.getFirst());
                }
                trainer.run(new TrainingObserver() {
                    @Override
                    public void onEpoch(EpochResult result, Checkpoint checkpoint) {
                        checkpoints.add(checkpoint);
                    }
                });
                files.add(DitherFile.encode(inputs.addTo(quantizer.quantize()), Tier.FAST)
                        .bytes());
            }
        }
        assertArrayEquals(files.getFirst(), files.getLast());
    }

    /** The same labels as shares, as mixed images have them, teach the same. */
    @Test
    void aTeacherTakesLabelsAndSharesAlike() {
        try (GraphNetwork network = network()) {
            Batch labelled = batch();
            float[][] shares = new float[labelled.labels().length][10];
            for (int i = 0; i < shares.length; i++) {
                shares[i][labelled.labels()[i]] = 1;
            }
            Teacher teacher = new Teacher(network, 0.5, null);

            float[][] ofLabels = taught(teacher, labelled);
            float[][] ofShares = taught(teacher, labelled.with(new Target.Shares(shares)));

            assertArrayEquals(ofLabels, ofShares);
            assertEquals(
                    1, IntStream.range(0, 10).mapToDouble(c -> ofShares[0][c]).sum(), 1e-5);
            assertTrue(ofShares[0][labelled.labels()[0]] > 0.5, "half of it is the label's");
        }
    }

    private static float[][] taught(Teacher teacher, Batch batch) {
        return ((Target.Shares) teacher.teach(batch, Set.of()).target()).shares();
    }

    /** Layers whose turn no step begins would be quantised in the end only, and never trained. */
    @Test
    void morePhasesThanStepsAreRefused() {
        try (GraphNetwork network = network()) {
            Quantizer quantizer = quantizer(
                    network, new Ipq(BlockSizes.small(), 16).with(Ipq.Order.LAYER_BY_LAYER), Structure.none());
            Recipe oneStep = new Recipe(
                    1,
                    DATA.examples(),
                    0.05,
                    new Optimizer.Sgd(0.9, true),
                    new Schedule.Constant(),
                    0,
                    0,
                    Augmentation.none());

            String message = assertThrows(
                            IllegalArgumentException.class, () -> new Trainer(network, quantizer, DATA, oneStep, 1))
                    .getMessage();

            assertTrue(message.contains(quantizer.phases() + " phases") && message.contains("1 step"), message);
        }
    }

    /** Sampling takes the place of the activation quantisers for a moment only. */
    @Test
    void samplingInputsLeavesActivationQuantisersInPlace() {
        try (GraphNetwork network = network();
                LayerInputs inputs = new LayerInputs(network, Activations.Observed.movingAverage(8))) {
            Quantizer quantizer =
                    quantizer(network, new Ipq(BlockSizes.small(), 16).withInputSamples(20), Structure.none());
            new Trainer(network, quantizer, DATA, RECIPE, 1, Structure.none(), inputs).step(batch(), 0, 0.05);

            for (MemorySegment state : inputs.state()) {
                assertEquals(1f, Memory.get(state, 0), "forward passes that a layer's observer has seen");
            }
        }
    }
}
