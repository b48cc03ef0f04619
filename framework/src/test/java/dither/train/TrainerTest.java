package dither.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.DitherFile;
import dither.codec.entropy.Tier;
import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Structure;
import dither.nn.zoo.Form;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.LsqPlus;
import dither.quant.Method;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.grid.Observer;
import dither.quant.grid.Oscillation;
import dither.quant.grid.RoundingGrid;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.task.Evaluation;
import dither.task.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.util.MathArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
    private static final Task DATA = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(8, 200, 100)));
    /** What these do to sixteen channels is too much for forty steps to mend; they must not diverge. */
    private static final Set<String> STRONG = Set.of("iPQ", "Quant-Noise PQ", "DiffQ");

    private static final Selection ALL = new Selection(0.0005, List.of("bias"));

    private static Recipe recipe(int epochs, double rate) {
        return new Recipe(
                epochs,
                20,
                rate,
                new Optimizer.Sgd(0.9, true),
                new Schedule.WarmUp(0.1, new Schedule.Cosine(0)),
                5e-4,
                5,
                Augmentation.cifar());
    }

    private static GraphNetwork freshNetwork() {
        return Zoo.build(new ResNet("test", 16, 2, 1, ResNet.Shortcut.SUBSAMPLE), Form.images(3, 10), 1);
    }

    private record Session(GraphNetwork network, Quantizer quantizer, Trainer trainer) implements AutoCloseable {
        static Session of(Method method, Recipe recipe) {
            GraphNetwork network = freshNetwork();
            Quantizer quantizer = Quantizer.of(
                    method,
                    ALL,
                    ModelWeights.of(network, Structure.none(), DATA, RandomStream.of(2)),
                    RandomStream.of(1));
            return new Session(network, quantizer, new Trainer(network, quantizer, DATA, recipe, 1));
        }

        @Override
        public void close() {
            network.close();
        }
    }

    /** As in fairseq: widths see the sum over a worker's tokens, unclipped; weights the clipped mean. */
    @Test
    void summedTokensWeighThePenaltyAndLeaveWidthsOutOfClipping() {
        Method method = new DiffQ(5, 8).withLogitRate(0.05);
        Recipe mean = recipe(1, 0.1);
        float[] once = logits(method, mean.withSummedTokens(1).withClipNorm(1e9));

        assertArrayEquals(once, logits(method, mean.withSummedTokens(1).withClipNorm(1e-6)), "widths are not clipped");
        assertArrayEquals(
                once,
                logits(
                        new DiffQ(5 * 64, 8).withLogitRate(0.05),
                        mean.withSummedTokens(64).withClipNorm(1e9)),
                1e-3f,
                "64 tokens and 64 times the penalty: the same but for Adam's epsilon; another sign would be 0.1 away");
        assertFalse(Arrays.equals(once, logits(method, mean.withSummedTokens(64).withClipNorm(1e9))));
    }

    /** Widths that were too slow for their target raised the penalty until clipping left nothing of the weights' gradients. */
    @Test
    void steepPenaltiesLeaveAHundredthOfTheWeightsGradientsAtWorst() {
        Recipe clipped = recipe(1, 0.1).withClipNorm(0.1).withWeightDecay(0);
        double usual = moved(new DiffQ(1e-9, 8).withLogitRate(0.05), clipped);

        double steep = moved(new DiffQ(1e9, 8).withLogitRate(0.05), clipped);

        assertEquals(usual / 100, steep, usual / 2000, "weights moved by " + usual + " without a penalty");
    }

    /** How far the first step takes what is not quantised: weights also have noise. */
    private static double moved(Method method, Recipe recipe) {
        try (Session session = Session.of(method, recipe)) {
            MemorySegment weights = session.network.parameters().stream()
                    .filter(parameter -> parameter.name().equals("classifier.bias"))
                    .findFirst()
                    .orElseThrow()
                    .values();
            float[] before = Memory.toArray(weights);
            Batch batch = DATA.epoch(recipe.batchSize(), recipe.augmentation(), RandomStream.of(1), RandomStream.of(2))
                    .batch(0);
            session.trainer.step(batch, 0, 0.1);
            return MathArrays.distance(doubles(before), doubles(Memory.toArray(weights)));
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static float[] logits(Method method, Recipe recipe) {
        try (Session session = Session.of(method, recipe)) {
            Batch batch = DATA.epoch(recipe.batchSize(), recipe.augmentation(), RandomStream.of(1), RandomStream.of(2))
                    .batch(0);
            session.trainer.step(batch, 0, 0.1);
            return Memory.toArray(session.quantizer.own().getFirst().values());
        }
    }

    static Stream<Method> methods() {
        return Stream.of(
                new Method.Float32(),
                new SteQat(4),
                new Lsq(3),
                new DiffQ(5, 8).withLogitRate(0.05),
                new DiffQ(5, 8).withLogitRate(0.05).withParametrisation(DiffQ.Parametrisation.NOISE),
                new DiffQ(1, 8).withTarget(0.01).withLogitRate(0.05),
                new QuantNoise(4, 0.5),
                new SteQat(4, RoundingGrid.symmetricPerChannel()),
                new SteQat(
                        4,
                        new RoundingGrid(
                                RoundingGrid.Kind.AFFINE,
                                RoundingGrid.Granularity.CHANNEL,
                                new Observer.MovingAverage(0.1))),
                new QuantNoise(
                        4,
                        0.5,
                        new RoundingGrid(
                                RoundingGrid.Kind.AFFINE, RoundingGrid.Granularity.TENSOR, new Observer.Histogram(7))),
                new SteQat(3).with(Oscillation.frozen(0.1, 0.5, 0.3)),
                new SteQat(3, RoundingGrid.affine()).with(Oscillation.dampened(0.1, 0.01)),
                Lsq.paper(3),
                new LsqPlus(3, 8, true),
                PqNoise.proxy(0.2, BlockSizes.small()),
                new PqNoise(0.2, BlockSizes.small(), 64, PqNoise.Replacement.EXACT, PqNoise.Draw.CLUSTERS, false),
                new Ipq(BlockSizes.small(), 256).with(Ipq.Order.LAYER_BY_LAYER),
                new Ipq(BlockSizes.small(), 64)
                        .withGroups(List.of(List.of("stage2*"), List.of("stage1*")))
                        .withInt8Centroids()
                        .withInputSamples(200));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void goingOnFromACheckpointEndsInTheSameBytes(Method method) throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        List<EpochResult> whole;
        byte[] wholeFile;
        try (Session session = Session.of(method, recipe(3, 0.05))) {
            whole = session.trainer().run(new TrainingObserver() {
                @Override
                public void onEpoch(EpochResult result, Checkpoint checkpoint) {
                    checkpoints.add(checkpoint);
                }

                @Override
                public boolean wantsCheckpoint() {
                    return true;
                }

                @Override
                public void onCheckpoint(Checkpoint checkpoint) {
                    checkpoints.add(checkpoint);
                }
            });
            wholeFile =
                    DitherFile.encode(session.quantizer().quantize(), Tier.FAST).bytes();
        }
        int steps = checkpoints.size() / 3;
        for (int at : new int[] {1, steps - 1, steps + 2}) { // within an epoch, between two, within the next
            try (Session session = Session.of(method, recipe(3, 0.05))) {
                session.trainer().resume(reread(checkpoints.get(at)));
                List<EpochResult> resumed = session.trainer().run(TrainingObserver.none());

                String place = method.label() + " from checkpoint " + at + " of " + checkpoints.size();
                assertEquals(whole, resumed, place);
                assertArrayEquals(
                        wholeFile,
                        DitherFile.encode(session.quantizer().quantize(), Tier.FAST)
                                .bytes(),
                        place);
            }
        }
    }

    private static Checkpoint reread(Checkpoint checkpoint) throws IOException {
        return Checkpoint.read(new ByteArrayInputStream(bytes(checkpoint)));
    }

    private static byte[] bytes(Checkpoint checkpoint) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoint.write(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void trainingLowersTheLoss(Method method) {
        try (Session session = Session.of(method, recipe(4, 0.05))) {
            List<EpochResult> results = session.trainer().run(TrainingObserver.none());
            double first = results.getFirst().metrics().trainLoss();
            double last = results.getLast().metrics().trainLoss();
            assertTrue(
                    last < (STRONG.contains(method.family()) ? 1.0 : 0.95) * first,
                    method.label() + ": " + first + " to " + last);
        }
    }

    @Test
    void reportedAccuracyIsThatOfTheDecodedFile() throws IOException {
        try (Session session = Session.of(new DiffQ(5, 8), recipe(1, 0.05))) {
            EpochResult result = session.trainer().run(TrainingObserver.none()).getLast();
            byte[] file =
                    DitherFile.encode(session.quantizer().quantize(), Tier.FAST).bytes();
            QuantizedModel decoded = DitherFile.decode(file);

            ModelWeights.load(session.network(), decoded);

            Evaluation evaluation = DATA.evaluate(session.network());
            assertEquals(result.metrics().scores(), evaluation.scores());
            assertEquals(result.metrics().testLoss(), evaluation.loss());
        }
    }

    @Test
    void higherPenaltiesGiveSmallerModels() {
        double[] sizes = Stream.of(0.1, 1000.0)
                .mapToDouble(penalty -> {
                    Method method = new DiffQ(penalty, 8).withLogitRate(0.05);
                    try (Session session = Session.of(method, recipe(3, 0.05))) {
                        return session.trainer()
                                .run(TrainingObserver.none())
                                .getLast()
                                .metrics()
                                .sizeMb();
                    }
                })
                .toArray();
        assertTrue(sizes[1] < 0.9 * sizes[0], () -> sizes[0] + " MB against " + sizes[1] + " MB");
    }

    /** Their NaN is in the gradient of every weight, which would be named in their place. */
    @Test
    void brokenLogitsAreNamed() {
        try (Session session = Session.of(new DiffQ(5, 8), recipe(1, 0.1))) {
            OwnParameter logits = session.quantizer().own().getFirst();
            Memory.set(logits.values(), 0, Float.NaN);

            String message = assertThrows(
                            TrainingFailure.class, () -> session.trainer().run(TrainingObserver.none()))
                    .getMessage();

            assertTrue(message.contains("bad numbers in " + logits.name()), message);
        }
    }

    @Test
    void explosionsNameEpochTensorAndCheckpoint() {
        Recipe wild = new Recipe(
                3, 20, 1e38, new Optimizer.Sgd(0.9, true), new Schedule.Constant(), 0, 0, Augmentation.none());
        try (Session session = Session.of(new Method.Float32(), wild)) {
            String message = assertThrows(
                            TrainingFailure.class,
                            () -> session.trainer().run(new TrainingObserver() {
                                @Override
                                public String lastCheckpoint() {
                                    return "epoch-0007.ckpt";
                                }
                            }))
                    .getMessage();
            assertTrue(
                    message.contains("epoch 1")
                            && message.contains("bad numbers in stem.weight")
                            && message.contains("epoch-0007.ckpt"),
                    message);
        }
    }

    @Test
    void damagedCheckpointsAreRefused() throws IOException {
        Checkpoint small =
                new Checkpoint("here", List.of(), new Checkpoint.Cursor(2, 0.5), 1.5, List.of(new float[] {1, 2, 3}));
        byte[] good = bytes(small);
        assertArrayEquals(new float[] {1, 2, 3}, reread(small).arrays().getFirst());
        assertEquals(small.cursor(), reread(small).cursor());
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            int at = i;
            assertThrows(IOException.class, () -> Checkpoint.read(new ByteArrayInputStream(bad)), () -> "byte " + at);
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(
                    IOException.class,
                    () -> Checkpoint.read(new ByteArrayInputStream(cut)),
                    () -> "cut to " + cut.length);
        }
    }

    @Test
    void foreignModelsAreRefused() {
        try (GraphNetwork small = freshNetwork();
                GraphNetwork large = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1)) {
            QuantizedModel model = Quantizer.of(new Method.Float32(), ALL, ModelWeights.of(small), RandomStream.of(1))
                    .quantize();
            assertThrows(IllegalArgumentException.class, () -> ModelWeights.load(large, model));
        }
    }
}
