package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.quant.PqNoise;
import dither.quant.PqNoise.Draw;
import dither.quant.PqNoise.Replacement;
import dither.report.table.Line;
import java.util.List;

/** The noise of iPQ as it is, or zeros in its place; drawn block by block, or cluster by cluster. */
public final class ExactOrProxy extends TableExperiment {
    private static final String SETUP = "perplexity after iPQ, 16-layer Transformer trained with noise, WikiText-103";
    private static final String SOURCE =
            "Fan, Stock et al. 2021, exact noise against the proxy (table 4 of version 2, 5 of version 3; as pictured in"
                    + " github.com/cosmoquester/cosmoquester.github.io, 2020-12-18)";

    @Override
    public String id() {
        return "table-quant-noise-proxy";
    }

    @Override
    public String title() {
        return "Quant-Noise for iPQ: exact noise against the proxy";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, exact noise against the proxy";
    }

    @Override
    public List<Line> lines(Scale scale) {
        return List.of(
                line(scale, Replacement.EXACT, Draw.SUBVECTORS, "21.1; 18.3 before iPQ"),
                line(scale, Replacement.EXACT, Draw.CLUSTERS, "21.2; 18.3 before iPQ"),
                line(scale, Replacement.PROXY, Draw.SUBVECTORS, "21.0; 18.3 before iPQ"),
                line(scale, Replacement.PROXY, Draw.CLUSTERS, "21.1; 18.4 before iPQ"));
    }

    private static Line line(Scale scale, Replacement replacement, Draw draw, String printed) {
        Noisy noisy = new Noisy(Language.at(scale));
        PqNoise noise = noisy.noise(Noisy.PQ_RATE, replacement, draw);
        return Line.of(noisy.ipqAfter(noise)).beside(printed, SETUP, SOURCE);
    }
}
