package dither.codec;

import static dither.codec.DitherFile.require;

import dither.codec.entropy.Layout;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** How one tensor becomes an index entry and sections, and back. */
final class TensorCodec {
    private static final int RAW = 0;
    private static final int UNIFORM = 1;
    private static final int GROUPED = 2;
    private static final int SYMMETRIC = 3;
    private static final int AFFINE = 4;
    private static final int HALF = 5;
    private static final int SHIFTED = 6;
    private static final int CHANNELS = 7;
    private static final int PRODUCT = 8;
    private static final int TIED = 9;

    private static final int MOST_DIMENSIONS = 8;
    private static final int MOST_BITS = 15;

    private TensorCodec() {}

    /** Makes a tensor of its sections. */
    @FunctionalInterface
    interface Decoder {
        QuantizedTensor decode(List<byte[]> sections, SectionDecoder in) throws FormatException;
    }

    /**
     * What the index says of a tensor.
     *
     * @param owner the tensor whose numbers it shares; null if it has its own
     * @param sectionCount how many sections it has in the file
     * @param decoder knows the rest
     */
    record Entry(String name, List<Long> shape, String owner, int sectionCount, Decoder decoder) {
        Entry(String name, List<Long> shape, int sectionCount, Decoder decoder) {
            this(name, shape, null, sectionCount, decoder);
        }
    }

    /** Sections of one tensor in file order: what is needed to read the levels comes before them. */
    static List<byte[]> sections(QuantizedTensor tensor, SectionEncoder out) {
        return switch (tensor) {
            case QuantizedTensor.Raw t -> List.of(out.floats(t.values()));
            case QuantizedTensor.Half t -> List.of(out.halves(t.values()));
            case QuantizedTensor.Tied _ -> List.of();
            case QuantizedTensor.Uniform t -> List.of(out.levels(t.levels(), Layout.of(t.shape(), t.bits()), 0));
            case QuantizedTensor.Symmetric t ->
                List.of(out.levels(t.levels(), Layout.of(t.shape(), t.bits()), 1 << t.bits() - 1));
            case QuantizedTensor.Affine t -> {
                byte[] levels = out.levels(t.levels(), Layout.of(t.shape(), t.bits()), 0);
                yield t.scale().length == 1 ? List.of(levels) : List.of(grids(t), levels);
            }
            case QuantizedTensor.Grouped t ->
                List.of(out.widths(t), out.levels(t.levels(), new Layout(t.shape(), t.groupSize(), t.widths()), 0));
            case QuantizedTensor.Product t -> product(CanonicalCodebook.of(t), out);
        };
    }

    private static List<byte[]> product(QuantizedTensor.Product t, SectionEncoder out) {
        byte[] centroids = switch (t.centroids()) {
            case Centroids.Half(short[] values) -> out.halves(values);
            case Centroids.Int8(short[] codes, var _, var _) ->
                out.levels(codes, codes(codes.length, t.blockSize()), 0);
        };
        byte[] index = t.indexBits() == 0
                ? new byte[0] // there is nothing to choose from
                : out.levels(t.index(), blocks(t.shape(), t.blockSize(), t.indexBits()), 0);
        return List.of(centroids, index);
    }

    /** How the codes of a codebook lie: a row per centroid. */
    private static Layout codes(int count, int blockSize) {
        return Layout.of(List.of((long) count / blockSize, (long) blockSize), 8);
    }

    /** How the indices of a tensor's blocks lie. */
    private static Layout blocks(List<Long> shape, int blockSize, int indexBits) {
        return Layout.of(SectionEncoder.rows(shape, blockSize), indexBits);
    }

