package dither.report.table;

import dither.report.evidence.Runs;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How rows of one network and its data stand to each other: which has the best mean score, and which are at the front of score
 * against bytes.
 *
 * <p>Only seeds that all rows have count: seeds differ more among themselves than methods do, and a row that lacks an unlucky one
 * would be the best by that. A row of which a seed failed is neither.
 *
 * @param best whether a row has the best mean score
 * @param front whether no other row is at least as good in score and bytes of the file, and better in one of them
 */
public record Standing(List<Boolean> best, List<Boolean> front) {
    public Standing {
        best = List.copyOf(best);
        front = List.copyOf(front);
    }

    private record Point(double good, double bytes) {}

    /** Of some rows; none stands out where no seed is common to all. */
    public static Standing of(List<Runs.Row> rows) {
        Optional<Set<Long>> common = rows.stream().map(Runs.Row::seeds).reduce((one, other) -> {
            one.retainAll(other);
            return one;
        });
        if (common.isEmpty() || common.get().isEmpty()) {
            return new Standing(
                    rows.stream().map(_ -> false).toList(),
                    rows.stream().map(_ -> false).toList());
        }
        List<Point> points = rows.stream()
                .map(row -> row.over(common.get()))
                .map(row -> new Point(goodness(row), row.fileBytes()))
                .toList();
        double most = points.stream().mapToDouble(Point::good).max().orElseThrow();
        int first = points.stream().map(Point::good).toList().indexOf(most);
        Set<Point> front = front(points);
        return new Standing(
                IntStream.range(0, rows.size())
                        .mapToObj(row -> row == first && rows.size() > 1 && most > Double.NEGATIVE_INFINITY)
                        .toList(),
                points.stream().map(front::contains).toList());
    }

    private static Set<Point> front(List<Point> points) {
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
        return row.metric().highIsGood() ? mean : -mean;
    }
}
