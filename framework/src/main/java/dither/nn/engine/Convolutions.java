package dither.nn.engine;

/** Chooses the fastest convolution that runs here. */
public final class Convolutions {
    private Convolutions() {}

    /** By oneDNN where it is available, else by ND4J. */
    public static Convolution2d of(ConvolutionShape shape) {
        return OneDnn.available() ? new OneDnnConvolution(shape) : new Nd4jConvolution(shape);
    }

    /** Name and version of the library in use, for the record of a run. */
    public static String library() {
        return OneDnn.available() ? "oneDNN " + OneDnn.version() : "ND4J";
    }
}
