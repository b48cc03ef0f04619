package dither.report.claim;

import dither.report.claim.Comparison.Demand;
import dither.report.evidence.Evidence;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Findings in words, the same on every page. */
public final class Words {
    /** Of fewer answers the bootstrap interval of the median is only the least and the most. */
    static final int LEAST_FOR_MEDIAN = 5;

    private Words() {}

    /** What is asked of a mean, in words. */
    public static String demand(Demand demand) {
        return switch (demand) {
            case Demand.Above(double bound) -> "above " + number(bound);
            case Demand.Below(double bound) -> "below " + number(bound);
            case Demand.Within(double bound) -> "within ± " + number(bound);
        };
    }

    /** A verdict, with the seeds that would decide it where it is open. */
    public static String verdict(Finding finding) {
        if (finding.verdict() != Verdict.UNDECIDED) {
            return finding.verdict().words();
        }
        String why;
        if (finding.failures() > 0) {
            why = "failed seeds: " + finding.failures();
        } else if (finding.answers().size() < Evidence.SEEDS) {
            why = "fewer than " + Evidence.SEEDS + " seeds";
        } else if (finding.silent() > 0) {
            why = "seeds without an answer: " + finding.silent();
        } else if (Double.isNaN(finding.effect())) {
            why = "every seed answers the bound itself";
        } else {
            OptionalInt seeds = finding.seedsToDecide();
            why = seeds.isPresent()
                    ? "about " + seeds.getAsInt() + " seeds would decide it"
                    : "more than " + Finding.MOST_SEEDS + " seeds would be needed";
        }
        return finding.verdict().words() + ": " + why;
    }

    /** How the parts of a claim fell, such as {@code holds (images); undecided (language, music)}; nothing where there is one. */
    public static String parts(List<Finding> findings) {
        if (findings.size() < 2) {
            return "";
        }
        Map<Verdict, List<String>> places = findings.stream()
                .collect(Collectors.groupingBy(
                        Finding::verdict,
                        () -> new EnumMap<>(Verdict.class),
                        Collectors.mapping(finding -> finding.comparison().where(), Collectors.toList())));
        return places.entrySet().stream()
                .map(entry -> entry.getKey().words() + " (" + counted(entry.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String counted(List<String> places) {
        return places.stream()
                .distinct()
                .map(place -> Collections.frequency(places, place) == 1
                        ? place
                        : Collections.frequency(places, place) + " of " + place)
                .collect(Collectors.joining(", "));
    }

    /** How far the mean is inside of what is asked, in standard deviations. */
    public static String effect(Finding finding) {
        return finding.answers().size() > 1 && Double.isFinite(finding.effect()) ? number(finding.effect()) : "";
    }

    /** A median with its bootstrap interval; nothing where that would only be the least and the most of few answers. */
    public static String median(Finding finding) {
        if (finding.answers().size() < LEAST_FOR_MEDIAN) {
            return "";
        }
        Finding.Median median = finding.median();
        return number(median.value()) + " [" + number(median.low()) + ", " + number(median.high()) + "]";
    }

    /** Two digits after the decimal point. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        String text = Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : value > 0 ? "∞" : "-∞";
        return text.equals("-0.00") ? "0.00" : text;
    }
}
