package dither.store;

/** How a trial stands. */
public sealed interface RunState {

    /** Nothing is known of it. */
    record Missing() implements RunState {}

    /** Somebody is at it. */
    record Running(Heartbeat heartbeat) implements RunState {}

    /**
     * Somebody was at it and is gone; it goes on where it was.
     *
     * @param epochs of its last stage that are done
     */
    record Interrupted(int epochs) implements RunState {}

    /**
     * It cannot be finished as it is.
     *
     * @param reason in one line
     * @param epochs of its last stage that went well
     */
    record Failed(String reason, int epochs) implements RunState {}

    /**
     * A search for the best gave it up.
     *
     * @param reason in one line
     * @param epochs of its last stage that are done
     */
    record Stopped(String reason, int epochs) implements RunState {}

    /** It has a record. */
    record Finished() implements RunState {}

    /** Whether nothing of it is left to run. */
    default boolean isFinished() {
        return this instanceof Finished;
    }

    /** In words. */
    default String text() {
        return switch (this) {
            case Missing _ -> "not started";
            case Running(Heartbeat beat) -> "running: " + beat.text();
            case Interrupted(int epochs) -> "interrupted after epoch " + epochs;
            case Failed(String reason, int epochs) -> "failed after epoch " + epochs + ": " + reason;
            case Stopped(String reason, int epochs) -> "stopped after epoch " + epochs + ": " + reason;
            case Finished _ -> "finished";
        };
    }
}
