package dither.sweep;

import dither.codec.DitherFile;
import dither.codec.SizeReport;
import dither.codec.entropy.Tier;
import dither.data.DataLibrary;
import dither.data.Dataset;
import dither.data.Sha256;
import dither.experiment.ModelFile;
import dither.experiment.Trial;
import dither.nn.Network;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.SizeFormula;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.store.FileLocks;
import dither.store.MemoryUse;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.RunStore;
import dither.store.Site;
import dither.store.StageCache;
import dither.task.Evaluation;
import dither.task.Task;
import dither.train.Checkpoint;
import dither.train.EpochMetrics;
import dither.train.EpochResult;
import dither.train.LayerInputs;
import dither.train.ModelWeights;
import dither.train.Pace;
import dither.train.RunningStatistics;
import dither.train.Trainer;
import dither.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Carries one trial from its values to its record. */
final class Pipeline {
    /** Steered sizes end nearer than that to their target, unless the widths had no time to get there. */
    private static final double MISSED = 0.02;

    private final DataLibrary data;
    private final Site site;
    private final RunStore store;
    private final StageCache cache;
    private final Progress progress;
    private final Duration betweenCheckpoints;

    Pipeline(DataLibrary data, Site site, Progress progress, Duration betweenCheckpoints) {
        this.data = data;
        this.site = site;
        this.store = site.runs();
        this.cache = site.stages();
        this.progress = progress;
        this.betweenCheckpoints = betweenCheckpoints;
    }

    /** Steps that {@code stage} still needs until {@code epochs} are done. */
    long stepsLeft(Trial.Stage stage, int epochs) {
        long perEpoch = Task.of(data.load(stage.data())).batches(stage.recipe().batchSize());
        StageCache.Position done = cache.position(stage);
        return Math.max(0, perEpoch * (epochs - done.epochs()) - done.steps());
    }

