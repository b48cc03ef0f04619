package dither.experiments.claim.diffq;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.experiments.setting.VisionTransformers;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;
import java.util.function.Function;

/**
 * DiffQ against the float network at an eighth of its size.
 *
 * @param id name of the claim
 * @param statement what is said
 * @param source where that was seen
 * @param setting what is trained
 * @param margin by how much it may be worse, in the unit of {@link Comparison#gain}
 * @param stated whether before its runs
 * @param remarks what a reader must know
 */
public record DiffQKeepsScore(
        String id,
        String statement,
        String source,
        Function<Scale, Setting> setting,
        double margin,
        Stated stated,
        String remarks)
        implements PaperClaim {

    /** The paper's headline. */
    public static DiffQKeepsScore onImageTransformer() {
        return new DiffQKeepsScore(
                "diffq-keeps-accuracy",
                "DiffQ at 8-fold compression loses at most 0.3 points on the image Transformer",
                "DiffQ, abstract (there: DeiT-B on ImageNet)",
                VisionTransformers::at,
                0.3,
                Stated.BEFORE,
                "At desk scale the Transformer has four layers and reads handwritten digits, a far easier task than the paper's.");
    }

    /** That of its first version. */
    public static DiffQKeepsScore onLanguage() {
        return new DiffQKeepsScore(
                "diffq-keeps-perplexity",
                "DiffQ at 8-fold compression loses at most 3 % of perplexity on language",
                "DiffQ, abstract of the first version (there: 0.5 of perplexity, 16-layer Transformer on WikiText-103); the margin is ours",
                Language::at,
                3,
                Stated.AFTER,
                "The margin is in percent, because perplexities are far higher at desk scale. " + FEW_STEPS);
    }

    /** What the authors' logs of Demucs show. */
    public static DiffQKeepsScore onMusic() {
        return new DiffQKeepsScore(
                "diffq-keeps-separation",
                "DiffQ at 8-fold compression loses at most 0.1 dB on music",
                "logs and evaluations in branch v2 of github.com/facebookresearch/demucs (there: 6.36 dB at 9-fold, one seed, against 6.28); the margin is ours",
                Music::at,
                0.1,
                Stated.AFTER,
                "Three seconds of one piece say little of music. " + FEW_STEPS);
    }

    @Override
    public String origin() {
        return DIFFQ;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Setting on = setting.apply(scale);
        return List.of(Comparison.noWorse(on.task().toString(), on.diffQToFold(8), on.base(), margin));
    }
}
