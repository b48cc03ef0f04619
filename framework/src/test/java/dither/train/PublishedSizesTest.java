package dither.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.nn.GraphNetwork;
import dither.nn.zoo.Form;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes of real networks, built and quantised, against the table of sizes that follow from the DiffQ code. */
class PublishedSizesTest {

    private static double megabytes(GraphNetwork network, Method method, Selection selection) {
        return SizeFormula.megabytes(Quantizer.of(method, selection, ModelWeights.of(network), RandomStream.of(1))
                .quantize()
                .tensors());
    }

    @Test
    void resnet18ForCifar() {
        try (GraphNetwork network = Zoo.build(ResNet.resnet18(), Form.images(3, 10), 1)) {
            Map<Method, Double> expected = Map.of(
                    new Method.Float32(), 42.6253,
                    new SteQat(2), 2.7048,
                    new SteQat(4), 5.3662,
                    new SteQat(8), 10.6889,
                    new DiffQ(5, 8), 11.1879,
                    new DiffQ(5, 16), 10.9384);
            expected.forEach((method, megabytes) ->
                    assertEquals(megabytes, megabytes(network, method, Selection.standard()), 5e-5, method.label()));
            double qat = megabytes(network, new SteQat(4), Selection.standard());
            double lsq = megabytes(network, new Lsq(4), Selection.standard());
            assertEquals(
                    20 * 32 / SizeFormula.BITS_PER_MB, qat - lsq, 1e-9, "LSQ stores one float per tensor, not two");
        }
    }

    @Test
    void resnet20AsThePaperPresetsIt() {
        try (GraphNetwork network = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1)) {
            Selection preset = Selection.allButBiases();
            DiffQ fromOne = new DiffQ(10, 8).withBits(new DiffQ.Bits(1, 10, 8));
            for (var row : List.of(
                    Map.entry(new SteQat(2), 0.0671),
                    Map.entry(new SteQat(3), 0.0992),
                    Map.entry(new SteQat(5), 0.1633),
                    Map.entry(new SteQat(8), 0.2595))) {
                assertEquals(
                        row.getValue(),
                        megabytes(network, row.getKey(), preset),
                        5e-5,
                        row.getKey().label());
            }
            assertEquals(0.2716, megabytes(network, fromOne, preset), 5e-5);
        }
    }
}
