package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.report.table.Published;
import java.util.List;
import java.util.Optional;

/** Separation of music: the table of the DiffQ paper on MUSDB18. */
public final class DiffQMusic extends MethodsTable {

    @Override
    public String id() {
        return "table-diffq-music";
    }

    @Override
    public String title() {
        return "DiffQ against STE-QAT, LSQ and Quant-Noise on the separation of music";
    }

    @Override
    public String reproduces() {
        return "DiffQ on MUSDB18";
    }

    @Override
    public String note() {
        return "Three seconds of one piece show whether methods work on sound, and little about which of them separates music better.";
    }

    @Override
    Optional<Published> printed(Scale scale, Trial trial) {
        String source =
                "logs and evaluations in branch v2 of github.com/facebookresearch/demucs, put together; not the paper's table, but the same code";
        Setting music = Music.at(scale);
        if (trial.equals(music.base())) {
            return Optional.of(new Published("6.28 dB", "Demucs v2, MUSDB18, 1013.5 MB, mean of three seeds", source));
        }
        // A penalty per MB means another thing on a network 250 times smaller: what is nearest there is the size.
        Trial same = scale == Scale.PAPER ? music.diffQ(3e-4) : music.diffQToFold(8);
        return trial.equals(same)
                ? Optional.of(new Published(
                        "6.36 dB", "Demucs v2, MUSDB18, penalty 3e-4, g=8, 112.5 MB (9.0-fold), one seed", source))
                : Optional.empty();
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return List.of(Music.at(scale));
    }
}
