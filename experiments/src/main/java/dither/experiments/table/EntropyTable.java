package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.PostTraining;
import dither.quant.SteQat;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.report.table.SizeTable;
import java.util.List;

/** What the papers count, what entropy coders make of it, and what is on disk. */
public final class EntropyTable implements Experiment {

    @Override
    public String id() {
        return "table-entropy";
    }

    @Override
    public String title() {
        return "Sizes: formulas of the papers, entropy, coders, and the file";
    }

    @Override
    public String reproduces() {
        return "DiffQ, sizes after entropy coding, known at second hand";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Setting images = Cifar.at(scale);
        grid.add(images.base());
        for (int bits : List.of(8, 4, 2)) {
            grid.add(images.trial(new PostTraining(bits)));
        }
        grid.add(images.trial(new SteQat(4)));
        for (double penalty : List.of(1.0, 5.0)) {
            grid.add(images.diffQ(penalty));
        }
        grid.add(new Noisy(images).ipq());
    }

    @Override
    public void report(Runs runs, Report report) {
        // Records of before these sizes were measured would show old files beside new columns.
        List<Runs.Row> rows = runs.rows().stream().filter(row -> !row.isOld()).toList();
        if (rows.isEmpty()) {
            return;
        }
        String caption =
                "Means over n seeds, in KiB of 1,024 bytes. fp32 and the formula of the paper that a method is from leave out"
                        + " running statistics; ipq counts 32 bits for what is not product-quantised. entropy0 is the entropy of each layer's levels,"
                        + " floats at 32 bits: a bound for coders that take levels one by one, which coders that use context can beat. huffman, rans and small are sections coded by canonical Huffman, by rANS, and as small as"
                        + " can be, where that helps, else packed; zlib deflates bytes of levels as the DiffQ code does, zstd is"
                        + " level 19 of the packed sections. The file also has names, shapes, checksums and running statistics.";
        report.table(id(), caption, ResultTable.of(id(), rows).numbers(), SizeTable.text(id(), rows));
    }
}
