package dither.cli;

import dither.sweep.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Progress of long work: a bar with the time left on a terminal, a plain line now and then elsewhere. */
public sealed interface TerminalProgress extends Progress, AutoCloseable {

    @Override
    void close();

    /**
     * What suits where this runs.
     *
     * @param unit of the work, as in "steps"
     */
    static TerminalProgress create(PrintWriter err, String unit) {
        // Java sees whether input and output are terminals, not where the bar goes: the script that starts it does.
        return Boolean.getBoolean("dither.terminal") ? new Bar(unit) : new Lines(err);
    }

    /** A bar that rewrites its line. */
    final class Bar implements TerminalProgress {
        private static final int USUAL_WIDTH = 80;

        private final ProgressBar bar;

        Bar(String unit) {
            bar = new ProgressBarBuilder()
                    .setTaskName("")
                    .setInitialMax(1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUnit(" " + unit, 1)
                    .setUpdateIntervalMillis(500)
                    .setConsumer(new DelegatingProgressBarConsumer(
                            text -> System.err.print("\r" + text + "\033[K"), width() - 1))
                    .build();
        }

        /**
         * Columns of the terminal, asked for here and not by the bar: the bar's way takes over the signals, after which Ctrl-C
         * ends the program on the spot, without a last line and without removing half-written files.
         */
        private static int width() {
            try (Terminal terminal =
                    TerminalBuilder.builder().nativeSignals(false).dumb(true).build()) {
                return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_WIDTH;
            } catch (IOException unknown) {
                return USUAL_WIDTH;
            }
        }

        @Override
        public void total(long steps) {
            bar.maxHint(bar.getCurrent() + steps);
        }

        @Override
        public void task(String name) {
            bar.setExtraMessage(" " + name);
        }

        @Override
        public void advance(long steps) {
            bar.stepBy(steps);
        }

        /** In the place of the bar, which is drawn again below it at its next update. */
        @Override
        public synchronized void say(String line) {
            System.err.print("\r\033[K" + line + System.lineSeparator());
        }

        @Override
        public void close() {
            bar.close();
            System.err.println();
        }
    }

    /** A line for each task, and one every half minute. */
    final class Lines implements TerminalProgress {
        private static final Duration PAUSE = Duration.ofSeconds(30);

        private final PrintWriter out;
        private final long start = System.nanoTime();
        private long total;
        private long done;
        private long lastLine = start;
        private String task = "";

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public synchronized void total(long steps) {
            total = done + steps;
        }

        @Override
        public synchronized void task(String name) {
            task = name;
            line();
        }

        @Override
        public synchronized void advance(long steps) {
            done += steps;
            if (System.nanoTime() - lastLine > PAUSE.toNanos()) {
                line();
            }
        }

        private void line() {
            lastLine = System.nanoTime();
            double seconds = (lastLine - start) / 1e9;
            // In the first seconds JVMs start and little is trained: what follows from them is hours off.
            String left = done == 0 || seconds < PAUSE.toSeconds()
                    ? ""
                    : ", " + show(seconds * (total - done) / done) + " left";
            say(String.format(
                    Locale.ROOT, "%3d %%  %s  (%s%s)", total == 0 ? 0 : 100 * done / total, task, show(seconds), left));
        }

        private static String show(double seconds) {
            long s = Math.round(seconds);
            return s < 60
                    ? s + " s"
                    : s < 6000 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s / 60 % 60 + " min";
        }

        @Override
        public synchronized void say(String line) {
            out.println(line);
            out.flush();
        }

        @Override
        public void close() {}
    }
}
