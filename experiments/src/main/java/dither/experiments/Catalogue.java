package dither.experiments;

import dither.experiments.quick.ComputeAblation;
import dither.experiments.quick.QuickImages;
import dither.experiments.quick.QuickLm;
import dither.experiments.quick.QuickMusic;
import dither.experiments.quick.QuickPairs;
import dither.report.Experiment;
import java.util.List;

/** Every experiment, in the order of lists and reports. */
public final class Catalogue {
    private Catalogue() {}

    /** All of them. */
    public static List<Experiment> all() {
        return List.of(
                new DiffQImages(),
                new SizeAccuracy(),
                new BitsPerLayer(),
                new PenaltyAblation(),
                new TargetSize(),
                new QuantNoiseImages(),
                new EntropyTable(),
                new SteOscillation(),
                new QuickLm(),
                new QuickPairs(),
                new QuickMusic(),
                new QuickImages(),
                new ComputeAblation());
    }
}
