package dither.codec.entropy.mix;

import dither.codec.entropy.BitPacking;
import dither.codec.entropy.CorruptException;
import dither.codec.entropy.Layout;

/**
 * The small coder: every question of a {@link DecisionTree} is asked with the probability that all weights so far suggest, and the answer goes
 * through a range coder. Integers only, so that every machine decodes the same.
 *
 * <p>Either one table of adaptive probabilities is used, by what {@link Expectation} says, or three and the prior, whose logits are
 * added with weights that are learned on the way (Mahoney 2005): a bit in the header tells, and the encoder tries both.
 *
 * <p>Layout, in bits, low first: 16 times the mean level of the largest width that occurs ({@code width + 4}), 8 log2 of the mean
 * distance from it plus 48 (7, or 8 if {@code width > 9}), shape of the {@link Bell} (4), mixed (1); from the next byte on the range
 * coder's.
 */
public final class Mix {
    private static final int LEAST_LOG_MAGNITUDE = -48;

    /** Mixing takes twice as long, so it must save so many bits per symbol. */
    private static final double WORTH_MIXING = 0.02;

    private Mix() {}

    /** What a stream begins with. */
    private record Header(int centre, int logMagnitude, int shape, boolean mixed) {
        static int logBits(int width) {
            return width <= 9 ? 7 : 8;
        }

        static int length(int width) {
            return (int) BitPacking.bytes(width + 4 + logBits(width) + 4 + 1);
        }

        void write(byte[] out, int width) {
            BitPacking.Writer bits = new BitPacking.Writer(out, 0);
            bits.put(centre, width + 4);
            bits.put(logMagnitude - LEAST_LOG_MAGNITUDE, logBits(width));
            bits.put(shape, 4);
            bits.put(mixed ? 1 : 0, 1);
            bits.finish();
        }

        static Header read(byte[] in, int width) throws CorruptException {
            BitPacking.Reader bits = new BitPacking.Reader(in, 0, in.length);
            Header header = new Header(
                    bits.take(width + 4),
                    bits.take(logBits(width)) + LEAST_LOG_MAGNITUDE,
                    bits.take(4),
                    bits.take(1) == 1);
            CorruptException.unless(header.shape < Bell.SHAPES, "an unknown shape of its levels");
            return header;
        }

        Header mixed(boolean other) {
            return new Header(centre, logMagnitude, shape, other);
        }

        /** The levels of another width lie on the same range, fewer and farther apart. */
        Prior prior(int width, int widest) {
            if (width == widest) {
                return new Prior(width, centre, logMagnitude, shape);
            }
            long steps = (1L << width) - 1;
            long most = (1L << widest) - 1;
            int moved = (int) ((2 * centre * steps + most) / (2 * most));
            int log = FixedPoint.log2(steps) - FixedPoint.log2(most) + (1 << 12) >> 13;
            return new Prior(width, moved, Math.max(LEAST_LOG_MAGNITUDE, logMagnitude + log), shape);
        }

        Grid[] grids(Layout layout, int widest) throws CorruptException {
            Grid[] grids = new Grid[widest + 1];
            for (byte width : layout.widths()) {
                if (grids[width] == null) {
                    grids[width] = new Grid(prior(width, widest), mixed);
                }
            }
            return grids;
        }
    }

    private static int widest(Layout layout) {
        int widest = 0;
        for (byte width : layout.widths()) {
            widest = Math.max(widest, width);
        }
        return widest;
    }

    private static boolean hasSeveralWidths(Layout layout) {
        for (byte width : layout.widths()) {
            if (width != layout.widths()[0]) {
                return true;
            }
        }
        return false;
    }

    /** Codes at least one symbol. */
    public static byte[] encode(short[] symbols, Layout layout) {
        Header header = fit(symbols, layout);
        byte[] plain = encode(symbols, layout, header);
        byte[] mixed = encode(symbols, layout, header.mixed(true));
        return 8.0 * (plain.length - mixed.length) > WORTH_MIXING * symbols.length ? mixed : plain;
    }

