package dither.nn.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
                new ConvolutionShape(2, 3, 7, 5, 4, 3, 1, 1, false),
                new ConvolutionShape(3, 16, 8, 8, 16, 3, 1, 1, true),
                new ConvolutionShape(2, 8, 9, 8, 12, 3, 2, 1, false),
                new ConvolutionShape(2, 16, 8, 8, 32, 1, 2, 0, false),
                new ConvolutionShape(1, 2, 6, 6, 3, 5, 3, 2, true),
                new ConvolutionShape(5, 10, 1, 1, 7, 1, 1, 0, true));
        return shapes.stream()
                .flatMap(s -> Stream.of(
                        Arguments.of("oneDNN", s, OneDnn.available() ? new OneDnnConvolution(s) : null),
                        Arguments.of("ND4J", s, new Nd4jConvolution(s))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void agreesWithLoops(String engine, ConvolutionShape s, Convolution2d convolution) {
        assumeTrue(convolution != null, "no oneDNN for this platform");
        INDArray x = random(s.batch(), s.height(), s.width(), s.inChannels());
        INDArray w = random(s.outChannels(), s.inChannels(), s.kernel(), s.kernel());
        INDArray b = s.bias() ? random(s.outChannels()) : null;
        INDArray dy = random(s.batch(), s.outHeight(), s.outWidth(), s.outChannels());
        INDArray y = dy.like();
        INDArray dx = x.like();
        INDArray dw = w.like();
        INDArray db = s.bias() ? b.like() : null;

        convolution.forward(x, w, b, y);
        convolution.backwardData(dy, w, dx);
        convolution.backwardWeights(x, dy, dw, db);

        Loops expected = new Loops(s, x, w, b, dy);
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

        Loops(ConvolutionShape s, INDArray x, INDArray w, INDArray b, INDArray dy) {
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
                            for (int i = 0; i < s.kernel(); i++) {
                                for (int j = 0; j < s.kernel(); j++) {
                                    int row = h * s.stride() + i - s.padding();
                                    int column = v * s.stride() + j - s.padding();
                                    if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) {
                                        continue;
                                    }
                                    for (int c = 0; c < s.inChannels(); c++) {
                                        int in = (int)
                                                (((n * s.height() + row) * s.width() + column) * s.inChannels() + c);
                                        int k = ((o * s.inChannels() + c) * s.kernel() + i) * s.kernel() + j;
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
                assertEquals(expected[i], values[i], 1e-4, what + " " + i);
            }
        }
    }

    @Test
    void filtersLargerThanTheInputAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ConvolutionShape(1, 3, 2, 2, 4, 5, 1, 1, false));
    }
}
