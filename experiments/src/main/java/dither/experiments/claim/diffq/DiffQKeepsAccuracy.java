package dither.experiments.claim.diffq;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Setting;
import dither.experiments.setting.VisionTransformers;
import dither.report.claim.Comparison;
import java.util.List;

/** DiffQ against the float network at an eighth of its size, on a Transformer for images. */
public final class DiffQKeepsAccuracy implements PaperClaim {

    @Override
    public String id() {
        return "diffq-keeps-accuracy";
    }

    @Override
    public String statement() {
        return "DiffQ at 8-fold compression loses at most 0.3 points on the image Transformer";
    }

    @Override
    public String origin() {
        return DIFFQ;
    }

    @Override
    public String source() {
        return "DiffQ, abstract (there: DeiT-B on ImageNet)";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Setting setting = VisionTransformers.at(scale);
        return List.of(Comparison.noWorse(setting.task().toString(), setting.diffQToFold(8), setting.base(), 0.3));
    }

    @Override
    public String remarks() {
        return "At desk scale the Transformer has four layers and reads handwritten digits, a far easier task than the paper's.";
    }
}
