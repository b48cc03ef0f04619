package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.DitherFile;
import dither.codec.entropy.Tier;
import dither.kernel.Memory;
import dither.quant.DiffQ.Bits;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** DiffQ steered to a size. */
class SizeControlTest {
    /** A plant of the simplest kind: logits fall with the penalty and rise on their own. */
    @Test
    void controlEndsAtTheTarget() {
        int steps = 400;
        for (double targetMb : List.of(0.0012, 0.0018, 0.003)) {
            DiffQ method = new DiffQ(1, 8).withTarget(targetMb).withLogitRate(0.05);
            SizeControl control = new SizeControl(method, 0);
            DiffQ.Tensor tensor = new DiffQ.Tensor(method, "w", 4096, control);
            control.add(tensor);
            MemorySegment logits = tensor.own().getFirst().values();
            for (int step = 0; step < steps; step++) {
                control.begin(new TrainingStep(step, steps, 50));
                for (int s = 0; s < 512; s++) {
                    double pull = Math.tanh(Math.log(control.penalty()) - 2 - s / 512.0);
                    Memory.set(logits, s, (float) (Memory.get(logits, s) - 0.02 * pull));
                }
            }
            control.fit();
            float[] values = new float[4096];
            RandomStream.of(1).gaussian().fill(0, values, 4096);
            double size = SizeFormula.megabytes(List.of(tensor.quantize("w", List.of(4096L), Memory.of(values))));

            assertEquals(targetMb, size, 0.02 * targetMb);
            assertTrue(Math.abs(control.extraBits()) < 0.5, () -> "rounding was moved by " + control.extraBits());
        }
    }

    /** What acts had no bound but the integral's. */
    @Test
    void widthsThatDoNotFollowDoNotRaiseThePenaltyWithoutBound() {
        DiffQ method = new DiffQ(5, 8).withTarget(0.0012);
        SizeControl control = new SizeControl(method, 0);
        control.add(new DiffQ.Tensor(method, "w", 4096, control));
        for (int step = 0; step < 200; step++) {
            control.begin(new TrainingStep(step, 200, 50));
        }

        assertEquals(5 * Math.exp(21), control.penalty(), 1);
    }

    /** Nearly all groups just above the floor: the size jumps over the target, and the nearer side must be taken. */
    @Test
    void aTargetNearTheFloorNeitherCollapsesNorFails() throws IOException {
        DiffQ method = new DiffQ(1, 8).withTarget(0.00105);
        SizeControl control = new SizeControl(method, 0);
        DiffQ.Tensor tensor = new DiffQ.Tensor(method, "w", 4096, control);
        control.add(tensor);
        MemorySegment logits = tensor.own().getFirst().values();
        for (int s = 0; s < 512; s++) {
            double bits = s < 492 ? 2.03 : 3.7;
            Memory.set(logits, s, (float) Math.log((bits - 2) / (15 - bits)));
        }

        control.fit();
        var stored = (QuantizedTensor.Grouped) tensor.quantize("w", List.of(4096L), Memory.of(weights(1)));

        for (byte width : stored.widths()) {
            assertTrue(width >= 2, () -> "a group of " + width + " bits");
        }
        assertEquals(0.00105, SizeFormula.megabytes(List.of(stored)), 0.1 * 0.00105);
        byte[] file = DitherFile.encode(new QuantizedModel(Map.of(), List.of(stored)), Tier.FAST)
                .bytes();
        assertArrayEquals(
                stored.dequantize(),
                DitherFile.decode(file).tensors().getFirst().dequantize());
    }

    @Test
    void targetsOutOfReachAreRefused() {
        WeightTensor tensor =
                new WeightTensor("w", List.of(64L, 64L), true, Memory.allocate(4096), Memory.allocate(4096));
        for (double target : List.of(0.0005, 0.5)) {
            var failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> Quantizer.of(
                            new DiffQ(1, 8).withTarget(target),
                            Selection.standard(),
                            List.of(tensor),
                            RandomStream.of(1)));
            assertTrue(failure.getMessage().contains("out of reach"), failure.getMessage());
        }
    }

    /** What is pruned in the end is not stored, so it must not take up room in the target. */
    @Test
    void discardedTensorsDoNotCountTowardsTheTarget() {
        WeightTensor kept =
                new WeightTensor("a.weight", List.of(64L, 64L), true, Memory.of(weights(1)), Memory.allocate(4096));
        WeightTensor discarded = new WeightTensor(
                "b.weight", List.of(64L, 64L), true, Memory.of(weights(2)), Memory.allocate(4096), null, true, null);
        double target = 0.004; // about eight bits for one of them
        Quantizer quantizer = Quantizer.of(
                new DiffQ(1, 8).withTarget(target), Selection.standard(), List.of(kept, discarded), RandomStream.of(1));

        var model = quantizer.quantize();

        assertEquals(1, model.tensors().size());
        assertEquals(target, SizeFormula.megabytes(model.tensors()), 0.05 * target);
    }

    private static float[] weights(long seed) {
        float[] values = new float[4096];
        RandomStream.of(seed).gaussian().fill(0, values, values.length);
        return values;
    }

    @Test
    void exportedWidthsStayInTheRange() {
        assertArrayEquals(
                new byte[] {1, 1, 2, 4, 15, 15},
                new SizeControl(new DiffQ(1, 8).withBits(new Bits(1, 15, 8)), 0)
                        .rounded(new double[] {0.2, 1.4, 2.5, 3.5, 15, 15.6}, 0));
        SizeControl fromTwo = new SizeControl(new DiffQ(1, 8), 0);
        assertArrayEquals(new byte[] {3, 2}, fromTwo.rounded(new double[] {2.9, 2.1}, 0.4));
        assertArrayEquals(new byte[] {2, 2}, fromTwo.rounded(new double[] {2.9, 2.1}, -0.7), "never below the range");
    }
}