    /**
     * Does what is left of {@code job}.
     *
     * @param doing told in words what is being done
     */
    void run(Job job, Consumer<String> doing) throws InterruptedException {
        Stopwatch watch = new Stopwatch();
        Trial trial = job.trial();
        Dataset dataset = data.load(trial.data());
        Task task = Task.of(dataset);
        List<Trial.Stage> stages = trial.stages();
        int count = job instanceof Job.Stage(Trial _, int stage) ? stage + 1 : stages.size();
        Provenance here = Provenance.of(dataset.trainSha256(), dataset.testSha256());
        // A result is owed to all programs that had a part in its stages.
        Set<Provenance> makers = new LinkedHashSet<>();
        stages.subList(0, count).forEach(stage -> makers.addAll(cache.makers(stage)));
        makers.stream()
                .filter(maker -> !maker.equals(here))
                .forEach(maker -> progress.say(
                        "going on with what was begun elsewhere: " + String.join("; ", maker.differences(here))));
        boolean recorded = !(job instanceof Job.Stage);
        if (recorded) {
            watch.keeping(() -> store.start(trial, here.with(makers)));
        }
        try (Network network = Zoo.build(trial.model(), task.form(), trial.seed(), trial.compute())) {
            if (trial.batchNormBatches() > 0) {
                RunningStatistics.check(network);
            }
            Trained last = null;
            List<EpochResult> earlier = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Trial.Stage stage = stages.get(i);
                boolean own = i == stages.size() - 1;
                int epochs = own && job instanceof Job.Rung(Trial _, int until)
                        ? until
                        : stage.recipe().epochs();
                // Whoever else needs this stage waits, and finds it done.
                long from = System.nanoTime();
                try (FileLocks.Held _ = site.locks()
                        .await(
                                "stage-" + stage.signature(),
                                () -> progress.say(
                                        "waiting for another program that trains stage " + stage.signature()))) {
                    watch.waitedSince(from);
                    last = train(stage, epochs, network, task, own ? trial : null, here, doing, watch);
                }
                makers.addAll(cache.makers(stage));
                if (!own && recorded) {
                    earlier.addAll(last.results());
                    watch.keeping(() -> store.pretraining(trial, earlier));
                }
            }
            if (job instanceof Job.Whole) {
                doing.accept("compressing");
                compress(trial, network, task, last, here.with(makers), watch);
            }
        }
    }

    /**
     * A stage that is done.
     *
     * @param before seconds that other programs had spent on it
     * @param waited seconds of this one's that training waited for batches
     */
    private record Trained(
            Quantizer quantizer, List<EpochResult> results, LayerInputs inputs, double before, double waited) {}

    /** @param recorded the trial whose record shows the epochs of this stage, or null */
    private Trained train(
            Trial.Stage stage,
            int epochs,
            Network network,
            Task task,
            Trial recorded,
            Provenance here,
            Consumer<String> doing,
            Stopwatch watch) {
        RandomStream random = Purpose.METHOD.stream(stage.trainingSeed());
        Quantizer quantizer = Quantizer.of(
                stage.method(), stage.selection(), ModelWeights.of(network, stage.stored(), task, random), random);
        LayerInputs inputs = stage.activations() == null ? null : new LayerInputs(network, stage.activations());
        Trainer trainer =
                new Trainer(network, quantizer, task, stage.recipe(), stage.trainingSeed(), stage.structure(), inputs);
        String hash = data.sha256(stage.data());
        Optional<Checkpoint> checkpoint = cache.load(stage, hash, progress::say);
        checkpoint.ifPresent(trainer::resume);
        Keeper keeper = new Keeper(stage, hash, recorded, checkpoint, doing, watch);
        keeper.begin(epochs, here);
        List<EpochResult> results = trainer.run(epochs, keeper);
        if (!trainer.pace().equals(Pace.UNKNOWN)) {
            watch.keeping(() -> cache.note(stage, trainer.pace()));
        }
        // What follows starts from what training moved, not from the last noisy view of it.
        quantizer.showStored();
        return new Trained(quantizer, results, inputs, keeper.before, trainer.secondsWaited());
    }

    /** Keeps what the training of a stage reaches, and says where it is. */
    private final class Keeper implements TrainingObserver {
        private final Trial.Stage stage;
        private final String hash;
        private final Trial recorded;
        private final Optional<Checkpoint> start;
        private final Consumer<String> doing;
        private final Stopwatch watch;

        /** Seconds that were spent on the stage before. */
        private final double before;

        private String last;
        private long saved = System.nanoTime();

        /**
         * @param hash of the data
         * @param recorded the trial whose record shows the epochs, or null
         * @param start where training goes on, if it was begun
         */
        Keeper(
                Trial.Stage stage,
                String hash,
                Trial recorded,
                Optional<Checkpoint> start,
                Consumer<String> doing,
                Stopwatch watch) {
            this.stage = stage;
            this.hash = hash;
            this.recorded = recorded;
            this.start = start;
            this.doing = doing;
            this.watch = watch;
            before = start.map(Checkpoint::seconds).orElse(0.0);
            last = start.map(checkpoint -> "epoch " + checkpoint.epochs()).orElse("none in this stage");
        }

        /** Notes who has a part in the stage from now on, and what earlier runs have reached. */
        void begin(int epochs, Provenance here) {
            int done = start.map(Checkpoint::epochs).orElse(0);
            int cursor = start.map(checkpoint -> checkpoint.cursor().steps()).orElse(0);
            if (done + cursor > 0 && done < epochs) {
                progress.say("resuming after epoch " + done + " of "
                        + stage.recipe().epochs() + (cursor == 0 ? "" : ", step " + cursor));
            }
            if (start.isEmpty() || done < epochs) {
                List<Provenance> makers = new ArrayList<>(start.isEmpty() ? List.of() : cache.makers(stage));
                if (!makers.contains(here)) {
                    makers.add(here);
                    watch.keeping(() -> cache.note(stage, makers));
                }
            }
            record(start.map(Checkpoint::results).orElse(List.of()));
            sayAfter(done);
        }

        private void record(List<EpochResult> results) {
            if (recorded != null) {
                watch.keeping(() -> store.epochs(recorded, results));
            }
        }

        private void sayAfter(int epochs) {
            int all = stage.recipe().epochs();
            doing.accept("epoch " + Math.min(epochs + 1, all) + " of " + all);
        }

        @Override
        public void onStep() {
            progress.advance(1);
        }

        @Override
        public boolean wantsCheckpoint() {
            return System.nanoTime() - saved > betweenCheckpoints.toNanos();
        }

        @Override
        public void onCheckpoint(Checkpoint made) {
            watch.keeping(() -> last = cache.save(stage, hash, made.after(before + watch.seconds()))
                    .toString());
            saved = System.nanoTime();
        }

        @Override
        public void onEpoch(EpochResult result, Checkpoint made) {
            onCheckpoint(made);
            record(made.results());
            sayAfter(made.epochs());
        }

        @Override
        public String lastCheckpoint() {
            return last;
        }
    }

    /** Writes the file, reads it back, and records what the network that it restores is worth. */
    private void compress(
            Trial trial, Network network, Task task, Trained trained, Provenance provenance, Stopwatch watch) {
        QuantizedModel quantised = quantise(trial, network, task, trained);
        LayerInputs inputs = trained.inputs() == null && trial.activations() != null
                ? new LayerInputs(network, trial.activations())
                : trained.inputs();
        QuantizedModel model = inputs == null ? quantised : calibrate(quantised, network, task, inputs);
        Path file = cache.model(trial);
        DitherFile.Encoded encoded = watch.keeping(() -> DitherFile.write(file, model, Tier.SMALL));
        restore(file, network, inputs);
        Evaluation evaluation = task.evaluate(network);
        List<EpochResult> results = trained.results();
        if (trial.method().afterTraining()) {
            // Its training was that of the float model; the record shows its end with the rounded weights.
            results = List.of(rounded(results.getLast().metrics(), evaluation, model));
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
                new RunRecord.Cost(
                        trained.before() + watch.seconds(),
                        trained.waited(),
                        watch.secondsKeeping(),
                        cache.pace(trial.stages().getLast()),
                        MemoryUse.peakHeap(),
                        MemoryUse.peakProcess()),
                Sha256.of(encoded.bytes())));
        progress.say(trial.title() + ": " + task.metric().heading() + " "
                + task.metric().show(evaluation.score(task.metric()))
                + missed(trial.method(), SizeFormula.megabytes(model.tensors())));
    }

    /** Whoever asks for a size is told where widths did not get there. */
    static String missed(Method method, double megabytes) {
        double wanted = method instanceof DiffQ diffQ ? diffQ.targetMb() : 0;
        return wanted == 0 || Math.abs(megabytes / wanted - 1) < MISSED
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; took %.4g MB where %.4g were asked for: give widths more steps, or another logit rate",
                        megabytes,
                        wanted);
    }

    /** The weights as they are stored, with batch norms that suit them if the trial asks for that. */
    private static QuantizedModel quantise(Trial trial, Network network, Task task, Trained trained) {
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
                        "signature", trial.signature().hex()))
                .with(new ModelFile(trial.model(), task.form()).metadata());
        if (trial.batchNormBatches() == 0) {
            return model;
        }
        ModelWeights.load(network, model);
        Runnable estimate = () ->
                RunningStatistics.estimate(network, task, trial.finetuning(), trial.batchNormBatches(), trial.seed());
        if (trained.inputs() == null) {
            estimate.run();
        } else {
            trained.inputs().keepingRanges(estimate);
        }
        return RunningStatistics.into(model, network);
    }

    /** With the ranges of activations, which are those of the network that will be evaluated. */
    private static QuantizedModel calibrate(QuantizedModel model, Network network, Task task, LayerInputs inputs) {
        ModelWeights.load(network, model);
        inputs.calibrate(task);
        return inputs.addTo(model);
    }

    private static void restore(Path file, Network network, LayerInputs inputs) {
        try {
            QuantizedModel restored = DitherFile.read(file);
            ModelWeights.load(network, restored);
            if (inputs != null) {
                inputs.load(restored);
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private static EpochResult rounded(EpochMetrics last, Evaluation evaluation, QuantizedModel model) {
        SizeReport sizes = SizeReport.counted(model);
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