    private static byte[] encode(short[] symbols, Layout layout, Header header) {
        int widest = widest(layout);
        int start = Header.length(widest);
        byte[] bytes = new byte[start + 64 + (int) Math.min(1 << 30, layout.bits() / 8)];
        header.write(bytes, widest);
        RangeEncoder out = new RangeEncoder(bytes, start);
        try {
            Grid[] grids = header.grids(layout, widest);
            Expectation expectation = new Expectation(layout, hasSeveralWidths(layout), header.mixed);
            for (int group = 0, i = 0; i < symbols.length; group++) {
                int width = layout.widths()[group];
                Grid grid = grids[width];
                for (int end = i + layout.groupSize(); i < end; i++) {
                    int expected = expectation.next(width);
                    int node = header.mixed
                            ? writeMixed(out, grid, symbols[i], expected, expectation)
                            : write(out, grid, symbols[i], expected);
                    finish(out, grid, symbols[i], node, expected);
                    saw(expectation, grid.prior, symbols[i]);
                }
            }
        } catch (CorruptException impossible) {
            throw new IllegalStateException(impossible); // parameters of real levels
        }
        return out.finish();
    }

    private static void saw(Expectation expectation, Prior prior, int level) {
        int from = 16 * level - prior.centre;
        expectation.saw(prior.units(level), from < -8 ? 0 : from > 8 ? 2 : 1);
    }

    /** Questions that learn; returns the node after them. */
    private static int write(RangeEncoder out, Grid grid, int level, int expected) {
        DecisionTree.Questions questions = grid.tree.learned;
        int base = expected * questions.count;
        int node = grid.tree.root;
        while (node >= 0 && node < DecisionTree.FIXED) {
            int entry = grid.expected[base + node];
            entry = entry == 0 ? grid.fresh(node, expected) : entry;
            int answer = level >= questions.middle[node] ? 1 : 0;
            out.answer(answer, Grid.probability(entry));
            grid.expected[base + node] = Grid.learn(entry, answer);
            node = questions.next[2 * node + answer];
        }
        return node;
    }

    private static int writeMixed(RangeEncoder out, Grid grid, int level, int expected, Expectation expectation) {
        DecisionTree.Questions questions = grid.tree.learned;
        grid.mixer.turnTo(expected, expectation);
        int node = grid.tree.root;
        while (node >= 0 && node < DecisionTree.FIXED) {
            int answer = level >= questions.middle[node] ? 1 : 0;
            out.answer(answer, grid.mixer.probability(node));
            grid.mixer.learn(answer);
            node = questions.next[2 * node + answer];
        }
        return node;
    }

    /** Questions that do not learn, and the leaf. */
    private static void finish(RangeEncoder out, Grid grid, int level, int from, int expected) {
        DecisionTree.Questions questions = grid.tree.fixed;
        int node = from;
        while (node >= 0) {
            int question = node - DecisionTree.FIXED;
            int p = grid.kept[expected * questions.count + question];
            int answer = level >= questions.middle[question] ? 1 : 0;
            out.answer(answer, p == 0 ? grid.keep(question, expected) : p);
            node = questions.next[2 * question + answer];
        }
        int levels = grid.tree.levels[-1 - node];
        if (levels > 1) {
            out.choose(level - grid.tree.first[-1 - node], levels);
        }
    }

    /**
     * Decodes symbols that lay so.
     *
     * @throws CorruptException if {@code bytes} are not what {@link #encode} made of as many
     */
    public static short[] decode(byte[] bytes, Layout layout) throws CorruptException {
        int widest = widest(layout);
        Header header = Header.read(bytes, widest);
        RangeDecoder in = new RangeDecoder(bytes, Header.length(widest));
        Grid[] grids = header.grids(layout, widest);
        Expectation expectation = new Expectation(layout, hasSeveralWidths(layout), header.mixed);
        short[] symbols = new short[layout.count()];
        for (int group = 0, i = 0; i < symbols.length; group++) {
            int width = layout.widths()[group];
            Grid grid = grids[width];
            for (int end = i + layout.groupSize(); i < end; i++) {
                int expected = expectation.next(width);
                int node = header.mixed ? readMixed(in, grid, expected, expectation) : read(in, grid, expected);
                int level = finish(in, grid, node, expected);
                symbols[i] = (short) level;
                saw(expectation, grid.prior, level);
            }
        }
        in.finish();
        return symbols;
    }

