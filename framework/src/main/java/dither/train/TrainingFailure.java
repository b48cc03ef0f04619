package dither.train;

/** Training cannot go on: a line that names the epoch, the layer and the last good checkpoint. */
public final class TrainingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingFailure(String message) {
        super(message);
    }
}