    static void describe(QuantizedTensor tensor, IndexWriter index) {
        if (tensor.shape().size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(tensor.name() + " has "
                    + tensor.shape().size() + " dimensions, a .dither file holds at most " + MOST_DIMENSIONS);
        }
        index.text(tensor.name());
        index.varint(tensor.shape().size());
        tensor.shape().forEach(index::varint);
        switch (tensor) {
            case QuantizedTensor.Raw t -> {
                index.varint(RAW);
                index.varint(t.counted() ? 1 : 0);
            }
            case QuantizedTensor.Half _ -> index.varint(HALF);
            case QuantizedTensor.Tied t -> {
                index.varint(TIED);
                index.text(t.owner());
            }
            case QuantizedTensor.Uniform t -> {
                index.varint(UNIFORM);
                index.varint(t.bits());
                index.float32(t.min());
                index.float32(t.max());
            }
            case QuantizedTensor.Grouped t -> {
                index.varint(GROUPED);
                index.varint(SectionEncoder.largest(t.widths()));
                index.varint(t.groupSize());
                index.varint(t.minBits());
                index.float32(t.min());
                index.float32(t.max());
            }
            case QuantizedTensor.Symmetric t -> {
                index.varint(t.offset() == 0 ? SYMMETRIC : SHIFTED);
                index.varint(t.bits());
                index.float32(t.step());
                if (t.offset() != 0) {
                    index.float32(t.offset());
                }
            }
            case QuantizedTensor.Affine t -> {
                index.varint(t.scale().length == 1 ? AFFINE : CHANNELS);
                index.varint(t.bits());
                if (t.scale().length == 1) {
                    index.float32(t.scale()[0]);
                    index.varint(t.zeroPoint()[0]);
                } else {
                    index.varint(t.scale().length);
                }
            }
            case QuantizedTensor.Product t -> {
                index.varint(PRODUCT);
                index.varint(t.indexBits());
                index.varint(t.blockSize());
                switch (t.centroids()) {
                    case Centroids.Half _ -> index.varint(0);
                    case Centroids.Int8(var _, float scale, int zeroPoint) -> {
                        index.varint(1);
                        index.float32(scale);
                        index.varint(zeroPoint);
                    }
                }
            }
        }
    }

    static Entry read(IndexReader index) throws FormatException {
        String name = index.text();
        int rank = index.count("dimensions", MOST_DIMENSIONS);
        List<Long> shape = new ArrayList<>();
        long length = 1;
        for (int d = 0; d < rank; d++) {
            int size = index.count("elements", Integer.MAX_VALUE);
            shape.add((long) size);
            length *= size;
            require(length <= Integer.MAX_VALUE - 8, "claims that " + name + " has more than 2^31 numbers");
        }
        int n = (int) length;
        return switch (index.count("kinds", TIED)) {
            case RAW -> {
                boolean counted = index.count("flags", 1) == 1;
                yield new Entry(
                        name,
                        shape,
                        1,
                        (s, in) -> new QuantizedTensor.Raw(name, shape, in.floats(s.getFirst(), n), counted));
            }
            case HALF ->
                new Entry(name, shape, 1, (s, in) -> new QuantizedTensor.Half(name, shape, in.halves(s.getFirst(), n)));
            case TIED -> {
                String owner = index.text();
                yield new Entry(name, shape, owner, 0, (_, _) -> new QuantizedTensor.Tied(name, shape, owner));
            }
            case UNIFORM -> uniform(index, name, shape);
            case GROUPED -> grouped(index, name, shape, n);
            case SYMMETRIC -> symmetric(index, name, shape, false);
            case SHIFTED -> symmetric(index, name, shape, true);
            case AFFINE -> affine(index, name, shape);
            case CHANNELS -> channels(index, name, shape, n);
            default -> product(index, name, shape, n);
        };
    }

    private static Entry uniform(IndexReader index, String name, List<Long> shape) throws FormatException {
        int bits = bits(index, name, MOST_BITS);
        float min = index.finite("minimum");
        float max = index.finite("maximum");
        require(
                min <= max && Float.isFinite(max - min),
                "has the impossible range from " + min + " to " + max + " in " + name);
        return new Entry(name, shape, 1, (s, in) -> {
            short[] levels = in.levels(s.getFirst(), Layout.of(shape, bits), 0);
            return new QuantizedTensor.Uniform(name, shape, bits, levels, min, max);
        });
    }

    private static Entry grouped(IndexReader index, String name, List<Long> shape, int n) throws FormatException {
        int largest = bits(index, name, MOST_BITS);
        int groupSize = index.count("weights in a group", Integer.MAX_VALUE);
        int minBits = bits(index, name, largest);
        require(groupSize > 0 && n % groupSize == 0, "claims groups of " + groupSize + " for " + name);
        float min = index.finite("minimum");
        float max = index.finite("maximum");
        require(
                min <= max && Float.isFinite(max - min),
                "has the impossible range from " + min + " to " + max + " in " + name);
        return new Entry(name, shape, 2, (s, in) -> {
            in.requireRoom(s.getLast(), n, minBits); // equal widths took no bytes, so they prove nothing
            byte[] widths = in.widths(s.getFirst(), shape, groupSize, minBits, largest);
            short[] levels = in.levels(s.getLast(), new Layout(shape, groupSize, widths), 0);
            return new QuantizedTensor.Grouped(name, shape, groupSize, minBits, widths, levels, min, max);
        });
    }

