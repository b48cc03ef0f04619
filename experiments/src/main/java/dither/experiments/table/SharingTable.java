package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.nn.Structure;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.IntStream;

/** Table 2 of the Quant-Noise paper: sharing and pruning of layers, iPQ, and all of it together. */
public final class SharingTable extends TableExperiment {
    private static final String SOURCE =
            "Fan, Stock et al. 2021, table 2 (as pictured in github.com/cosmoquester/cosmoquester.github.io, 2020-12-18)";

    /** What the paper's columns are measured on, in the order of {@link Tasks#ofSharing}. */
    private static final List<String> SETUPS =
            List.of(QuantNoiseTable.LANGUAGE, QuantNoiseTable.PAIRS, QuantNoiseTable.IMAGES);

    private static final Structure SHARED = new Structure(0, true, false);

    /** What is pruned in the end was left out by chance in training (LayerDrop), or the rest could not do without. */
    private static final Structure PRUNED = new Structure(0.2, true, true);

    /** The same with adjacent blocks in pairs that share their weights. */
    public static Trial shared(Trial trial) {
        return trial.with(SHARED);
    }

    /** The same with shared blocks, half of which are left out in the end. */
    public static Trial pruned(Trial trial) {
        return trial.with(PRUNED);
    }

    @Override
    public String id() {
        return "table-quant-noise-sharing";
    }

    @Override
    public String title() {
        return "Sharing and pruning of layers, with iPQ and Quant-Noise";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, table 2";
    }

    @Override
    public List<Line> lines(Scale scale) {
        List<Setting> settings = Tasks.ofSharing(scale);
        return IntStream.range(0, settings.size())
                .boxed()
                .flatMap(column -> lines(settings.get(column), column).stream())
                .toList();
    }

    private static List<Line> lines(Setting setting, int column) {
        Noisy noisy = new Noisy(setting);
        Trial base = setting.base();
        return List.of(
                line(base, column, "18.3; 942 MB", "84.8; 480 MB", "81.5; 46.7 MB"),
                line(shared(base), column, "18.7; 510 MB", "84.0; 250 MB", "80.1; 34.2 MB"),
                line(pruned(base), column, "22.5; 255 MB", "81.3; 125 MB", "78.5; 29.5 MB"),
                line(noisy.ipq(), column, "25.2; 38 MB", "82.5; 38 MB", "79.0; 3.3 MB"),
                Line.of(noisy.ipqAfterNothing()),
                line(noisy.ipqAfterNoise(), column, "20.7; 38 MB", "83.6; 38 MB", "80.0; 3.3 MB"),
                line(shared(noisy.ipqAfterNoise()), column, "22.0; 19 MB", "82.5; 14 MB", "78.9; 2.6 MB"),
                line(pruned(noisy.ipqAfterNoise()), column, "24.7; 10 MB", "78.8; 8 MB", "77.8; 2.3 MB"));
    }

    private static Line line(Trial trial, int column, String... printed) {
        return Line.of(trial).beside(printed[column], SETUPS.get(column), SOURCE);
    }

    @Override
    public String note() {
        return "Sharing: adjacent blocks in pairs; pruning: every other block or pair is left out, of a network trained with"
                + " LayerDrop. Ours goes on training without them, the paper's does not. Where we have noise in fine-tuning, the paper has it from the"
                + " beginning; iPQ after no noise is fine-tuned for as long.";
    }
}
