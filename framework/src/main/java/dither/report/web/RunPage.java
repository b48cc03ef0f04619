package dither.report.web;

import dither.codec.Size;
import dither.codec.SizeReport;
import dither.experiment.Scale;
import dither.experiment.TrialJson;
import dither.report.chart.Charts;
import dither.store.Provenance;
import dither.store.RunRecord;
import dither.task.Metric;
import dither.train.EpochMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** The page of one run: its score, its curves, its layers, where it ran, and how to run it again. */
record RunPage(
        String signature,
        String label,
        long seed,
        String network,
        String data,
        String score,
        String bits,
        String file,
        String command,
        String dirty,
        List<HoverChart> charts,
        List<String> sizes,
        List<Layer> layers,
        List<Fact> provenance,
        String trial,
        List<WebTable.Link> users) {

    /** Sizes of layers that the page shows. */
    private static final List<Size> SHOWN = List.of(Size.FP32, Size.DIFFQ, Size.ENTROPY0, Size.SMALL, Size.ZLIB);

    /** A name and what it stands for. */
    record Fact(String name, String value) {}

    /** @param users pages of the experiments that it belongs to */
    static RunPage of(RunRecord run, Scale scale, List<EpochMetrics> pretraining, List<WebTable.Link> users) {
        return new RunPage(
                run.signature().shortHex(),
                run.trial().label(),
                run.trial().seed(),
                run.trial().model().name(),
                run.trial().data().label(),
                run.metric().heading() + " " + run.metric().show(run.score()),
                String.format(Locale.ROOT, "%.2f", run.sizes().meanBits()),
                String.format(Locale.ROOT, "%,.1f", run.sizes().fileBytes() / 1024.0),
                "./dither replay " + run.signature().shortHex() + " --scale " + scale.folder()
                        + (scale == Scale.SMOKE ? "" : " --data dir"),
                run.provenance().anyDirty() ? "Made from sources that are in no commit." : "",
                charts(run, pretraining),
                shown(run.sizes()).stream()
                        .map(size -> size.heading() + " bytes")
                        .toList(),
                layers(run.sizes()),
                provenance(run),
                TrialJson.of(run.trial()).toPrettyString(),
                users);
    }

    private static List<HoverChart> charts(RunRecord run, List<EpochMetrics> pretraining) {
        List<Place> places = new ArrayList<>();
        int before = places(pretraining, 0, places);
        places(run.metrics(), before, places);
        Metric metric = run.metric();
        return Stream.of(
                        chart(
                                "Loss",
                                "loss",
                                places,
                                new Curve("training", EpochMetrics::trainLoss),
                                new Curve("test", EpochMetrics::testLoss)),
                        chart(
                                metric.heading(),
                                metric.heading(),
                                places,
                                new Curve(
                                        "test",
                                        epoch ->
                                                metric.factor() * epoch.scores().getOrDefault(metric, Double.NaN))),
                        learnsWidths(run)
                                ? chart("Bits per weight", "bits", places, new Curve("mean", EpochMetrics::meanBits))
                                : Optional.<HoverChart>empty())
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean learnsWidths(RunRecord run) {
        return run.metrics().stream()
                        .mapToDouble(EpochMetrics::meanBits)
                        .distinct()
                        .count()
                > 1;
    }

    /** What a chart shows of each epoch; not a number where that was not measured. */
    private record Curve(String name, ToDoubleFunction<EpochMetrics> quantity) {}

    /** Curves over the epochs that have all of them, if there are two. */
    private static Optional<HoverChart> chart(String title, String y, List<Place> places, Curve... curves) {
        List<Place> measured = places.stream()
                .filter(place -> Arrays.stream(curves)
                        .allMatch(curve -> Double.isFinite(curve.quantity().applyAsDouble(place.metrics()))))
                .toList();
        if (measured.size() < 2) {
            return Optional.empty();
        }
        XYChart chart = Charts.curves(title, "epoch, earlier stages first", y);
        double[] x = measured.stream().mapToDouble(Place::epoch).toArray();
        for (int i = 0; i < curves.length; i++) {
            // Looks that no method has.
            Charts.curve(
                    chart, curves[i].name(), Charts.families() + i, x, values(measured, curves[i].quantity()), null);
        }
        return Optional.of(HoverChart.of(chart));
    }

    /** Metrics by the epochs of all stages. */
    record Place(int epoch, EpochMetrics metrics) {}

    /**
     * Adds epochs, whose numbers begin anew in each stage; what is only quantised has its last one alone.
     *
     * @param before epochs of the stages before these
     * @return epochs so far
     */
    static int places(List<EpochMetrics> stages, int before, List<Place> places) {
        int start = before;
        int last = 0;
        for (EpochMetrics metrics : stages) {
            if (metrics.epoch() <= last) {
                start += last;
            }
            last = metrics.epoch();
            places.add(new Place(start + last, metrics));
        }
        return start + last;
    }

    private static double[] values(List<Place> places, ToDoubleFunction<EpochMetrics> quantity) {
        return places.stream()
                .mapToDouble(place -> quantity.applyAsDouble(place.metrics()))
                .toArray();
    }

    /**
     * A layer.
     *
     * @param widths its weights by width, a piece of a bar each
     */
    record Layer(String name, String shape, long weights, String bits, List<Width> widths, List<String> bytes) {}

    /**
     * Part of a layer.
     *
     * @param share percent of its weights
     * @param shade as in the charts
     */
    record Width(String share, int bits, String shade) {}

    /** Those that the record has; older ones have fewer. */
    private static List<Size> shown(SizeReport sizes) {
        return SHOWN.stream().filter(sizes.sizes()::contains).toList();
    }

    private static List<Layer> layers(SizeReport sizes) {
        return sizes.layers().stream()
                .map(layer -> new Layer(
                        layer.name(),
                        layer.shape().toString(),
                        layer.weights(),
                        String.format(Locale.ROOT, "%.2f", layer.meanBits()),
                        layer.quantised() ? widths(layer) : List.of(),
                        shown(sizes).stream()
                                .map(size -> String.format(Locale.ROOT, "%.0f", layer.bytes(size)))
                                .toList()))
                .toList();
    }

    private static List<Width> widths(SizeReport.Layer layer) {
        List<Width> widths = new ArrayList<>();
        layer.weightsByWidth()
                .forEach((bits, weights) -> widths.add(new Width(
                        String.format(Locale.ROOT, "%.2f", 100.0 * weights / layer.weights()),
                        bits,
                        String.format("#%06x", Charts.shade(bits).getRGB() & 0xffffff))));
        return widths;
    }

    private static List<Fact> provenance(RunRecord run) {
        Provenance from = run.provenance();
        Provenance.Platform platform = from.platform();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("commit", from.commit() + (from.dirty() ? " and changes" : "")));
        if (from.earlier() != null) {
            from.earlier().forEach(other -> facts.add(new Fact("stages also by", other.commit())));
        }
        facts.add(new Fact("training data, SHA-256", from.trainSha256()));
        facts.add(new Fact("test data, SHA-256", from.testSha256()));
        facts.add(new Fact("file, SHA-256", String.valueOf(run.fileSha256())));
        facts.add(new Fact(
                "processor",
                platform.cpu() + ", " + platform.arch() + ", vectors of " + platform.vectorBits() + " bits"));
        facts.add(new Fact("system", platform.os()));
        facts.add(new Fact("Java", platform.jvm()));
        facts.add(new Fact("native library", platform.convolutions() + ", " + platform.threads() + " threads"));
        facts.add(new Fact(
                "seconds", String.format(Locale.ROOT, "%.1f", run.cost().seconds())));
        if (run.cost().pace().step() > 0) {
            facts.add(new Fact(
                    "seconds of a step",
                    String.format(Locale.ROOT, "%.4f", run.cost().pace().step())));
        }
        if (run.cost().pace().overhead() > 0) {
            facts.add(new Fact(
                    "the method's work, % of the rest of a step",
                    String.format(Locale.ROOT, "%.1f", 100 * run.cost().pace().overhead())));
        }
        facts.add(new Fact("peak memory MiB", String.valueOf(run.cost().peakProcess())));
        return facts;
    }
}
