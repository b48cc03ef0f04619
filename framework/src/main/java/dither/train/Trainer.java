package dither.train;

import dither.codec.SizeReport;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.nn.Structure;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.TrainingStep;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.task.Evaluation;
import dither.task.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/** Trains one network by one recipe under one method. */
public final class Trainer {
    /** An epoch whose mean loss is this many times that of guessing has diverged, even if no number has overflowed. */
    private static final double EXPLODED = 5;

    /**
     * The gradients of the method's own Adam count for at most so many times the norm of the others: under the steep penalty of a size that widths are
     * too slow for, clipping to a norm of both left nothing of the weights' gradients, not even what Adam would make steps of.
     */
    private static final double MOST_OWN = 100;

    private final Network network;
    private final Quantizer quantizer;
    private final Task task;
    private final Recipe recipe;
    private final long seed;
    private final int stepsPerEpoch;
    private final Updater weights;
    private final Updater likeWeights;
    private final Map<Double, Updater> ownAdams = new TreeMap<>();
    private final Structure structure;
    private final LayerInputs inputs;
    private final Set<String> pruned;
    private final Teacher teacher;
    private final List<EpochResult> results = new ArrayList<>();
    private Checkpoint.Cursor cursor = Checkpoint.Cursor.START;
    private long waited;
    private long made;

    /** Seconds of the latest steps; of all of the longest training there would be millions. */
    private final DescriptiveStatistics seconds = new DescriptiveStatistics(1024);

    private double secondsOfSteps;
    private double secondsOfMethod;
    private long methodNanos;

    /** With nothing done to blocks or activations. */
    public Trainer(Network network, Quantizer quantizer, Task task, Recipe recipe, long seed) {
        this(network, quantizer, task, recipe, seed, Structure.none(), null);
    }

    /**
     * Prepares training; nothing has happened yet.
     *
     * @param quantizer the method, put to work on {@code network}'s tensors
     * @param seed of everything random in this training
     * @param structure what is done to blocks; pruned ones are left out from the start
     * @param inputs activation quantisation, already hooked into {@code network}; null for none
     */
    public Trainer(
            Network network,
            Quantizer quantizer,
            Task task,
            Recipe recipe,
            long seed,
            Structure structure,
            LayerInputs inputs) {
        this.structure = structure;
        this.inputs = inputs;
        this.network = network;
        pruned = structure.pruned(network);
        skip(pruned);
        teacher = recipe.distillation() > 0 ? new Teacher(network, recipe.distillation(), inputs) : null;
        this.quantizer = quantizer;
        this.task = task;
        this.recipe = recipe;
        this.seed = seed;
        stepsPerEpoch = task.batches(recipe.batchSize());
        if (quantizer.phases() > steps()) {
            // Those that no step begins would be quantised in the end only, without any training.
            throw new IllegalArgumentException("the method cuts this training into " + quantizer.phases()
                    + " phases, but it has " + steps() + " steps; train for more epochs, or quantise in fewer groups");
        }
        if (recipe.summedTokens() > 0) {
            quantizer.weighPenalty(1.0 / recipe.summedTokens());
        }

        List<Quantizer.Trained> trained = quantizer.trained();
        weights = new Updater(
                recipe.optimizer(),
                trained.stream().map(Quantizer.Trained::values).toList(),
                trained.stream().map(Quantizer.Trained::gradient).toList());
        Map<Double, List<OwnParameter>> byRate = new TreeMap<>();
        List<OwnParameter> rest = new ArrayList<>();
        for (OwnParameter own : own()) {
            switch (own.training()) {
                case OwnParameter.Training.OwnAdam(double rate) ->
                    byRate.computeIfAbsent(rate, _ -> new ArrayList<>()).add(own);
                case OwnParameter.Training.LikeWeights() -> rest.add(own);
            }
        }
        byRate.forEach((rate, own) -> ownAdams.put(rate, updater(Optimizer.Adam.standard(), own)));
        likeWeights = updater(recipe.optimizer(), rest);
    }

    private List<OwnParameter> own() {
        List<OwnParameter> all = new ArrayList<>(quantizer.own());
        if (inputs != null) {
            all.addAll(inputs.own());
        }
        return all;
    }

    private static Updater updater(Optimizer optimizer, List<OwnParameter> own) {
        return new Updater(
                optimizer,
                own.stream().map(OwnParameter::values).toList(),
                own.stream().map(OwnParameter::gradient).toList());
    }

    /** Steps of the whole training. */
    public long steps() {
        return (long) stepsPerEpoch * recipe.epochs();
    }

    /** Seconds that this training has waited for batches so far. */
    public double secondsWaited() {
        return waited / 1e9;
    }

