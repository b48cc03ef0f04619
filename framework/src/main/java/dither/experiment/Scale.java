package dither.experiment;

import java.util.Locale;

/** How much an experiment computes; nothing else about it changes. */
public enum Scale {
    /** Seconds per trial on generated data: shows that the machinery works, never evidence. */
    SMOKE,
    /** Minutes per trial on two cores, real data. */
    DESK,
    /** The papers' own architecture, data and hyper-parameters; meant for a GPU or a cluster. */
    PAPER;

    /** The name in folders and on the command line. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
