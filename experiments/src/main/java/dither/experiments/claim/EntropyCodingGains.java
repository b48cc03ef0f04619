package dither.experiments.claim;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.quant.SteQat;
import dither.report.claim.Comparison;
import java.util.List;

/** What entropy coding takes off the size at fixed widths. */
public final class EntropyCodingGains implements PaperClaim {

    @Override
    public String id() {
        return "entropy-coding-gains";
    }

    @Override
    public String statement() {
        return "Entropy coding makes files smaller than the papers' count at fixed widths";
    }

    @Override
    public String source() {
        return "DiffQ's code reports sizes after zlib beside its count; in the logs published with Demucs v2 they are 13 % smaller";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Cifar images = Cifar.standard();
        return List.of(
                gain("images, DiffQ", images.diffQ(scale, 1), Size.FILE),
                gain("images, STE-QAT at 4 bits", images.trial(scale, new SteQat(4)), Size.FILE),
                gain("images, DiffQ, zlib of levels", images.diffQ(scale, 1), Size.ZLIB));
    }

    private static Comparison gain(String where, Trial trial, Size size) {
        return new Comparison(
                where,
                "percent by which " + size.label() + " is smaller than the formula",
                List.of(trial),
                records -> 100
                        * (1
                                - records.getFirst().sizes().total(size)
                                        / records.getFirst().sizes().total(Size.DIFFQ)),
                new Comparison.Demand.Above(0));
    }

    @Override
    public String beyondTheDesk() {
        return "The last question is that of the papers' own coder: zlib sees one byte per weight whatever its width, so it gains on networks"
                + " of one width and loses where widths differ from group to group.";
    }
}