    /** Of the steps that this trainer has made. */
    public Pace pace() {
        return seconds.getN() == 0
                ? Pace.UNKNOWN
                : new Pace(seconds.getPercentile(50), secondsOfMethod / (secondsOfSteps - secondsOfMethod));
    }

    private void note(long nanos) {
        seconds.addValue(nanos / 1e9);
        secondsOfSteps += nanos / 1e9;
        secondsOfMethod += methodNanos / 1e9;
    }

    /** Goes on from a checkpoint of the same training. */
    public void resume(Checkpoint checkpoint) {
        List<MemorySegment> state = state();
        if (state.size() != checkpoint.arrays().size()) {
            throw new IllegalArgumentException("a checkpoint with "
                    + checkpoint.arrays().size() + " arrays does not belong to a training with " + state.size());
        }
        for (int i = 0; i < state.size(); i++) {
            float[] array = checkpoint.arrays().get(i);
            if (array.length * (long) Float.BYTES != state.get(i).byteSize()) {
                throw new IllegalArgumentException("array " + i + " of a checkpoint has " + array.length
                        + " numbers, that of this training " + state.get(i).byteSize() / Float.BYTES);
            }
            MemorySegment.copy(array, 0, state.get(i), ValueLayout.JAVA_FLOAT, 0, array.length);
        }
        results.clear();
        results.addAll(checkpoint.results());
        cursor = checkpoint.cursor();
    }

    private List<MemorySegment> state() {
        List<MemorySegment> state = new ArrayList<>(quantizer.stored());
        own().forEach(own -> state.add(own.values()));
        state.addAll(quantizer.state());
        if (inputs != null) {
            state.addAll(inputs.state());
        }
        state.addAll(weights.state());
        state.addAll(likeWeights.state());
        ownAdams.values().forEach(adam -> state.addAll(adam.state()));
        return state;
    }

    /** Trains all epochs that are left, as {@link #run(int, TrainingObserver)}. */
    public List<EpochResult> run(TrainingObserver observer) {
        return run(recipe.epochs(), observer);
    }

    /**
     * Trains until so many epochs of the recipe are done.
     *
     * @return the results of all epochs, those before {@link #resume} included
     * @throws TrainingFailure if the loss is not finite or explodes
     */
    public List<EpochResult> run(int epochs, TrainingObserver observer) {
        while (results.size() < Math.min(epochs, recipe.epochs())) {
            results.add(epoch(results.size(), observer));
            cursor = Checkpoint.Cursor.START;
            observer.onEpoch(results.getLast(), checkpoint());
        }
        return List.copyOf(results);
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(
                "", results, cursor, 0, state().stream().map(Memory::toArray).toList());
    }

    private EpochResult epoch(int epoch, TrainingObserver observer) {
        Task.Epoch order = task.epoch(
                recipe.batchSize(),
                recipe.augmentation(),
                Purpose.SHUFFLE.stream(seed).at(epoch),
                Purpose.AUGMENTATION.stream(seed).at(epoch));
        try (Ahead batches = new Ahead(order, cursor.steps(), stepsPerEpoch)) {
            EpochResult result = epoch(epoch, batches, observer);
            waited += batches.waited();
            return result;
        }
    }

    private EpochResult epoch(int epoch, Ahead batches, TrainingObserver observer) {
        double lossSum = cursor.lossSum();
        double rate = 0;
        for (int i = cursor.steps(); i < stepsPerEpoch; i++) {
            long step = (long) epoch * stepsPerEpoch + i;
            TrainingStep now = now(step);
            int phases = quantizer.phases();
            long inPhase = step - now.phaseStart(phases);
            rate = recipe.rate() * recipe.schedule().factor(inPhase, now.phaseSteps(phases));
            Batch batch = batches.take();
            long before = System.nanoTime();
            double loss = step(batch, step, rate);
            if (made++ >= steps() / 5) { // before that the JIT is at work, in a training that goes on, too
                note(System.nanoTime() - before);
            }
            if (!Double.isFinite(loss)) {
                throw failure(
                        "loss or a gradient is not finite in epoch " + (epoch + 1) + ", step " + (i + 1), observer);
            }
            lossSum += loss;
            observer.onStep();
            if (i + 1 < stepsPerEpoch && observer.wantsCheckpoint()) {
                cursor = new Checkpoint.Cursor(i + 1, lossSum);
                observer.onCheckpoint(checkpoint());
            }
        }
        // DL4J clips probabilities, so neither a NaN in a weight nor divergence need show in the loss of one batch.
        if (quantizer.firstNonFinite() != null || lossSum / stepsPerEpoch > EXPLODED * task.guessing()) {
            throw failure("mean loss of epoch " + (epoch + 1) + " is " + lossSum / stepsPerEpoch, observer);
        }
        QuantizedModel model = quantizer.quantize();
        Evaluation evaluation = evaluate(model);
        SizeReport sizes = SizeReport.counted(model);
        EpochMetrics metrics = new EpochMetrics(
                epoch + 1,
                lossSum / stepsPerEpoch,
                evaluation.loss(),
                evaluation.scores(),
                SizeFormula.megabytes(model.tensors()),
                sizes.meanBits(),
                rate);
        return new EpochResult(metrics, sizes, quantizer.oscillating());
    }