    private static int read(RangeDecoder in, Grid grid, int expected) throws CorruptException {
        DecisionTree.Questions questions = grid.tree.learned;
        int[] entries = grid.expected;
        int[] next = questions.next;
        int base = expected * questions.count;
        int node = grid.tree.root;
        while (node >= 0 && node < DecisionTree.FIXED) {
            int entry = entries[base + node];
            entry = entry == 0 ? grid.fresh(node, expected) : entry;
            int answer = in.answer(Grid.probability(entry));
            entries[base + node] = Grid.learn(entry, answer);
            node = next[2 * node + answer];
        }
        return node;
    }

    private static int readMixed(RangeDecoder in, Grid grid, int expected, Expectation expectation)
            throws CorruptException {
        DecisionTree.Questions questions = grid.tree.learned;
        grid.mixer.turnTo(expected, expectation);
        int node = grid.tree.root;
        while (node >= 0 && node < DecisionTree.FIXED) {
            int answer = in.answer(grid.mixer.probability(node));
            grid.mixer.learn(answer);
            node = questions.next[2 * node + answer];
        }
        return node;
    }

    private static int finish(RangeDecoder in, Grid grid, int from, int expected) throws CorruptException {
        DecisionTree.Questions questions = grid.tree.fixed;
        int node = from;
        while (node >= 0) {
            int question = node - DecisionTree.FIXED;
            int p = grid.kept[expected * questions.count + question];
            node = questions.next[2 * question + in.answer(p == 0 ? grid.keep(question, expected) : p)];
        }
        int levels = grid.tree.levels[-1 - node];
        return grid.tree.first[-1 - node] + (levels > 1 ? in.choose(levels) : 0);
    }

    /** The stored parameters that describe the levels best; each is moved to where it would be on the finest grid. */
    private static Header fit(short[] symbols, Layout layout) {
        int widest = widest(layout);
        double most = (1 << widest) - 1;
        double[] scale = new double[widest + 1];
        for (int width = 1; width <= widest; width++) {
            scale[width] = most / ((1 << width) - 1);
        }
        double sum = 0;
        long[][] counts = new long[widest + 1][];
        for (int i = 0; i < symbols.length; i++) {
            int width = layout.widths()[i / layout.groupSize()];
            if (counts[width] == null) {
                counts[width] = new long[1 << width];
            }
            counts[width][symbols[i]]++;
            sum += symbols[i] * scale[width];
        }
        int centre = FixedPoint.clamp(Math.round(sum / symbols.length * 16), 0, (16 << widest) - 1);
        double magnitudes = 0;
        for (int width = 1; width <= widest; width++) {
            for (int level = 0; counts[width] != null && level < counts[width].length; level++) {
                magnitudes += counts[width][level] * Math.abs(level * scale[width] - centre / 16.0);
            }
        }
        int log = (int) Math.round(8 * Math.log(Math.max(magnitudes / symbols.length, 1 / 64.0)) / Math.log(2));
        Header best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int shape = 0; shape < Bell.SHAPES; shape++) {
            Header header = new Header(centre, log, shape, false);
            double nats = 0;
            for (int width = 1; width <= widest; width++) {
                if (counts[width] != null) {
                    nats += nats(header.prior(width, widest), counts[width]);
                }
            }
            if (nats < least) {
                least = nats;
                best = header;
            }
        }
        return best;
    }

    private static double nats(Prior prior, long[] counts) {
        double nats = 0;
        long before = prior.below(0, Prior.USUAL_SCALE, Prior.NO_SHIFT);
        double all = prior.below(counts.length, Prior.USUAL_SCALE, Prior.NO_SHIFT) - before;
        for (int level = 0; level < counts.length; level++) {
            long upTo = prior.below(level + 1, Prior.USUAL_SCALE, Prior.NO_SHIFT);
            if (counts[level] > 0) {
                nats -= counts[level] * Math.log(Math.max(1, upTo - before) / all);
            }
            before = upTo;
        }
        return nats;
    }
}
