package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.quant.PqNoise.Draw;
import dither.quant.PqNoise.Replacement;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The noise of iPQ as it is, or zeros in its place; drawn block by block, or cluster by cluster. */
public final class ExactOrProxy implements Experiment {
    private static final String SOURCE =
            "Fan, Stock et al. 2021, exact noise against the proxy (table 4 of version 2, 5 of version 3; seen as a picture)";

    @Override
    public String id() {
        return "table-quant-noise-proxy";
    }

    @Override
    public String title() {
        return "Quant-Noise for iPQ: exact noise against the proxy";
    }

    private static Map<Trial, String> rows(Scale scale) {
        Noisy noisy = new Noisy(new Language(), scale);
        Map<Trial, String> rows = new LinkedHashMap<>();
        rows.put(noisy.ipqAfter(noisy.noise(Noisy.PQ_RATE, Replacement.EXACT, Draw.SUBVECTORS)), "21.1");
        rows.put(noisy.ipqAfter(noisy.noise(Noisy.PQ_RATE, Replacement.EXACT, Draw.CLUSTERS)), "21.2");
        rows.put(noisy.ipqAfterNoise(), "21.0");
        rows.put(noisy.ipqAfter(noisy.noise(Noisy.PQ_RATE, Replacement.PROXY, Draw.CLUSTERS)), "21.1");
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        rows(scale).keySet().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows())
                        .published(
                                row -> Optional.ofNullable(rows(report.scale()).get(row.trial()))
                                        .map(value -> new Published(
                                                value,
                                                "perplexity after iPQ, 16-layer Transformer trained with noise, WikiText-103",
                                                SOURCE))),
                MethodsTable.caption(runs.rows()));
    }
}
