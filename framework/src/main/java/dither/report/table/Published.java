package dither.report.table;

/**
 * A number that a paper prints, which belongs beside one of ours.
 *
 * @param value as printed, with its unit, and whatever stands beside it
 * @param setup network and data that it was measured on
 * @param source table and paper, and how it was seen
 */
public record Published(String value, String setup, String source) {}
