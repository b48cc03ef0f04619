package dither.nn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** Chooses the fastest library that runs here. */
public final class Engine {
    private Engine() {}

    /** By oneDNN where it is available, else by ND4J; the system property {@code dither.engine=nd4j} forces the latter. */
    static Convolution2d convolution(ConvolutionShape shape, Compute compute) {
        return oneDnn() ? new OneDnnConvolution(shape, compute) : new Nd4jConvolution(shape);
    }

    /**
     * Products {@code c = a b} of matrices in these layouts, by the same choice.
     *
     * @param bias whether a number per column is added
     */
    static Product product(Product.Layout a, Product.Layout b, Product.Layout c, boolean bias, Compute compute) {
        boolean vectors = Stream.of(a, b, c).anyMatch(Engine::isVector);
        boolean gaps = !Stream.of(a, b, c).allMatch(Engine::isDense);
        boolean many = c.sizes().length > 2;
        // oneDNN 3.8 gets some products of vectors wrong that are one of many or have gaps between numbers
        // (ProductTest).
        return oneDnn() && !(vectors && (gaps || many))
                ? new OneDnnProduct(a, b, c, bias, compute)
                : new Nd4jProduct(a, b, c);
    }

    private static boolean isVector(Product.Layout layout) {
        int last = layout.sizes().length - 1;
        return layout.sizes()[last] == 1 || layout.sizes()[last - 1] == 1;
    }

    private static boolean isDense(Product.Layout layout) {
        long[] strides = Product.Layout.dense(layout.sizes()).strides();
        return Arrays.equals(layout.strides(), strides)
                || Arrays.equals(
                        layout.transposed().strides(),
                        Product.Layout.dense(layout.transposed().sizes()).strides());
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
