package dither.report.chart;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;

/**
 * Short words to the right of the points of a chart of sizes and scores, or nowhere if something else stands there.
 *
 * <p>Where the drawing library will put a point is known only once it has drawn; the room that words take is estimated from the frame.
 */
final class PointLabels {
    private static final double WIDTH = 600;
    private static final double HEIGHT = 420;
    private static final double CHARACTER = 6;
    private static final double LINE = 12;
    private static final double MARKER = 9;

    private final XYChart chart;
    private final double left;
    private final double unitsAcross;
    private final double bottom;
    private final double unitsUp;
    private final List<Rectangle2D> taken = new ArrayList<>();

    /**
     * @param chart with a frame of its y axis, and a logarithmic x axis
     * @param x of all points
     * @param y of all points, in the same order
     */
    PointLabels(XYChart chart, List<Double> x, List<Double> y) {
        this.chart = chart;
        double least = Math.log(x.stream().mapToDouble(v -> v).min().orElse(1));
        double most = Math.log(x.stream().mapToDouble(v -> v).max().orElse(1));
        left = least;
        unitsAcross = Math.max(most - least, 1e-9) / WIDTH;
        bottom = chart.getStyler().getYAxisMin();
        unitsUp = (chart.getStyler().getYAxisMax() - bottom) / HEIGHT;
        for (int i = 0; i < x.size(); i++) {
            taken.add(around(across(x.get(i)), up(y.get(i)), MARKER, MARKER));
        }
    }

    private double across(double x) {
        return (Math.log(x) - left) / unitsAcross;
    }

    private double up(double y) {
        return (y - bottom) / unitsUp;
    }

    private static Rectangle2D around(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x - width / 2, y - height / 2, width, height);
    }

    /** Writes to the right of a point, off the level of its curve, if there is room; whether there was. */
    boolean add(String words, double x, double y) {
        double width = CHARACTER * words.length();
        double right = (MARKER + width) / 2 + 2;
        for (double shift : new double[] {LINE / 2, -LINE / 2}) {
            Rectangle2D place = around(across(x) + right, up(y) + shift, width, LINE - 2);
            if (taken.stream().noneMatch(place::intersects)) {
                taken.add(place);
                chart.addAnnotation(new AnnotationText(
                        words, Math.exp(left + (across(x) + right) * unitsAcross), y + shift * unitsUp, false));
                return true;
            }
        }
        return false;
    }
}
