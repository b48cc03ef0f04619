package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiments.ablation.Bfloat16;
import dither.experiments.setting.Music;
import dither.nn.engine.Compute;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Training in shorter numbers. */
public final class Bfloat16CostsNothing implements PaperClaim {

    @Override
    public String id() {
        return "bfloat16-costs-nothing";
    }

    @Override
    public String statement() {
        return "Training in bfloat16 loses at most 0.3 dB on music";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "our own: the option must not cost quality";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Bfloat16.inFloat32(Music.at(scale)).stream()
                .map(trial -> Comparison.noWorse(
                        "music: " + trial.method().family(), trial.with(Compute.BFLOAT16), trial, 0.3))
                .toList();
    }
}
