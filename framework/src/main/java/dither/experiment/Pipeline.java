package dither.experiment;

import dither.codec.DitherFile;
import dither.codec.SizeReport;
import dither.data.DataLibrary;
import dither.data.Dataset;
import dither.nn.Network;
import dither.nn.Structure;
import dither.nn.zoo.Zoo;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.SizeFormula;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.task.Evaluation;
import dither.task.Task;
import dither.train.Checkpoint;
import dither.train.EpochMetrics;
import dither.train.EpochResult;
import dither.train.LayerInputs;
import dither.train.ModelWeights;
import dither.train.Trainer;
import dither.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries one trial from its values to its record. */
final class Pipeline {
    private final DataLibrary data;
    private final RunStore store;
    private final StageCache cache;
    private final Progress progress;

    Pipeline(DataLibrary data, RunStore store, StageCache cache, Progress progress) {
        this.data = data;
        this.store = store;
        this.cache = cache;
        this.progress = progress;
    }

    /** Steps that {@code stage} still needs. */
    long stepsLeft(Trial.Stage stage) {
        long perEpoch = Task.of(data.load(stage.data())).batches(stage.recipe().batchSize());
        int done = cache.load(stage, data.sha256(stage.data()), Progress.silent())
                .map(Checkpoint::epochs)
                .orElse(0);
        return perEpoch * (stage.recipe().epochs() - done);
    }

    /** Runs {@code trial}, or what is left of it, and stores its record. */
    void run(Trial trial) {
        long start = System.nanoTime();
        Dataset dataset = data.load(trial.data());
        Task task = Task.of(dataset);
        Provenance provenance = Provenance.of(dataset.trainSha256(), dataset.testSha256());
        store.start(trial, provenance);
        try (Network network = Zoo.build(trial.model(), task.form(), trial.seed(), trial.compute())) {
            Trained last = null;
            List<Trial.Stage> stages = trial.stages();
            for (Trial.Stage stage : stages) {
                boolean own = stage == stages.getLast();
                last = train(stage, network, task, own ? trial : null);
                if (!own) {
                    store.pretraining(trial, last.results());
                }
            }
            compress(trial, network, task, last, provenance, (System.nanoTime() - start) / 1e9);
        }
    }

    private record Trained(Quantizer quantizer, List<EpochResult> results, LayerInputs inputs, double waited) {}

    /** @param recorded the trial whose record shows the epochs of this stage, or null */
    private Trained train(Trial.Stage stage, Network network, Task task, Trial recorded) {
        Structure structure = stage.structure();
        // The last stage knows what will be pruned behind it, if it was not before.
        Structure stored = recorded == null ? structure : recorded.structure();
        RandomStream random = Purpose.METHOD.stream(stage.trainingSeed());
        Quantizer quantizer =
                Quantizer.of(stage.method(), stage.selection(), ModelWeights.of(network, stored, task, random), random);
        LayerInputs inputs = stage.activations() == null ? null : new LayerInputs(network, stage.activations());
        Trainer trainer =
                new Trainer(network, quantizer, task, stage.recipe(), stage.trainingSeed(), structure, inputs);
        Optional<Checkpoint> checkpoint = cache.load(stage, data.sha256(stage.data()), progress);
        checkpoint.ifPresent(trainer::resume);
        int done = checkpoint.map(Checkpoint::epochs).orElse(0);
        if (done > 0 && done < stage.recipe().epochs()) {
            progress.say(
                    "going on behind epoch " + done + " of " + stage.recipe().epochs());
        }
        if (recorded != null) {
            store.epochs(recorded, checkpoint.map(Checkpoint::results).orElse(List.of()));
        }
        List<EpochResult> results = trainer.run(new TrainingObserver() {
            private String last =
                    checkpoint.isPresent() ? "epoch " + checkpoint.get().epochs() : "none in this stage";

            @Override
            public void onStep() {
                progress.advance(1);
            }

            @Override
            public void onEpoch(EpochResult result, Checkpoint saved) {
                last = cache.save(stage, data.sha256(stage.data()), saved).toString();
                if (recorded != null) {
                    store.epochs(recorded, saved.results());
                }
            }

            @Override
            public String lastCheckpoint() {
                return last;
            }
        });
        // What follows starts from what training moved, not from the last noisy view of it.
        quantizer.showStored();
        return new Trained(quantizer, results, inputs, trainer.secondsWaited());
    }

    /** Writes the file, reads it back, and measures the network that it restores. */
    private void compress(
            Trial trial, Network network, Task task, Trained trained, Provenance provenance, double seconds) {
        RandomStream random = Purpose.METHOD.stream(trial.seed());
        boolean halves =
                trial.method() instanceof Method.Float32 && trial.selection().float16();
        Quantizer quantizer = trial.method().afterTraining() || halves
                ? Quantizer.of(
                        trial.method(),
                        trial.selection(),
                        ModelWeights.of(network, trial.structure(), task, random),
                        random)
                : trained.quantizer();
        QuantizedModel model = quantizer
                .quantize()
                .with(Map.of(
                        "method", trial.label(),
                        "model", trial.model().name(),
                        "signature", trial.signature().hex()));
        LayerInputs inputs = trained.inputs();
        if (inputs == null && trial.activations() != null) {
            inputs = new LayerInputs(network, trial.activations());
        }
        if (inputs != null) {
            ModelWeights.load(network, model); // ranges are those of the network that will be evaluated
            inputs.calibrate(task);
            model = inputs.addTo(model);
        }
        Path file = cache.model(trial);
        DitherFile.Encoded encoded = DitherFile.write(file, model);
        try {
            QuantizedModel restored = DitherFile.read(file);
            ModelWeights.load(network, restored);
            if (inputs != null) {
                inputs.load(restored);
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
        Evaluation evaluation = task.evaluate(network);
        List<EpochResult> results = trained.results();
        if (trial.method().afterTraining()) {
            // Its training was that of the float model; the record shows its end with the rounded weights.
            results = List.of(rounded(results.getLast().metrics(), evaluation, model, encoded));
            store.epochs(trial, results);
        }
        store.finish(new RunRecord(
                trial,
                trial.signature(),
                provenance,
                results.stream().map(EpochResult::metrics).toList(),
                task.metric(),
                task.baseline(),
                task.best().isPresent() ? task.best().getAsDouble() : null,
                evaluation,
                SizeReport.of(model, encoded),
                seconds,
                trained.waited()));
        progress.say(trial.label() + ", seed " + trial.seed() + ": "
                + task.metric().heading() + " " + task.metric().show(evaluation.score(task.metric())));
    }

    private static EpochResult rounded(
            EpochMetrics last, Evaluation evaluation, QuantizedModel model, DitherFile.Encoded encoded) {
        SizeReport sizes = SizeReport.of(model, encoded);
        return new EpochResult(
                new EpochMetrics(
                        last.epoch(),
                        last.trainLoss(),
                        evaluation.loss(),
                        evaluation.scores(),
                        SizeFormula.megabytes(model.tensors()),
                        sizes.meanBits(),
                        last.rate()),
                sizes,
                Map.of());
    }
}
