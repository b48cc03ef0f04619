package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Products of one half of the channels with a sigmoid of the other, and the cell of an LSTM. */
public final class Gates {
    private Gates() {}

    /** {@code y[r, c] = x[r, c] sigmoid(x[r, width + c])} (Dauphin et al. 2017). */
    public static void glu(MemorySegment x, MemorySegment y, long rows, int width) {
        Rows.run(rows, width, (start, end) -> {
            float[] value = new float[Chunks.padded(width)];
            float[] gate = new float[value.length];
            for (long r = start; r < end; r++) {
                Chunks.read(x, 2 * r * width, value, width);
                Chunks.read(x, (2 * r + 1) * width, gate, width);
                pass(value, gate);
                Memory.copy(value, 0, y, r * width, width);
            }
        });
    }

    private static void pass(float[] value, float[] gate) {
        for (int i = 0; i < value.length; i += COUNT) {
            Rows.load(value, i).mul(Activate.sigmoid(Rows.load(gate, i))).intoArray(value, i);
        }
    }

    /** The gradient of {@link #glu}. */
    public static void gluGradient(MemorySegment x, MemorySegment dy, MemorySegment dx, long rows, int width) {
        Rows.run(rows, width, (start, end) -> {
            float[] value = new float[Chunks.padded(width)];
            float[] gate = new float[value.length];
            float[] upstream = new float[value.length];
            for (long r = start; r < end; r++) {
                Chunks.read(x, 2 * r * width, value, width);
                Chunks.read(x, (2 * r + 1) * width, gate, width);
                Chunks.read(dy, r * width, upstream, width);
                pull(value, gate, upstream);
                Memory.copy(value, 0, dx, 2 * r * width, width);
                Memory.copy(gate, 0, dx, (2 * r + 1) * width, width);
            }
        });
    }

    private static void pull(float[] value, float[] gate, float[] upstream) {
        for (int i = 0; i < value.length; i += COUNT) {
            FloatVector s = Activate.sigmoid(Rows.load(gate, i));
            FloatVector g = Rows.load(upstream, i).mul(s);
            g.mul(Rows.load(value, i)).mul(s.neg().add(1f)).intoArray(gate, i);
            g.intoArray(value, i);
        }
    }

    /**
     * One step of an LSTM for each row of a batch: {@code i, f, o} are sigmoids and {@code g} a tanh of their quarter of
     * {@code gates}, {@code c = f before + i g}, {@code h = o tanh(c)} (Hochreiter and Schmidhuber 1997, with forget gate).
     *
     * @param gates sums of inputs [batch, 4 width] in the order i, f, g, o; the gates afterwards
     * @param more further sums that are added first
     * @param before cells of the step before, [batch, width]
     */
    public static void lstm(
            MemorySegment gates,
            MemorySegment more,
            MemorySegment before,
            MemorySegment c,
            MemorySegment h,
            long batch,
            int width) {
        Rows.run(batch, 4 * width, (start, end) -> {
            Cell cell = new Cell(width);
            for (long b = start; b < end; b++) {
                cell.readSums(gates, b, width);
                for (int g = 0; g < 4; g++) {
                    Chunks.read(more, (4 * b + g) * width, cell.scratch, width);
                    Rows.add(cell.gate[g], cell.scratch);
                }
                Chunks.read(before, b * width, cell.c, width);
                advance(cell);
                cell.writeSums(gates, b, width);
                Memory.copy(cell.c, 0, c, b * width, width);
                Memory.copy(cell.h, 0, h, b * width, width);
            }
        });
    }

    /** Rows at work. */
    private static final class Cell {
        final float[][] gate;
        final float[] c;
        final float[] h;
        final float[] scratch;

        Cell(int width) {
            int padded = Chunks.padded(width);
            gate = new float[4][padded];
            c = new float[padded];
            h = new float[padded];
            scratch = new float[padded];
        }

        void readSums(MemorySegment from, long b, int width) {
            for (int g = 0; g < 4; g++) {
                Chunks.read(from, (4 * b + g) * width, gate[g], width);
            }
        }

