package dither.experiments.ablation;

import dither.experiments.setting.Setting;
import dither.quant.DiffQ.Bits;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.Stream;

/** Least, most and initial width of DiffQ. */
public final class BitRange extends Ablation {

    public BitRange() {
        super("bits", "DiffQ: minimum, maximum and initial bits", "DiffQ at penalty 5, widths from least to most.");
    }

    @Override
    List<Line> lines(Setting setting) {
        return Stream.of(
                        new Bits(2, 15, 8),
                        new Bits(1, 15, 8),
                        new Bits(3, 15, 8),
                        new Bits(2, 9, 8),
                        new Bits(2, 15, 4),
                        new Bits(2, 15, 12))
                .map(bits -> Line.of(setting.trial(usual(setting).withBits(bits)))
                        .called(bits.min() + " to " + bits.max() + ", starting at " + bits.initial()))
                .toList();
    }
}
