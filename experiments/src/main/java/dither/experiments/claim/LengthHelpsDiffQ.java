package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.ablation.TrainingLength;
import dither.report.claim.Comparison;
import java.util.List;
import java.util.function.DoubleFunction;

/** Whether what keeps DiffQ behind methods of fixed width in short runs is that they are short. */
public final class LengthHelpsDiffQ implements PaperClaim {

    @Override
    public String id() {
        return "length-helps-diffq";
    }

    @Override
    public String statement() {
        return "In longer training DiffQ gains on methods of fixed width at equal size";
    }

    @Override
    public String source() {
        return "our own: why DiffQ should be behind in short runs, as the papers' runs are long";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return List.of(
                against("STE-QAT", scale, times -> TrainingLength.steQat(scale, times)),
                against("LSQ", scale, times -> TrainingLength.lsq(scale, times)));
    }

    private static Comparison against(String rival, Scale scale, DoubleFunction<Trial> theirs) {
        double[] lengths = TrainingLength.lengths(scale);
        return new Comparison(
                "images",
                "gain over " + rival + " in training " + lengths[1] / lengths[0]
                        + " times as long, less that in short training",
                List.of(
                        TrainingLength.diffQ(scale, lengths[0]),
                        theirs.apply(lengths[0]),
                        TrainingLength.diffQ(scale, lengths[1]),
                        theirs.apply(lengths[1])),
                records -> Comparison.gain(records.get(2), records.get(3))
                        - Comparison.gain(records.get(0), records.get(1)),
                new Comparison.Demand.Above(0));
    }
}
