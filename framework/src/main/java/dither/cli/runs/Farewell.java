package dither.cli.runs;

/** What is said when a command that can go on is interrupted while this is open. */
final class Farewell implements AutoCloseable {
    private final Thread words = new Thread(() -> System.err.println(
            System.lineSeparator() + "dither: interrupted; what was reached is kept, run the same command to go on"));

    Farewell() {
        Runtime.getRuntime().addShutdownHook(words);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(words);
        } catch (IllegalStateException ending) {
            return; // the program ends, and the words are on their way
        }
    }
}
