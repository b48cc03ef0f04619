package dither.codec;

import static dither.codec.DitherFile.require;

import dither.quant.QuantizedTensor;
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

    private static final int MOST_DIMENSIONS = 8;

    private TensorCodec() {}

    /** Sections of one tensor in file order: the widths of groups first, so that levels can be read in one go. */
    record Sections(List<byte[]> all) {}

    /** What the index says of a tensor; fields that its kind does not use are zero. */
    record Description(
            String name,
            List<Long> shape,
            int length,
            int kind,
            boolean counted,
            int bits,
            int groupSize,
            int minBits,
            float first,
            float second,
            int zeroPoint) {
        int sectionCount() {
            return kind == GROUPED ? 2 : 1;
        }
    }

    static Sections sections(QuantizedTensor tensor) {
        return switch (tensor) {
            case QuantizedTensor.Raw t -> new Sections(List.of(floats(t.values())));
            case QuantizedTensor.Uniform t -> new Sections(List.of(levels(t.levels(), t.length(), t.widths(), 0)));
            case QuantizedTensor.Symmetric t ->
                new Sections(List.of(levels(t.levels(), t.length(), t.widths(), 1 << t.bits() - 1)));
            case QuantizedTensor.Affine t -> new Sections(List.of(levels(t.levels(), t.length(), t.widths(), 0)));
            case QuantizedTensor.Grouped t ->
                new Sections(
                        List.of(widths(t.widths(), t.minBits()), levels(t.levels(), t.groupSize(), t.widths(), 0)));
        };
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
            case QuantizedTensor.Uniform t -> {
                index.varint(UNIFORM);
                index.varint(t.bits());
                index.float32(t.min());
                index.float32(t.max());
            }
            case QuantizedTensor.Grouped t -> {
                index.varint(GROUPED);
                index.varint(largest(t.widths()));
                index.varint(t.groupSize());
                index.varint(t.minBits());
                index.float32(t.min());
                index.float32(t.max());
            }
            case QuantizedTensor.Symmetric t -> {
                index.varint(SYMMETRIC);
                index.varint(t.bits());
                index.float32(t.step());
            }
            case QuantizedTensor.Affine t -> {
                index.varint(AFFINE);
                index.varint(t.bits());
                index.float32(t.scale());
                index.varint(t.zeroPoint());
            }
        }
    }

    static Description read(IndexReader index) throws FormatException {
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
        int kind = index.count("kinds", AFFINE);
        return switch (kind) {
            case RAW -> new Description(name, shape, n, kind, index.count("flags", 1) == 1, 0, 0, 0, 0, 0, 0);
            case UNIFORM -> {
                int bits = bits(index, name, 15);
                yield new Description(
                        name, shape, n, kind, true, bits, n, 0, index.finite("minimum"), index.finite("maximum"), 0);
            }
            case GROUPED -> {
                int largest = bits(index, name, 15);
                int groupSize = index.count("weights in a group", Integer.MAX_VALUE);
                int minBits = bits(index, name, largest);
                require(groupSize > 0 && n % groupSize == 0, "claims groups of " + groupSize + " for " + name);
                float min = index.finite("minimum");
                yield new Description(
                        name, shape, n, kind, true, largest, groupSize, minBits, min, index.finite("maximum"), 0);
            }
            case SYMMETRIC -> {
                int bits = bits(index, name, 15);
                yield new Description(name, shape, n, kind, true, bits, n, 0, index.finite("step"), 0, 0);
            }
            default -> {
                int bits = bits(index, name, 15);
                float scale = index.finite("scale");
                int zero = index.count("as zero point", (1 << bits) - 1);
                yield new Description(name, shape, n, kind, true, bits, n, 0, scale, 0, zero);
            }
        };
    }

    static QuantizedTensor decode(Description d, List<byte[]> sections) throws FormatException {
        byte[] last = sections.getLast();
        byte[] one = {(byte) d.bits()};
        return switch (d.kind()) {
            case RAW -> new QuantizedTensor.Raw(d.name(), d.shape(), floats(d, last), d.counted());
            case UNIFORM ->
                new QuantizedTensor.Uniform(
                        d.name(), d.shape(), d.bits(), levels(d, one, last, 0), d.first(), d.second());
            case GROUPED -> {
                // Before widths are made: equal ones take no bytes, so their number proves nothing of the file's size.
                require((long) d.length() * d.minBits() <= 8L * last.length, wrongLength(d, last));
                byte[] widths = widths(d, sections.getFirst());
                yield new QuantizedTensor.Grouped(
                        d.name(),
                        d.shape(),
                        d.groupSize(),
                        d.minBits(),
                        widths,
                        levels(d, widths, last, 0),
                        d.first(),
                        d.second());
            }
            case SYMMETRIC ->
                new QuantizedTensor.Symmetric(
                        d.name(), d.shape(), d.bits(), levels(d, one, last, 1 << d.bits() - 1), d.first());
            default ->
                new QuantizedTensor.Affine(
                        d.name(), d.shape(), d.bits(), levels(d, one, last, 0), d.first(), d.zeroPoint());
        };
    }

    private static int bits(IndexReader index, String name, int most) throws FormatException {
        int bits = index.count("bits", most);
        require(bits >= 1, "claims 0 bits for " + name);
        return bits;
    }

    private static byte[] floats(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] floats(Description d, byte[] bytes) throws FormatException {
        require(bytes.length == (long) d.length() * Float.BYTES, wrongLength(d, bytes));
        float[] values = new float[d.length()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] levels(short[] levels, int groupSize, byte[] widths, int offset) {
        byte[] bytes = new byte[Math.toIntExact(BitPacking.bytes(totalBits(levels.length, groupSize, widths)))];
        BitPacking.Writer writer = new BitPacking.Writer(bytes);
        for (int i = 0; i < levels.length; i++) {
            writer.put(levels[i] + offset, widths[i / groupSize]);
        }
        writer.finish();
        return bytes;
    }

    private static short[] levels(Description d, byte[] widths, byte[] bytes, int offset) throws FormatException {
        require(bytes.length == BitPacking.bytes(totalBits(d.length(), d.groupSize(), widths)), wrongLength(d, bytes));
        short[] levels = new short[d.length()];
        BitPacking.Reader reader = new BitPacking.Reader(bytes);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) (reader.take(widths[i / d.groupSize()]) - offset);
        }
        return levels;
    }

    private static long totalBits(int length, int groupSize, byte[] widths) {
        long bits = 0;
        for (byte width : widths) {
            bits += width;
        }
        return length == 0 ? 0 : bits * groupSize;
    }

    private static byte[] widths(byte[] widths, int minBits) {
        int each = bitsOf(largest(widths) - minBits);
        byte[] bytes = new byte[Math.toIntExact(BitPacking.bytes((long) each * widths.length))];
        BitPacking.Writer writer = new BitPacking.Writer(bytes);
        for (byte width : widths) {
            writer.put(width - minBits, each);
        }
        writer.finish();
        return bytes;
    }

    private static byte[] widths(Description d, byte[] bytes) throws FormatException {
        int groups = d.length() / d.groupSize();
        int each = bitsOf(d.bits() - d.minBits());
        require(bytes.length == BitPacking.bytes((long) each * groups), wrongLength(d, bytes));
        byte[] widths = new byte[groups];
        BitPacking.Reader reader = new BitPacking.Reader(bytes);
        for (int s = 0; s < widths.length; s++) {
            widths[s] = (byte) (reader.take(each) + d.minBits());
            require(widths[s] <= d.bits(), "has a group of " + widths[s] + " bits in " + d.name());
        }
        return widths;
    }

    private static String wrongLength(Description d, byte[] bytes) {
        return "is damaged: a section of " + d.name() + " has an impossible length of " + bytes.length + " bytes";
    }

    private static int largest(byte[] widths) {
        int largest = 0;
        for (byte width : widths) {
            largest = Math.max(largest, width);
        }
        return largest;
    }

    private static int bitsOf(int largest) {
        return 32 - Integer.numberOfLeadingZeros(largest);
    }
}
