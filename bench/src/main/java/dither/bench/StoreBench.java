package dither.bench;

import dither.cli.Dither;
import dither.codec.SizeReport;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.ResNet;
import dither.quant.DiffQ;
import dither.quant.tensor.Selection;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.store.MemoryUse;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.store.RunStore;
import dither.store.Site;
import dither.task.Evaluation;
import dither.task.Metric;
import dither.train.EpochMetrics;
import dither.train.EpochResult;
import dither.train.Optimizer;
import dither.train.Pace;
import dither.train.Recipe;
import dither.train.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Commands on a store of many small records; the records are made up, their number and form are real. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "Seconds that status, planning and report take with many recorded trials, and memory.")
final class StoreBench implements Callable<Integer> {
    @Option(names = "--trials", defaultValue = "10000", description = "How many (${DEFAULT-VALUE}).")
    private int trials;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        BenchCommand.checkPositive("--trials", trials);
        Path folder = Files.createTempDirectory("dither-store");
        try {
            Site site = new Site(folder, Scale.SMOKE, null);
            Many many = new Many(trials);
            Grid grid = many.grid(Scale.SMOKE, 1);
            long start = System.nanoTime();
            grid.trials().forEach(trial -> record(site.runs(), trial));
            say("writing %d records: %.2f s", trials, (System.nanoTime() - start) / 1e9);
            time(many, folder, "status");
            time(many, folder, "run", "--dry-run");
            time(many, folder, "report");
            say("peak of the heap %d MiB, of the process %d MiB", MemoryUse.peakHeap(), MemoryUse.peakProcess());
            return 0;
        } finally {
            PathUtils.deleteDirectory(folder);
        }
    }

    private void time(Experiment experiment, Path root, String... command) {
        CommandLine program = Dither.create(List.of(experiment), List.of());
        program.setOut(new PrintWriter(Writer.nullWriter()));
        String[] arguments = Stream.concat(Stream.of(command), Stream.of("--root", root.toString()))
                .toArray(String[]::new);
        long start = System.nanoTime();
        int code = program.execute(arguments);
        say("%s: %.2f s, exit code %d", String.join(" ", command), (System.nanoTime() - start) / 1e9, code);
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    private static void record(RunStore store, Trial trial) {
        Provenance provenance = Provenance.of("train", "test");
        SizeReport sizes = new SizeReport(List.of(), 1000);
        Evaluation evaluation = new Evaluation(1, Map.of(Metric.ACCURACY, 0.5));
        EpochMetrics metrics = new EpochMetrics(1, 1, 1, evaluation.scores(), 0.001, 4, 0.1);
        store.start(trial, provenance);
        store.epochs(trial, List.of(new EpochResult(metrics, sizes, Map.of())));
        store.finish(new RunRecord(
                trial,
                trial.signature(),
                provenance,
                List.of(metrics),
                Metric.ACCURACY,
                null,
                null,
                evaluation,
                sizes,
                new RunRecord.Cost(1, 0, 0, Pace.UNKNOWN, 0, 0),
                null));
    }

    /** Trials that differ in their penalties. */
    private record Many(int trials) implements Experiment {
        @Override
        public String id() {
            return "table-many";
        }

        @Override
        public String title() {
            return "Many trials";
        }

        @Override
        public void declare(Grid grid, Scale scale) {
            Recipe recipe = new Recipe(
                    1, 20, 0.05, new Optimizer.Sgd(0.9, true), new Schedule.Constant(), 0, 0, Augmentation.none());
            for (int i = 0; i < trials; i++) {
                grid.add(new Trial(
                        new ImageSpec.Synthetic(8, 100, 50),
                        ResNet.tiny(),
                        null,
                        recipe,
                        new DiffQ(1 + i, 8),
                        Selection.standard(),
                        1));
            }
        }

        @Override
        public void report(Runs runs, Report report) {
            report.table(ResultTable.of(id(), runs.rows()), "Many trials.");
        }
    }
}
