package dither.experiment;

/** Where long work says how far it is. */
public interface Progress {
    /** All that is to be done, in training steps. */
    void total(long steps);

    /** What is done now. */
    void task(String name);

    /** {@code steps} more are done. */
    void advance(long steps);

    /** A line worth keeping. */
    void say(String line);

    /** Says nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void total(long steps) {}

            @Override
            public void task(String name) {}

            @Override
            public void advance(long steps) {}

            @Override
            public void say(String line) {}
        };
    }
}
