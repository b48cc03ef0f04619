package dither.report;

import dither.codec.AtomicFiles;
import dither.experiment.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/** Collects what an experiment makes of its runs, and writes it. */
public final class Report {
    private final Path tables;
    private final Path plots;
    private final Scale scale;
    private final boolean writes;
    private final List<String> tableNames = new ArrayList<>();
    private final List<String> chartNames = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    /**
     * @param tables folder for tables
     * @param plots folder for charts
     * @param scale of the runs, for the command that repeats them
     */
    public Report(Path tables, Path plots, Scale scale) {
        this(tables, plots, scale, true);
    }

    private Report(Path tables, Path plots, Scale scale, boolean writes) {
        this.scale = scale;
        this.tables = tables;
        this.plots = plots;
        this.writes = writes;
    }

    /** A report that leaves files as they are and only notes names and verdicts. */
    public static Report ofFilesThatExist(Path tables, Path plots, Scale scale) {
        return new Report(tables, plots, scale, false);
    }

    /**
     * Writes a table: its numbers as CSV, the text as Markdown and LaTeX.
     *
     * @param name of the files
     * @param caption below the table; the command that repeats it is added
     * @param numbers one column per quantity, full precision
     * @param text the same rows for people
     */
    public void table(String name, String caption, Table numbers, Table text) {
        String whole = caption + " Repeat with `" + command(name, scale) + "`.";
        if (writes) {
            AtomicFiles.write(tables.resolve(name + ".csv"), TableText.csv(numbers));
            AtomicFiles.write(tables.resolve(name + ".md"), TableText.markdown(text) + "\n" + whole + "\n");
            AtomicFiles.write(tables.resolve(name + ".tex"), TableText.latex(text, whole));
        }
        tableNames.add(name);
    }

    /** Writes a chart as SVG and PNG, and the CSV that it shows. */
    public void chart(String name, Chart<?, ?> chart, Table shown) {
        if (writes) {
            AtomicFiles.write(plots.resolve(name + ".csv"), TableText.csv(shown));
            AtomicFiles.write(plots.resolve(name + ".svg"), Charts.svg(chart));
            AtomicFiles.write(plots.resolve(name + ".png"), Charts.png(chart));
        }
        chartNames.add(name);
    }

    /** The make target that repeats an experiment. */
    static String command(String id, Scale scale) {
        return "make " + id + " SCALE=" + scale.folder() + (scale == Scale.SMOKE ? "" : " DATA=dir");
    }

    /** Of the runs. */
    public Scale scale() {
        return scale;
    }

    /** Adds a verdict. */
    public void claim(Claim claim) {
        claims.add(claim);
    }

    /** Names of the tables written so far. */
    public List<String> tableNames() {
        return List.copyOf(tableNames);
    }

    /** Names of the charts written so far. */
    public List<String> chartNames() {
        return List.copyOf(chartNames);
    }

    /** The verdicts. */
    public List<Claim> claims() {
        return List.copyOf(claims);
    }

    /** A number of bytes as KiB. */
    public static String kibibytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1024);
    }
}
