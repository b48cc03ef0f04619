package dither.sweep;

/** Where long work says how far it is. */
public interface Progress {
    /** How much is to be done from now on: training steps, or jobs where those are counted elsewhere. */
    default void total(long steps) {}

    /** What is done now. */
    default void task(String name) {}

    /** {@code steps} more are done. */
    default void advance(long steps) {}

    /** A line worth keeping. */
    default void say(String line) {}

    /** Says nothing. */
    static Progress silent() {
        return new Progress() {};
    }
}