    private static Entry symmetric(IndexReader index, String name, List<Long> shape, boolean shifted)
            throws FormatException {
        int bits = bits(index, name, MOST_BITS);
        float step = index.scale("step");
        float offset = shifted ? index.finite("offset") : 0;
        return new Entry(name, shape, 1, (s, in) -> {
            short[] levels = in.levels(s.getFirst(), Layout.of(shape, bits), 1 << bits - 1);
            return new QuantizedTensor.Symmetric(name, shape, bits, levels, step, offset);
        });
    }

    private static Entry affine(IndexReader index, String name, List<Long> shape) throws FormatException {
        int bits = bits(index, name, MOST_BITS);
        float[] scale = {index.scale("scale")};
        int[] zero = {index.count("as zero point", (1 << bits) - 1)};
        return new Entry(name, shape, 1, (s, in) -> {
            short[] levels = in.levels(s.getFirst(), Layout.of(shape, bits), 0);
            return new QuantizedTensor.Affine(name, shape, bits, levels, scale, zero);
        });
    }

    private static Entry channels(IndexReader index, String name, List<Long> shape, int n) throws FormatException {
        int bits = bits(index, name, MOST_BITS);
        int channels = index.count("channels", Integer.MAX_VALUE);
        require(channels > 0 && n % channels == 0, "claims " + channels + " channels for " + name);
        return new Entry(name, shape, 2, (s, in) -> {
            require(
                    s.getFirst().length == 6L * channels,
                    "is damaged: the grids of " + name + " have an impossible length of " + s.getFirst().length
                            + " bytes");
            in.budget().charge(8L * channels, name);
            ByteBuffer grids = ByteBuffer.wrap(s.getFirst()).order(ByteOrder.LITTLE_ENDIAN);
            float[] scale = new float[channels];
            int[] zero = new int[channels];
            for (int c = 0; c < channels; c++) {
                scale[c] = grids.getFloat();
                zero[c] = grids.getShort();
                require(
                        Float.isFinite(scale[c]) && scale[c] >= 0 && zero[c] >= 0 && zero[c] < 1 << bits,
                        "has a channel with scale " + scale[c] + " and zero point " + zero[c] + " in " + name);
            }
            short[] levels = in.levels(s.getLast(), Layout.of(shape, bits), 0);
            return new QuantizedTensor.Affine(name, shape, bits, levels, scale, zero);
        });
    }

    /** Scale and zero point of each channel. */
    private static byte[] grids(QuantizedTensor.Affine t) {
        ByteBuffer out = ByteBuffer.allocate(6 * t.scale().length).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < t.scale().length; c++) {
            out.putFloat(t.scale()[c]).putShort((short) t.zeroPoint()[c]);
        }
        return out.array();
    }

    private static Entry product(IndexReader index, String name, List<Long> shape, int n) throws FormatException {
        int indexBits = index.count("bits of an index", 12);
        int blockSize = index.count("weights in a block", 1 << 16);
        require(blockSize > 0 && n % blockSize == 0, "claims blocks of " + blockSize + " for " + name);
        boolean int8 = index.count("kinds of centroids", 1) == 1;
        float scale = int8 ? index.scale("scale") : 0;
        int zero = int8 ? index.count("as zero point", 255) : 0;
        int numbers = (1 << indexBits) * blockSize;
        return new Entry(name, shape, 2, (s, in) -> {
            Centroids centroids = int8
                    ? new Centroids.Int8(in.levels(s.getFirst(), codes(numbers, blockSize), 0), scale, zero)
                    : new Centroids.Half(in.halves(s.getFirst(), numbers));
            require(
                    indexBits > 0 || s.getLast().length == 0,
                    "is damaged: indices of " + name + " have bytes, where there is nothing to choose from");
            in.budget().charge(indexBits == 0 ? (long) Short.BYTES * (n / blockSize) : 0, name);
            for (float value : centroids.floats()) {
                require(Float.isFinite(value), "has a centroid of " + value + " in " + name);
            }
            short[] blocks = indexBits == 0
                    ? new short[n / blockSize]
                    : in.levels(s.getLast(), blocks(shape, blockSize, indexBits), 0);
            return new QuantizedTensor.Product(name, shape, blockSize, centroids, blocks);
        });
    }

    private static int bits(IndexReader index, String name, int most) throws FormatException {
        int bits = index.count("bits", most);
        require(bits >= 1, "claims 0 bits for " + name);
        return bits;
    }
}
