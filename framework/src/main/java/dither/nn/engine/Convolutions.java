package dither.nn.engine;

/** Chooses the fastest convolution that runs here. */
public final class Convolutions {
    private Convolutions() {}

    /** By oneDNN where it is available, else by ND4J; the system property {@code dither.engine=nd4j} forces the latter. */
    public static Convolution2d of(ConvolutionShape shape) {
        return oneDnn() ? new OneDnnConvolution(shape) : new Nd4jConvolution(shape);
    }

    private static boolean oneDnn() {
        return !"nd4j".equals(System.getProperty("dither.engine")) && OneDnn.available();
    }

    /** Name and version of the library in use, for the record of a run. */
    public static String library() {
        return oneDnn() ? "oneDNN " + OneDnn.version() : "ND4J";
    }
}
