package dither.experiments;

import dither.bench.BenchCommand;
import dither.cli.Dither;

/** The program {@code dither} with our experiments. */
public final class Main {
    private Main() {}

    /** Runs one command; exit code 2 is a mistake that the user can mend. */
    public static void main(String[] arguments) {
        System.exit(
                Dither.run(() -> Dither.create(Catalogue.all(), Catalogue.claims(), new BenchCommand()), arguments));
    }
}