    /** Measures the network with the weights of {@code model}, and puts its own back. */
    private Evaluation evaluate(QuantizedModel model) {
        try (ModelWeights.Swap _ = ModelWeights.swap(network, model)) {
            if (inputs != null) {
                inputs.calibrate(task);
            }
            return task.evaluate(network);
        } finally {
            skip(pruned); // a model whose blocks are pruned after training had the network skip them
        }
    }

    /**
     * One update of everything on one batch: what benchmarks measure.
     *
     * @param step counted from 0; names the noise
     * @return the batch's loss before the update; not finite, and no weight moved, if it or a gradient is not finite
     */
    public double step(Batch batch, long step, double rate) {
        methodNanos = 0;
        method(() -> begin(now(step)));
        RandomStream noise = Purpose.NOISE.stream(seed).at(step);
        method(() -> quantizer.perturb(noise));
        Set<String> skipped = skipped(step);
        skip(skipped);
        Batch taught = teacher == null ? batch : teacher.teach(batch, skipped);
        double loss =
                network.lossAndGradients(taught, Purpose.DROPOUT.stream(seed).at(step));
        if (inputs != null) {
            inputs.scaleGradients(taught.target().count());
        }
        skip(pruned);
        if (!Double.isFinite(loss)) {
            return loss;
        }
        for (Parameter parameter : network.parameters()) {
            if (parameter.role() == Parameter.Role.STATISTIC) {
                Elementwise.subtract(parameter.gradient(), parameter.values());
            }
        }
        method(() -> quantizer.pullBack(noise));
        double scale = clip();
        if (Double.isNaN(scale)) {
            return Double.NaN;
        }
        weights.step(rate, recipe.weightDecay(), scale, false);
        method(() -> {
            likeWeights.step(rate, 0, scale, true);
            // T (loss + penalty / T) is the loss summed over T tokens and the whole penalty.
            double own = recipe.summedTokens() > 0 ? recipe.summedTokens() : scale;
            ownAdams.forEach((ownRate, adam) -> adam.step(ownRate, 0, own, true));
            quantizer.afterUpdate();
        });
        if (inputs != null) {
            inputs.afterUpdate();
        }
        return loss;
    }

    /** Does a part of the method's work, and notes how long that takes. */
    private void method(Runnable work) {
        long before = System.nanoTime();
        work.run();
        methodNanos += System.nanoTime() - before;
    }

    private TrainingStep now(long step) {
        return new TrainingStep(step, steps(), stepsPerEpoch);
    }

    private void begin(TrainingStep now) {
        if (inputs != null) {
            inputs.pause(true); // a method that samples inputs wants them as they are
        }
        if (quantizer.begin(now)) {
            weights.reset();
            likeWeights.reset();
        }
        if (inputs != null) {
            inputs.pause(false);
        }
    }

    private void skip(Set<String> blocks) {
        network.skip(blocks);
        if (inputs != null) {
            inputs.skip(blocks);
        }
    }

    private Set<String> skipped(long step) {
        Set<String> skipped = new HashSet<>(pruned);
        skipped.addAll(
                structure.dropped(network, Purpose.LAYER_DROP.stream(seed).at(step)));
        return skipped;
    }

    /** What gradients are multiplied by to keep their global norm below the recipe's; NaN if one is not finite. */
    private double clip() {
        double main = squaredNorm(weights) + squaredNorm(likeWeights);
        double own =
                ownAdams.values().stream().mapToDouble(Trainer::squaredNorm).sum();
        if (!Double.isFinite(main + own)) {
            return Double.NaN;
        }
        double norm = Math.sqrt(recipe.summedTokens() > 0 ? main : main + Math.min(own, MOST_OWN * MOST_OWN * main));
        return recipe.clipNorm() == 0 ? 1 : Math.min(1, recipe.clipNorm() / (norm + 1e-6));
    }

    private static double squaredNorm(Updater updater) {
        return updater.gradients().stream()
                .mapToDouble(Elementwise::squaredNorm)
                .sum();
    }

    private TrainingFailure failure(String what, TrainingObserver observer) {
        return TrainingFailure.of(what, quantizer, own(), observer.lastCheckpoint());
    }
}
