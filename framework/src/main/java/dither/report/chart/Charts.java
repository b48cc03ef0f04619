package dither.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look of all charts: one colour and one marker per method everywhere, readable in grey and by the colour-blind. */
public final class Charts {
    /** Okabe and Ito's palette without its yellow, then eight muted colours. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072b2),
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0xe69f00),
            new Color(0x000000),
            new Color(0x56b4e9),
            new Color(0x999933),
            new Color(0x882255),
            new Color(0x117733),
            new Color(0x332288),
            new Color(0xaa4499),
            new Color(0x661100),
            new Color(0x888888),
            new Color(0x44aa99));

    /** From yellow through green and blue to violet; brightness falls all the way. */
    private static final List<Color> SHADES = List.of(
            new Color(0xffffcc), new Color(0xa1dab4), new Color(0x41b6c4), new Color(0x2c5fb8), new Color(0x40004b));

    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.NONE,
            SeriesMarkers.TRAPEZOID,
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.CROSS,
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE);

    private static final List<String> FAMILIES = List.of(
            "DiffQ",
            "STE-QAT",
            "LSQ",
            "Quant-Noise",
            "Post-training",
            "Float32",
            "iPQ",
            "PQ",
            "Quant-Noise PQ",
            "LSQ+",
            "iPQ after Quant-Noise",
            "DiffQ grid, given widths");

    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}");

    private static final int TITLE = 15;

    /** As many characters of usual size as fit below a chart. */
    private static final int LONG_TITLE = 90;

    private Charts() {}

    /** A chart of curves. */
    public static XYChart curves(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(860)
                .height(520)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        style(chart.getStyler());
        fitTitle(chart);
        chart.getStyler().setMarkerSize(9);
        chart.getStyler().setErrorBarsColorSeriesColor(true);
        return chart;
    }

    /** Long titles in smaller letters, or their ends would be cut off. */
    private static void fitTitle(Chart<?, ?> chart) {
        int size = Math.clamp(chart.getWidth() / Math.max(1, chart.getTitle().length() * 5 / 8), 8, TITLE);
        chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
    }

    /** Adds what a reader must know to the title of the x axis. */
    public static void note(XYChart chart, String words) {
        String title = chart.getXAxisTitle() + "   (" + words + ")";
        chart.setXAxisTitle(title);
        if (title.length() > LONG_TITLE) {
            chart.getStyler().setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        }
    }

    /** A chart of stacked bars. */
    public static CategoryChart stackedBars(String title, String x, String y) {
        CategoryChart chart = bars(title, x, y);
        chart.getStyler().setStacked(true);
        return chart;
    }

    /** A chart of bars side by side. */
    public static CategoryChart groupedBars(String title, String x, String y) {
        CategoryChart chart = bars(title, x, y);
        chart.getStyler().setXAxisLabelRotation(20);
        return chart;
    }

    private static CategoryChart bars(String title, String x, String y) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1000)
                .height(560)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        style(chart.getStyler());
        fitTitle(chart);
        chart.getStyler().setAvailableSpaceFill(0.85);
        chart.getStyler().setXAxisLabelRotation(90);
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setXAxisDecimalPattern("#,##0.###");
        styler.setYAxisDecimalPattern("#,##0.###");
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xdddddd));
        styler.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        styler.setAnnotationTextFontColor(new Color(0x333333));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }

    /**
     * Adds a curve with error bars.
     *
     * @param look index of colour and marker
     * @param halfWidths of the error bars; null for none, NaN for none at a point
     */
    public static void curve(XYChart chart, String name, int look, double[] x, double[] y, double[] halfWidths) {
        double[] errors = null;
        if (halfWidths != null && Arrays.stream(halfWidths).anyMatch(width -> !Double.isNaN(width))) {
            errors = new double[halfWidths.length];
            for (int i = 0; i < errors.length; i++) {
                errors[i] = Double.isNaN(halfWidths[i]) ? 0 : halfWidths[i];
            }
        }
        chart.addSeries(name, x, y, errors)
                .setMarker(MARKERS.get(look % MARKERS.size()))
                .setMarkerColor(COLOURS.get(look % COLOURS.size()))
                .setLineColor(COLOURS.get(look % COLOURS.size()))
                .setLineStyle(new BasicStroke(1.6f));
    }

    /** Adds a line without markers. */
    public static void line(XYChart chart, String name, int look, double[] x, double[] y) {
        curve(chart, name, look, x, y, null);
        chart.getSeriesMap().get(name).setMarker(SeriesMarkers.NONE);
    }

    /** Adds a dashed horizontal line. */
    public static void level(XYChart chart, String name, double from, double to, double y) {
        chart.addSeries(name, new double[] {from, to}, new double[] {y, y})
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.BLACK)
                .setLineStyle(
                        new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 5}, 0));
    }

    /** Adds a thin grey line through what nothing beats. */
    static void front(XYChart chart, double[] x, double[] y) {
        chart.addSeries("front", x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(new Color(0x555555))
                .setLineStyle(
                        new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {2, 3}, 0));
    }

    /** Colour and marker of a method's family, the same in every chart; -1 for what is no family. */
    public static int lookOf(String family) {
        return FAMILIES.indexOf(family);
    }

    /** Colour of a method's family, the same in every chart. */
    public static Color colourOf(String family) {
        return COLOURS.get(lookOf(family));
    }

    /** How many looks are taken by families of methods; the next ones are free. */
    public static int families() {
        return FAMILIES.size();
    }

    /**
     * Light to dark with the width, so that stacked bars read in grey too: the same shade for the same width in all charts, by its
     * logarithm, as few bits differ more than many.
     *
     * @param bits from 15 on all have the darkest
     */
    public static Color shade(int bits) {
        double place = Math.clamp(Math.log(bits / 1.5) / Math.log(10), 0, 1) * (SHADES.size() - 1);
        int from = Math.min((int) place, SHADES.size() - 2);
        Color light = SHADES.get(from);
        Color dark = SHADES.get(from + 1);
        return new Color(
                mix(light.getRed(), dark.getRed(), place - from),
                mix(light.getGreen(), dark.getGreen(), place - from),
                mix(light.getBlue(), dark.getBlue(), place - from));
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }

    /** As SVG; hundredths of a unit are finer than any screen or print, and make files half as long. */
    public static byte[] svg(Chart<?, ?> chart) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
            return LONG_NUMBER
                    .matcher(out.toString(StandardCharsets.UTF_8))
                    .replaceAll(found -> String.valueOf(Math.round(100 * Double.parseDouble(found.group())) / 100.0))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As PNG. */
    public static byte[] png(Chart<?, ?> chart) {
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
