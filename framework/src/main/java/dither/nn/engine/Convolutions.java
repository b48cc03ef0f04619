package dither.nn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

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
        return oneDnn() ? "oneDNN " + OneDnn.version() : "ND4J " + nd4jVersion();
    }

    /** Version of ND4J, whose OpenBLAS computes what our layers do not; from the jar, since its classes do not say. */
    public static String nd4jVersion() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }
}
