package dither.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.DitherFile;
import dither.data.DataException;
import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
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
import dither.quant.PostTraining;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import dither.quant.activation.Activations;
import dither.quant.grid.Oscillation;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.RunState;
import dither.store.RunStore;
import dither.store.Site;
import dither.sweep.executor.LocalExecutor;
import dither.task.Evaluation;
import dither.task.Task;
import dither.train.LayerInputs;
import dither.train.ModelWeights;
import dither.train.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SweepTest {
    @TempDir
    Path folder;

    private Site site() {
        return new Site(folder, Scale.SMOKE, null);
    }

    private RunStore store() {
        return site().runs();
    }

    private Path run(Trial trial) {
        return store().of(trial);
    }

    private Sweep.Outcome run(Progress progress, Trial... trials) throws InterruptedException {
        return new Sweep(site(), new LocalExecutor(), progress).run(List.of(trials));
    }

    /** Every part of a trial at once: the file alone must give what was recorded. */
    @ParameterizedTest
    @MethodSource("elaborate")
    void elaborateTrialsAreRestoredFromTheirFiles(Trial trial) throws IOException, InterruptedException {
        Sweep.Outcome outcome = run(Progress.silent(), trial);

        assertEquals(0, outcome.failed(), () -> store().state(trial).text());
        RunRecord record = store().find(trial).orElseThrow();
        List<Trial.Stage> stages = trial.stages();
        assertEquals(
                stages.subList(0, stages.size() - 1).stream()
                        .mapToInt(stage -> stage.recipe().epochs())
                        .sum(),
                store().pretraining(trial).size(),
                "epochs of all earlier stages, " + trial.label());
        QuantizedModel model = DitherFile.read(folder.resolve("cache/models/" + trial.signature() + ".dither"));
        try (GraphNetwork network = Zoo.build(trial.model(), Form.images(3, 10), 99)) {
            Task task = Task.of(new DataLibrary(null).load(trial.data()));
            LayerInputs inputs = trial.activations() == null ? null : new LayerInputs(network, trial.activations());
            ModelWeights.load(network, model);
            if (inputs != null) {
                inputs.load(model);
            }
            assertEquals(record.score(), task.evaluate(network).score(record.metric()), trial.label());
            assertEquals(record.evaluation().loss(), task.evaluate(network).loss(), 1e-6, trial.label());
        }
    }

    @Test
    void batchNormIsEstimatedAnewBehindTheSameTraining() throws IOException, InterruptedException {
        Trial plain = TestTrials.trial(new SteQat(3));
        Trial anew = plain.withBatchNormOn(4);
        assertEquals(plain.stages(), anew.stages(), "nothing is trained twice");

        assertEquals(0, run(Progress.silent(), plain, anew).failed());

        QuantizedModel before = DitherFile.read(site().stages().model(plain));
        QuantizedModel after = DitherFile.read(site().stages().model(anew));
        for (int t = 0; t < before.tensors().size(); t++) {
            QuantizedTensor tensor = before.tensors().get(t);
            boolean statistic = tensor.name().endsWith(".mean") || tensor.name().endsWith(".var");
            assertEquals(
                    !statistic,
                    Arrays.equals(tensor.dequantize(), after.tensors().get(t).dequantize()),
                    tensor.name());
        }
        assertTrue(store().find(plain).orElseThrow().evaluation().loss()
                != store().find(anew).orElseThrow().evaluation().loss());
    }

    static Stream<Trial> elaborate() {
        Trial base = TestTrials.trial(new SteQat(4));
        Trial deep = new Trial(
                base.data(),
                new ResNet("test", 16, 2, 3, ResNet.Shortcut.SUBSAMPLE),
                base.pretraining(),
                base.finetuning(),
                base.method(),
                base.selection(),
                1);
        Trial.Preparation noise = new Trial.Preparation(base.finetuning(), PqNoise.proxy(0.1, BlockSizes.small()));
        return Stream.of(
                deep.with(new Structure(0.2, true, true)).withBatchNormOn(2),
                base.with(new Lsq(4)).withBatchNormOn(3).with(Activations.Observed.afterTraining(8)),
                deep.with(new Ipq(BlockSizes.small(), 64).withInt8Centroids())
                        .preparedBy(noise)
                        .with(new Structure(0.2, true, true)),
                base.with(new PostTraining(8)).with(Activations.Observed.afterTraining(8)),
                base.with(new QuantNoise(8, 0.5)).with(Activations.Observed.movingAverage(8)),
                base.with(Lsq.paper(4)).with(Activations.Learned.lsq(4)),
                base.with(new LsqPlus(4, 8, true)).with(Activations.Learned.lsqPlus(4)),
                new Trial(
                        base.data(),
                        base.model(),
                        base.pretraining(),
                        base.finetuning().withDistillation(1),
                        new Ipq(BlockSizes.small(), 16).withInputSamples(100),
                        base.selection(),
                        1),
                base.with(new SteQat(3).with(Oscillation.frozen(0.1, 0.2, 0.1))));
    }

    @Test
    void finishedTrialsNeverRunAgainAndStagesRunOnce() throws InterruptedException {
        List<Trial> trials = Stream.of(new Method.Float32(), new PostTraining(4), new DiffQ(5, 8), new Lsq(4))
                .map(TestTrials::trial)
                .toList();
        long[] steps = new long[2];
        Progress counting = new Progress() {
            @Override
            public void total(long total) {
                steps[0] = total;
            }

            @Override
            public void advance(long more) {
                steps[1] += more;
            }

            @Override
            public void say(String line) {}
        };

        assertEquals(new Sweep.Outcome(4, 0), run(counting, trials.toArray(Trial[]::new)));
        // One float stage, and one each for float, DiffQ and LSQ, of 5 steps; rounding needs none.
        assertEquals(20, steps[0]);
        assertEquals(20, steps[1]);

        assertEquals(new Sweep.Outcome(0, 0), run(counting, trials.toArray(Trial[]::new)));
        assertEquals(20, steps[1]);
    }

    @Test
    void recordsComeBackAndMatchTheFile() throws IOException, InterruptedException {
        Trial trial = TestTrials.trial(new DiffQ(5, 8));
        run(Progress.silent(), trial);

        RunRecord record = store().find(trial).orElseThrow();

        Path file = folder.resolve("cache")
                .resolve("models")
                .resolve(trial.signature().shortHex() + ".dither");
        assertEquals(Files.size(file), record.sizes().fileBytes());
        assertEquals(1, record.metrics().size());
        Pace pace = record.cost().pace();
        assertTrue(pace.step() > 0 && pace.overhead() > 0 && Double.isFinite(pace.overhead()), pace.toString());
        try (GraphNetwork network = Zoo.build(trial.model(), Form.images(3, 10), 99)) {
            ModelWeights.load(network, DitherFile.read(file));
            Evaluation evaluation =
                    Task.of(new DataLibrary(null).load(trial.data())).evaluate(network);
            assertEquals(record.evaluation(), evaluation);
        }
        Path run = run(trial);
        for (String name : List.of("trial.json", "provenance.json", "metrics.jsonl", "layers.csv", "summary.json")) {
            assertTrue(Files.size(run.resolve(name)) > 0, name);
        }
        assertTrue(Files.readString(run.resolve("layers.csv")).startsWith("epoch,layer,shape,weights,mean_bits,"));
    }

    @Test
    void roundedModelsAreRecordedAsRounded() throws IOException, InterruptedException {
        Trial trial = TestTrials.trial(new PostTraining(3));
        run(Progress.silent(), trial);

        RunRecord record = store().find(trial).orElseThrow();

        assertEquals(record.score(), record.metrics().getLast().scores().get(record.metric()));
        assertEquals(record.sizes().meanBits(), record.metrics().getLast().meanBits());
        Path run = run(trial);
        assertTrue(Files.readString(run.resolve("layers.csv")).contains(",3.0000,3:"));
        assertEquals(1, Files.readAllLines(run.resolve("pretraining.jsonl")).size());
    }

    @Test
    void oneFailingTrialDoesNotSinkTheOthers() throws InterruptedException {
        Trial bad = TestTrials.trial(new DiffQ(5, 7)); // 7 divides nothing
        Trial good = TestTrials.trial(new SteQat(4));

        assertEquals(new Sweep.Outcome(2, 1), run(Progress.silent(), bad, good));

        RunState.Failed failed = assertInstanceOf(RunState.Failed.class, store().state(bad));
        assertTrue(failed.reason().contains("groupSize 7"), failed.reason());
        assertTrue(store().state(good).isFinished());
    }

    @Test
    void missingDataStopsTheSweepAtOnce() throws InterruptedException {
        Trial trial = TestTrials.trial(new Method.Float32());
        Trial elsewhere = new Trial(
                new ImageSpec.Cifar10(100, 100),
                trial.model(),
                trial.pretraining(),
                trial.finetuning(),
                trial.method(),
                trial.selection(),
                1);

        assertThrows(DataException.class, () -> run(Progress.silent(), elsewhere));
    }

    @Test
    void aTrialCutBetweenStagesEndsInTheSameBytes() throws IOException, InterruptedException {
        Trial trial = TestTrials.trial(new DiffQ(5, 8));
        run(Progress.silent(), trial);
        Path file = folder.resolve("cache")
                .resolve("models")
                .resolve(trial.signature().shortHex() + ".dither");
        Path metrics = run(trial).resolve("metrics.jsonl");
        byte[] expectedFile = Files.readAllBytes(file);
        String expectedMetrics = Files.readString(metrics);

        // As if killed after the float stage: no summary, and the second stage's checkpoint is damaged.
        Files.delete(metrics.resolveSibling("summary.json"));
        Path stage = folder.resolve("cache")
                .resolve("stages")
                .resolve(trial.stages().getLast().signature().shortHex());
        try (Stream<Path> checkpoints = Files.list(stage)) {
            for (Path checkpoint : checkpoints.toList()) {
                Files.write(checkpoint, new byte[] {1, 2, 3});
            }
        }
        List<String> said = new ArrayList<>();
        run(
                new Progress() {

                    @Override
                    public void say(String line) {
                        said.add(line);
                    }
                },
                trial);

        assertArrayEquals(expectedFile, Files.readAllBytes(file));
        assertEquals(expectedMetrics, Files.readString(metrics));
        assertTrue(said.stream().anyMatch(line -> line.contains("damaged")), said.toString());
    }

    @Test
    void foreignFoldersAreListed() throws IOException, InterruptedException {
        Files.createDirectories(run(TestTrials.trial(new Method.Float32())).resolveSibling("0123456789ab"));

        assertEquals(
                List.of("0123456789ab"), store().folders().strangers(List.of(TestTrials.trial(new Method.Float32()))));
    }

    @Test
    void aTrialCutWithinAnEpochGoesOnThere() throws IOException, InterruptedException {
        Trial trial = TestTrials.longer(new DiffQ(5, 8), 2);
        run(Progress.silent(), trial);
        byte[] expected = Files.readAllBytes(site().stages().model(trial));
        Site other = new Site(folder.resolve("other"), Scale.SMOKE, null);
        // Steps 1 to 10 are the float stage; 18 is the third of the last stage's second epoch.
        int[] steps = new int[1];
        JobRunner cut = new JobRunner(
                other,
                new Progress() {
                    @Override
                    public void advance(long more) {
                        if (++steps[0] == 18) {
                            throw new IllegalStateException("the lights went out");
                        }
                    }
                },
                Duration.ZERO);
        assertEquals(JobRunner.Result.FAILED, cut.run(new Job.Whole(trial)));
        assertTrue(
                other.state(trial).text().contains("failed after epoch 1: the lights went out"),
                other.state(trial).text());
        List<String> said = new ArrayList<>();

        new Sweep(other, new LocalExecutor(), new Progress() {
                    @Override
                    public void say(String line) {
                        said.add(line);
                    }
                })
                .run(List.of(trial));

        assertTrue(said.contains("resuming after epoch 1 of 2, step 2"), said.toString());
        assertArrayEquals(expected, Files.readAllBytes(other.stages().model(trial)));
        assertEquals(null, other.runs().provenance(trial).earlier(), "the same program on the same machine");
    }

    @Test
    void whoeverTrainedASharedStageIsNamed() throws InterruptedException {
        Trial first = TestTrials.trial(new DiffQ(5, 8));
        Trial second = TestTrials.trial(new Lsq(4));
        run(Progress.silent(), first);
        Provenance here = store().provenance(first);
        Provenance there = new Provenance(
                "0".repeat(40), true, null, here.trainSha256(), here.testSha256(), here.platform(), null);
        Trial.Stage shared = first.stages().getFirst();
        assertEquals(List.of(here), site().stages().makers(shared));
        site().stages().note(shared, List.of(there));

        run(Progress.silent(), second);

        assertEquals(shared, second.stages().getFirst());
        Provenance provenance = store().provenance(second);
        assertEquals(List.of(there), provenance.earlier());
        assertTrue(provenance.anyDirty());
        assertEquals(null, store().provenance(first).earlier(), "it was finished before");
    }

    @Test
    void whoeverBeganATrialIsNamed() {
        Provenance here = Provenance.of("train", "test");
        Provenance.Platform p = here.platform();
        Provenance there = new Provenance(
                "0".repeat(40),
                here.dirty(),
                here.diffSha256(),
                "train",
                "test",
                new Provenance.Platform(
                        p.jvm(),
                        p.os(),
                        p.arch(),
                        p.cpu(),
                        p.cpuFeatures(),
                        p.vectorBits(),
                        p.convolutions(),
                        p.nd4j(),
                        7),
                null);

        assertEquals(here, here.with(List.of(here)));
        assertEquals(List.of(there), here.with(List.of(there, here, there)).earlier());
        assertTrue(
                there.differences(here).stream().anyMatch(line -> line.startsWith("platform.threads: 7 | ")),
                there.differences(here).toString());
    }
}
