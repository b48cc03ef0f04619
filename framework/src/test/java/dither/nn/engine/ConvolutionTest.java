package dither.nn.engine;

import static dither.nn.engine.ConvolutionShape.square;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dither.nn.engine.ConvolutionShape.Window;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Both engines against loops in double precision. The loops are linear, so agreement with them is agreement of gradients. */
class ConvolutionTest {

    static Stream<Arguments> cases() {
        List<ConvolutionShape> shapes = List.of(
                square(2, 3, 7, 5, 4, new Window(3, 1, 1), 1, false),
                square(3, 16, 8, 8, 16, new Window(3, 1, 1), 1, true),
                square(2, 8, 9, 8, 12, new Window(3, 2, 1), 1, false),
                square(2, 16, 8, 8, 32, new Window(1, 2, 0), 1, false),
                square(1, 2, 6, 6, 3, new Window(5, 3, 2), 1, true),
                square(5, 10, 1, 1, 7, new Window(1, 1, 0), 1, true),
                square(2, 6, 5, 7, 6, new Window(3, 2, 1), 6, false),
                square(2, 8, 6, 6, 4, new Window(3, 1, 1), 2, true),
                ConvolutionShape.time(3, 2, 50, 16, new Window(8, 4, 0), true),
                ConvolutionShape.time(2, 16, 21, 5, new Window(3, 1, 1), false));
        return shapes.stream()
                .flatMap(s -> Stream.of(
                        Arguments.of(
                                "oneDNN", s, OneDnn.available() ? new OneDnnConvolution(s, Compute.FLOAT32) : null),
                        Arguments.of(
                                "oneDNN bfloat16",
                                s,
                                OneDnn.available() ? new OneDnnConvolution(s, Compute.BFLOAT16) : null),
                        Arguments.of("ND4J", s, new Nd4jConvolution(s))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void agreesWithLoops(String engine, ConvolutionShape s, Convolution2d convolution) {
        assumeTrue(convolution != null, "no oneDNN for this platform");
        INDArray x = random(s.batch(), s.height(), s.width(), s.inChannels());
        INDArray w = random(s.filter());
        INDArray b = s.bias() ? random(s.outChannels()) : null;
        INDArray dy = random(s.batch(), s.outHeight(), s.outWidth(), s.outChannels());
        INDArray y = dy.like();
        INDArray dx = x.like();
        INDArray dw = w.like();
        INDArray db = s.bias() ? b.like() : null;

        convolution.forward(x, w, b, y);
        convolution.backwardData(dy, w, dx);
        convolution.backwardWeights(x, dy, dw, db);

        Loops expected = new Loops(s, x, w, b, dy, engine.endsWith("bfloat16"));
        expected.assertClose("y", expected.y, y);
        expected.assertClose("dx", expected.dx, dx);
        expected.assertClose("dw", expected.dw, dw);
        if (s.bias()) {
            expected.assertClose(
                    "db", dy.sum(0, 1, 2).castTo(DataType.DOUBLE).data().asDouble(), db);
        }
    }

    private static INDArray random(long... shape) {
        return Nd4j.rand(DataType.FLOAT, shape).subi(0.5);
    }

    private static final class Loops {
        final double[] y;
        final double[] dx;
        final double[] dw;
        private final double tolerance;
        private final double relative;

        Loops(ConvolutionShape s, INDArray x, INDArray w, INDArray b, INDArray dy, boolean rounded) {
            tolerance = rounded ? 0.02 : 1e-4; // of sums of up to a few hundred products below 1/4
            relative = rounded ? 0.02 : 0;
            float[] xs = x.data().asFloat();
            float[] ws = w.data().asFloat();
            float[] dys = dy.data().asFloat();
            y = new double[dys.length];
            dx = new double[xs.length];
            dw = new double[ws.length];
            for (int n = 0; n < s.batch(); n++) {
                for (int h = 0; h < s.outHeight(); h++) {
                    for (int v = 0; v < s.outWidth(); v++) {
                        for (int o = 0; o < s.outChannels(); o++) {
                            int out = (int) (((n * s.outHeight() + h) * s.outWidth() + v) * s.outChannels() + o);
                            y[out] = b == null ? 0 : b.getDouble(o);
                            for (int i = 0; i < s.rows().kernel(); i++) {
                                for (int j = 0; j < s.columns().kernel(); j++) {
                                    int row =
                                            h * s.rows().stride() + i - s.rows().padding();
                                    int column = v * s.columns().stride()
                                            + j
                                            - s.columns().padding();
                                    if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) {
                                        continue;
                                    }
                                    int each = s.inChannels() / s.groups();
                                    int base = o / (s.outChannels() / s.groups()) * each;
                                    for (int c = 0; c < each; c++) {
                                        int in = (int) (((n * s.height() + row) * s.width() + column) * s.inChannels()
                                                + base
                                                + c);
                                        int k = ((o * each + c) * s.rows().kernel() + i)
                                                        * s.columns().kernel()
                                                + j;
                                        y[out] += (double) xs[in] * ws[k];
                                        dx[in] += (double) dys[out] * ws[k];
                                        dw[k] += (double) dys[out] * xs[in];
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        void assertClose(String what, double[] expected, INDArray actual) {
            float[] values = actual.dup('c').data().asFloat();
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], values[i], tolerance + relative * Math.abs(expected[i]), what + " " + i);
            }
        }
    }

    @Test
    void filtersLargerThanTheInputAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> square(1, 3, 2, 2, 4, new Window(5, 1, 1), 1, false));
    }
}
