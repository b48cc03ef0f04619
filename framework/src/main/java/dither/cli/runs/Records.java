package dither.cli.runs;

import dither.experiment.Scale;
import dither.store.Site;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the records of one scale are: the options of commands about single runs. */
class Records extends Root {
    @Option(
            names = "--scale",
            paramLabel = "SCALE",
            defaultValue = "smoke",
            description = "How much to compute: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    Scale scale;

    /**
     * Where trials run.
     *
     * @param data folder of the data sets; null or blank, as an unset variable gives it, for none
     */
    Site site(Path data) {
        return new Site(root, scale, data == null || data.toString().isBlank() ? null : data);
    }
}
