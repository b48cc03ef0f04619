package dither.report;

import dither.codec.AtomicFiles;
import dither.experiment.Scale;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.table.ResultTable;
import dither.report.table.TableText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.Table;

/** Collects what an experiment makes of its runs, and writes what differs from what stands. */
public final class Report {
    /** The names of experiments, tables and charts, by which files of ours are told from others. */
    public static final String NAMES = "(?:table|plot|ablation|quick)-[a-z0-9-]+";

    private final Experiment experiment;
    private final Path tables;
    private final Path plots;
    private final Scale scale;
    private final boolean writes;
    private final List<ShownTable> shownTables = new ArrayList<>();
    private final List<ShownChart> shownCharts = new ArrayList<>();

    private final int seeds;

    /**
     * @param experiment whose report it is: the command that repeats its tables
     * @param tables folder for tables
     * @param plots folder for charts
     * @param scale of the runs, for the command that repeats them
     * @param seeds of the row that has most of them, for that command
     */
    public Report(Experiment experiment, Path tables, Path plots, Scale scale, int seeds) {
        this(experiment, tables, plots, scale, seeds, true);
    }

    private Report(Experiment experiment, Path tables, Path plots, Scale scale, int seeds, boolean writes) {
        this.experiment = experiment;
        this.scale = scale;
        this.seeds = seeds;
        this.tables = tables;
        this.plots = plots;
        this.writes = writes;
    }

    /** A report that leaves files as they are and only collects. */
    public static Report withoutFiles(Experiment experiment, Scale scale, int seeds) {
        return new Report(experiment, null, null, scale, seeds, false);
    }

    /**
     * A table as it was reported.
     *
     * @param caption with what holds for all tables of results, and with the command that repeats it
     * @param brief the same without either
     * @param results what it was made of, where it is one of results
     */
    public record ShownTable(String name, String caption, String brief, Table text, ResultTable results) {}

    /** Writes a table of results. */
    public void table(ResultTable table, String caption) {
        String sources =
                table.sources().isEmpty() ? "" : " Published numbers: " + String.join("; ", table.sources()) + ".";
        table(
                new ShownTable(
                        table.name(),
                        caption + " " + ResultTable.CONVENTIONS + sources,
                        caption + sources,
                        table.text(),
                        table),
                table.numbers());
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
        table(new ShownTable(name, caption, caption, text, null), numbers);
    }

    private void table(ShownTable shown, Table numbers) {
        String whole = shown.caption() + " Repeat with `" + command() + "`.";
        write(tables, shown.name() + ".csv", TableText.csv(numbers));
        write(tables, shown.name() + ".md", TableText.markdown(shown.text()) + "\n" + whole + "\n");
        write(tables, shown.name() + ".tex", TableText.latex(shown.text(), whole));
        shownTables.add(new ShownTable(shown.name(), whole, shown.brief(), shown.text(), shown.results()));
    }

    /** Writes a chart as SVG and PNG, and the CSV that it shows. */
    public void chart(ShownChart shown) {
        String name = shown.name();
        write(plots, name + ".csv", TableText.csv(shown.shown()));
        if (writes) {
            byte[] svg = Charts.svg(shown.chart());
            if (write(plots, name + ".svg", svg) || !Files.exists(plots.resolve(name + ".png"))) {
                write(plots, name + ".png", Charts.png(shown.chart()));
            }
        }
        shownCharts.add(shown);
    }

    private void write(Path folder, String name, String text) {
        write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file unless it stands as it is; returns whether it had to. */
    private boolean write(Path folder, String name, byte[] content) {
        return writes && AtomicFiles.writeIfChanged(folder.resolve(name), content);
    }

    /** The make target that repeats an experiment; in another folder, or the records that a checkout brings would be taken. */
    public static String command(String id, Scale scale) {
        return "make " + id + " SCALE=" + scale.folder() + (scale == Scale.SMOKE ? "" : " DATA=dir ROOT=again");
    }

    /** The make target that repeats all of it, with every seed that it shows. */
    public String command() {
        return command(experiment, scale, seeds);
    }

    /** The make target that repeats an experiment with so many seeds, where they are more than are run unless asked for. */
    public static String command(Experiment experiment, Scale scale, int seeds) {
        return command(experiment.id(), scale) + (seeds > experiment.seeds(scale) ? " SEEDS=" + seeds : "");
    }

    /** Words as a part of a file's name. */
    public static String fileName(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** Of the runs. */
    public Scale scale() {
        return scale;
    }

    /** The tables so far. */
    public List<ShownTable> tables() {
        return List.copyOf(shownTables);
    }

    /** The charts so far. */
    public List<ShownChart> charts() {
        return List.copyOf(shownCharts);
    }
}
