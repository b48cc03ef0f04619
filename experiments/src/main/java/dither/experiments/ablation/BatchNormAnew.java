package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.Lsq;
import dither.quant.SteQat;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.Stream;

/** Running statistics of batch norms as training left them, or estimated anew with the weights as they are stored. */
public final class BatchNormAnew extends Ablation {
    /** As Nagel et al. have it. */
    private static final int BATCHES = 50;

    /** By the papers' count a tenth of the float network. */
    private static final int BITS = 3;

    public BatchNormAnew() {
        super(
                "batch-norm",
                "Batch norm estimated anew with the stored weights",
                "Training leaves statistics of the weights that it saw: rounded ones by STE-QAT and LSQ, noisy ones by DiffQ. Anew: means of "
                        + BATCHES
                        + " batches of training data. All have about 3 bits per weight by the papers' count, except DiffQ at smoke"
                        + " scale, which has more.");
    }

    /** STE-QAT. */
    public static Trial steQat(Setting setting) {
        return setting.trial(new SteQat(BITS));
    }

    /** DiffQ, steered to the size that the others have. */
    public static Trial diffQ(Setting setting) {
        return setting.diffQToFold(10);
    }

    /** With statistics estimated anew. */
    public static Trial anew(Trial trial) {
        return trial.withBatchNormOn(BATCHES);
    }

    @Override
    List<Line> lines(Setting setting) {
        return Stream.of(steQat(setting), setting.trial(new Lsq(BITS)), diffQ(setting))
                .flatMap(trial -> Stream.of(trial, anew(trial)))
                .map(Line::of)
                .toList();
    }
}
