package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import java.util.List;

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
    public List<String> published() {
        return List.of(
                "Logs and evaluations published with Demucs v2, put together: float 6.281 dB (mean of three seeds, 1013.5 MB), DiffQ at"
                        + " penalty 3e-4 and groups of 8 has 6.363 dB (one seed, 112.5 MB).",
                "Three seconds of one piece say whether methods work on sound, and little about which of them separates music better.");
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return List.of(new Music());
    }
}
