package dither.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.cli.NearestName;
import dither.cli.UsageException;
import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.engine.Compute;
import dither.nn.zoo.Demucs;
import dither.nn.zoo.DropoutRates;
import dither.nn.zoo.Form;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.TransformerLm;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.store.MemoryUse;
import dither.store.Provenance;
import dither.train.ModelWeights;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import dither.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Seconds of one training step: forward, backward, update. Methods take turns, so that ratios hold on a noisy machine. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description = "Seconds per training step, one JSON line for each model and method.")
final class StepBench implements Callable<Integer> {
    private static final Map<String, Supplier<Job>> JOBS = jobs();

    private static final int VOCABULARY = 10_000;

    /** A network and a batch, the same that the PyTorch script measures under this name. */
    private record Job(Model model, Form form, Batch batch, Optimizer optimizer) {}

    private static Map<String, Supplier<Job>> jobs() {
        Map<String, Supplier<Job>> jobs = new LinkedHashMap<>();
        Optimizer sgd = new Optimizer.Sgd(0.9, false);
        Optimizer adam = Optimizer.Adam.standard();
        jobs.put("resnet20", () -> new Job(ResNet.resnet20(), Form.images(3, 10), Batches.images(128, 32), sgd));
        jobs.put("resnet18", () -> new Job(ResNet.resnet18(), Form.images(3, 10), Batches.images(32, 32), sgd));
        jobs.put(
                "transformer",
                () -> new Job(
                        new TransformerLm("transformer", 4, 256, 8, 1024, List.of(), 1, DropoutRates.none()),
                        new Form.Text(VOCABULARY),
                        Batches.text(16, 128, VOCABULARY),
                        adam));
        jobs.put("demucs", () -> new Job(Demucs.desk(), new Form.Audio(2, 4), Batches.audio(4, 44_116), adam));
        return jobs;
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description = "resnet20, resnet18, transformer, demucs; all if none is named.")
    private List<String> models;

    @Option(names = "--steps", defaultValue = "25", description = "Steps measured per method (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--peer",
            description =
                    "A Python script that times the same networks by another framework, run before and after ours;"
                            + " bench/README.md says what it is given and prints.")
    private Path peer;

    @Option(names = "--bf16", description = "Compute products and convolutions in bfloat16, on both sides.")
    private boolean bf16;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchCommand.checkPositive("--steps", steps);
        PrintWriter out = spec.commandLine().getOut();
        List<String> names = models == null ? List.copyOf(JOBS.keySet()) : models;
        for (String name : names) {
            if (!JOBS.containsKey(name)) {
                throw NearestName.unknown("model", name, List.copyOf(JOBS.keySet()));
            }
        }
        if (peer != null && !Files.isRegularFile(peer)) {
            throw new UsageException("--peer " + peer + " is not a file");
        }
        for (String name : names) {
            peer(name);
            measure(out, name, JOBS.get(name).get());
            peer(name);
        }
        return 0;
    }

    private static List<Method> methods() {
        return List.of(
                new Method.Float32(),
                new SteQat(4),
                new Lsq(4),
                new QuantNoise(8, 0.5),
                new QuantNoise(4, 0.5),
                PqNoise.proxy(0.1, BlockSizes.small()),
                new DiffQ(5, 16),
                new DiffQ(5, 8),
                new DiffQ(5, 1));
    }

    private void measure(PrintWriter out, String name, Job job) throws IOException {
        Recipe recipe = new Recipe(
                1,
                Math.max(2, job.batch().size()),
                0.01,
                job.optimizer(),
                new Schedule.Constant(),
                0,
                0,
                Augmentation.none());
        List<Trainer> trainers = new ArrayList<>();
        List<double[]> times = new ArrayList<>();
        // One network for all methods: each has its own stored weights, and a step costs the same whatever they are.
        try (GraphNetwork network = Zoo.build(job.model(), job.form(), 1, bf16 ? Compute.BFLOAT16 : Compute.FLOAT32)) {
            for (Method method : methods()) {
                Quantizer quantizer =
                        Quantizer.of(method, Selection.standard(), ModelWeights.of(network), RandomStream.of(1));
                trainers.add(new Trainer(network, quantizer, Batches.IDLE, recipe, 1));
                times.add(new double[steps]);
            }
            int warmUp = Math.max(5, steps / 3);
            for (int i = -warmUp; i < steps; i++) {
                for (int m = 0; m < trainers.size(); m++) {
                    long start = System.nanoTime();
                    // At rate 0 all methods work on the same weights for ever; the work is the same.
                    double loss = trainers.get(m).step(job.batch(), i + warmUp, 0);
                    if (!Double.isFinite(loss)) {
                        throw new IllegalStateException(
                                methods().get(m).label() + " lost its way, so nothing was timed");
                    }
                    if (i >= 0) {
                        times.get(m)[i] = (System.nanoTime() - start) / 1e9;
                    }
                }
            }
            for (int m = 0; m < trainers.size(); m++) {
                out.println(line(name, job, methods().get(m), network.parameterCount(), times.get(m)));
            }
            out.flush();
        }
    }

    private String line(String name, Job job, Method method, long params, double[] times) throws IOException {
        Percentile percentile = new Percentile();
        percentile.setData(times);
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("model", name);
        node.put("method", method.label());
        node.put("bf16", bf16);
        node.put("params", params);
        node.put("batch", job.batch().size());
        node.put("threads", Provenance.nativeThreads(0));
        node.put("median_s", round(percentile.evaluate(50)));
        node.put("q1_s", round(percentile.evaluate(25)));
        node.put("q3_s", round(percentile.evaluate(75)));
        node.put("peak_mib", MemoryUse.peakProcess());
        return node.toString();
    }

    private static double round(double seconds) {
        return Math.rint(seconds * 1e5) / 1e5;
    }

    /** The line of the same model by another framework. */
    private void peer(String model) throws IOException, InterruptedException {
        if (peer == null) {
            return;
        }
        List<String> command =
                new ArrayList<>(List.of("python3", peer.toString(), "--steps", String.valueOf(steps), model));
        if (bf16) {
            command.add("--bf16");
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new UsageException(
                    peer + " ended with exit code " + process.exitValue() + " (its complaint is above)");
        }
        spec.commandLine().getOut().print(lines);
        spec.commandLine().getOut().flush();
    }
}
