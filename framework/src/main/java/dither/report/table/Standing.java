package dither.report.table;

import dither.report.evidence.Runs;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.math3.util.Precision;

/**
 * How rows of one network and its data stand to each other: which has the best mean score, and which are at the front of score
 * against bytes.
 *
 * <p>Only seeds that are {@link Runs#common} count. A row of which a seed failed is neither.
 *
 * @param best the row with the best mean score, if there are others
 * @param front rows than which no other is at least as good in score and bytes of the file, and better in one of them
 */
public record Standing(Optional<Runs.Row> best, List<Runs.Row> front) {
    public Standing {
        front = List.copyOf(front);
    }

    private record Point(double good, double bytes) {}

    /** Of some rows; none stands out where no seed is common to all. */
    public static Standing of(List<Runs.Row> rows) {
        Set<Long> common = Runs.common(rows);
        if (common.isEmpty()) {
            return new Standing(Optional.empty(), List.of());
        }
        Map<Runs.Row, Point> points = new LinkedHashMap<>();
        for (Runs.Row row : rows) {
            Runs.Row compared = row.failures() > 0 ? row : row.over(common);
            points.put(row, new Point(goodness(compared), compared.fileBytes()));
        }
        Optional<Runs.Row> best = rows.stream()
                .filter(row -> rows.size() > 1 && points.get(row).good() > Double.NEGATIVE_INFINITY)
                .reduce((one, other) ->
                        points.get(other).good() > points.get(one).good() ? other : one);
        Set<Point> front = front(points.values());
        return new Standing(
                best,
                rows.stream().filter(row -> front.contains(points.get(row))).toList());
    }

    private static Set<Point> front(Collection<Point> points) {
        // Among equals in bytes the best comes first, and only it can be at the front.
        List<Point> byBytes = points.stream()
                .sorted(Comparator.comparingDouble(Point::bytes)
                        .thenComparing(Comparator.comparingDouble(Point::good).reversed()))
                .toList();
        Set<Point> front = new HashSet<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Point point : byBytes) {
            if (point.good() > best) {
                front.add(point);
                best = point.good();
            }
        }
        return front;
    }

    /** The mean score, more of which is better; least of all for what diverged. */
    private static double goodness(Runs.Row row) {
        double mean = row.score().mean();
        if (row.failures() > 0 || Double.isNaN(mean)) {
            return Double.NEGATIVE_INFINITY;
        }
        // Means of the same scores in another order of seeds differ in their last bits.
        double rounded = Precision.round(mean, 9);
        return row.metric().highIsGood() ? rounded : -rounded;
    }
}
