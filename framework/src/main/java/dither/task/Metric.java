package dither.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is measured on test data. */
public enum Metric {
    /** Share of examples whose most probable class is the right one. */
    @JsonProperty("accuracy")
    ACCURACY("accuracy", "%", 100, 2, true),
    /** Share of examples whose right class is among the five most probable ones. */
    @JsonProperty("top5")
    TOP5("top-5 accuracy", "%", 100, 2, true),
    /** Accuracy on the second test set of MNLI, of other kinds of text than the training set. */
    @JsonProperty("mismatched")
    MISMATCHED("mismatched accuracy", "%", 100, 2, true),
    /** {@code e^loss}: as uncertain as a choice between so many equally likely tokens. */
    @JsonProperty("perplexity")
    PERPLEXITY("perplexity", "", 1, 2, false),
    /** Cross-entropy of a character in bits. */
    @JsonProperty("bitsPerCharacter")
    BITS_PER_CHARACTER("bits per character", "", 1, 3, false),
    /** Signal-to-distortion ratio of separated sources. */
    @JsonProperty("sdr")
    SDR("SDR", "dB", 1, 2, true);

    private final String label;
    private final String unit;
    private final double factor;
    private final int digits;
    private final boolean highIsGood;

    Metric(String label, String unit, double factor, int digits, boolean highIsGood) {
        this.label = label;
        this.unit = unit;
        this.factor = factor;
        this.digits = digits;
        this.highIsGood = highIsGood;
    }

    /** How tables call it, with its unit. */
    public String heading() {
        return unit.isEmpty() ? label : label + " " + unit;
    }

    /** How a caption calls it. */
    public String label() {
        return label;
    }

    /** What a measured value is multiplied by for people. */
    public double factor() {
        return factor;
    }

    /** Digits after the decimal point for people. */
    public int digits() {
        return digits;
    }

    /** Whether more is better. */
    public boolean highIsGood() {
        return highIsGood;
    }

    /** A measured value for people, without its unit. */
    public String show(double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", factor * value);
    }
}