        void writeSums(MemorySegment to, long b, int width) {
            for (int g = 0; g < 4; g++) {
                Memory.copy(gate[g], 0, to, (4 * b + g) * width, width);
            }
        }
    }

    private static void advance(Cell cell) {
        for (int k = 0; k < cell.c.length; k += COUNT) {
            FloatVector i = Activate.sigmoid(Rows.load(cell.gate[0], k));
            FloatVector g = Activate.tanh(Rows.load(cell.gate[2], k));
            i.intoArray(cell.gate[0], k);
            g.intoArray(cell.gate[2], k);
            i.mul(g).intoArray(cell.scratch, k);
        }
        for (int k = 0; k < cell.c.length; k += COUNT) {
            FloatVector f = Activate.sigmoid(Rows.load(cell.gate[1], k));
            FloatVector o = Activate.sigmoid(Rows.load(cell.gate[3], k));
            FloatVector c = f.fma(Rows.load(cell.c, k), Rows.load(cell.scratch, k));
            f.intoArray(cell.gate[1], k);
            o.intoArray(cell.gate[3], k);
            c.intoArray(cell.c, k);
        }
        for (int k = 0; k < cell.c.length; k += COUNT) {
            Rows.load(cell.gate[3], k).mul(Activate.tanh(Rows.load(cell.c, k))).intoArray(cell.h, k);
        }
    }

    /**
     * The way back through {@link #lstm}.
     *
     * @param gates what the step left there; the gradients of the sums afterwards
     * @param c cells of this step
     * @param before cells of the step before
     * @param dh gradient of the step's output
     * @param dc gradient of the step's cells from the step after; that for the step before afterwards
     */
    public static void lstmGradient(
            MemorySegment gates,
            MemorySegment c,
            MemorySegment before,
            MemorySegment dh,
            MemorySegment dc,
            long batch,
            int width) {
        Rows.run(batch, 4 * width, (start, end) -> {
            Cell cell = new Cell(width);
            float[] last = new float[cell.c.length];
            float[] dcell = new float[cell.c.length];
            for (long b = start; b < end; b++) {
                cell.readSums(gates, b, width);
                Chunks.read(c, b * width, cell.c, width);
                Chunks.read(before, b * width, last, width);
                Chunks.read(dh, b * width, cell.h, width);
                Chunks.read(dc, b * width, dcell, width);
                retreat(cell, dcell);
                retreatGates(cell, last, dcell);
                cell.writeSums(gates, b, width);
                Memory.copy(dcell, 0, dc, b * width, width);
            }
        });
    }

    private static void retreat(Cell cell, float[] dcell) {
        for (int k = 0; k < dcell.length; k += COUNT) {
            FloatVector t = Activate.tanh(Rows.load(cell.c, k));
            FloatVector o = Rows.load(cell.gate[3], k);
            FloatVector dh = Rows.load(cell.h, k);
            dh.mul(o).mul(t.mul(t).neg().add(1f)).add(Rows.load(dcell, k)).intoArray(dcell, k);
            dh.mul(t).mul(o).mul(o.neg().add(1f)).intoArray(cell.gate[3], k);
        }
    }

    private static void retreatGates(Cell cell, float[] last, float[] dcell) {
        for (int k = 0; k < dcell.length; k += COUNT) {
            FloatVector i = Rows.load(cell.gate[0], k);
            FloatVector f = Rows.load(cell.gate[1], k);
            FloatVector g = Rows.load(cell.gate[2], k);
            FloatVector d = Rows.load(dcell, k);
            d.mul(g).mul(i).mul(i.neg().add(1f)).intoArray(cell.gate[0], k);
            d.mul(Rows.load(last, k)).mul(f).mul(f.neg().add(1f)).intoArray(cell.gate[1], k);
            d.mul(i).mul(g.mul(g).neg().add(1f)).intoArray(cell.gate[2], k);
            d.mul(f).intoArray(dcell, k);
        }
    }
}
