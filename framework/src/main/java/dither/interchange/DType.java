package dither.interchange;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** How numbers are stored, by the names of the safetensors format; those that Java can make numbers of. */
public enum DType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    /** 4 bits of exponent, 3 of mantissa, no infinities. */
    F8_E4M3(1),
    /** 5 bits of exponent, 2 of mantissa: the upper half of an F16. */
    F8_E5M2(1),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /** Whether these are floats, which weights are, and not integers. */
    public boolean isFloat() {
        return ordinal() <= F8_E5M2.ordinal();
    }

    /** The number at {@code at}, the nearest double of a 64-bit integer that is none. */
    double get(ByteBuffer in, int at) {
        return switch (this) {
            case F64 -> in.getDouble(at);
            case F32 -> in.getFloat(at);
            case F16 -> Float.float16ToFloat(in.getShort(at));
            case BF16 -> Float.intBitsToFloat(in.getShort(at) << 16);
            case F8_E4M3 -> fromE4m3(in.get(at));
            case F8_E5M2 -> Float.float16ToFloat((short) (in.get(at) << 8));
            case I64, I32, I16, I8, U32, U16, U8, BOOL -> getLong(in, at);
            case U64 -> unsigned(in.getLong(at));
        };
    }

    private static double unsigned(long bits) {
        // Half of it with the last bit kept for rounding, doubled.
        return bits >= 0 ? bits : 2.0 * (bits >>> 1 | bits & 1);
    }

    /** An integer; an unsigned one of 64 bits as its bits. */
    long getLong(ByteBuffer in, int at) {
        return switch (this) {
            case I64, U64 -> in.getLong(at);
            case I32 -> in.getInt(at);
            case U32 -> in.getInt(at) & 0xffffffffL;
            case I16 -> in.getShort(at);
            case U16 -> in.getShort(at) & 0xffff;
            case I8 -> in.get(at);
            case U8 -> in.get(at) & 0xff;
            case BOOL -> in.get(at) == 0 ? 0 : 1;
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> throw new IllegalStateException(this + " holds no integers");
        };
    }

    private static float fromE4m3(byte bits) {
        int exponent = bits >> 3 & 15;
        int mantissa = bits & 7;
        if (exponent == 15 && mantissa == 7) {
            return Float.NaN;
        }
        float magnitude =
                exponent == 0 ? Math.scalb((float) mantissa, -9) : Math.scalb(1 + mantissa / 8f, exponent - 7);
        return bits < 0 ? -magnitude : magnitude;
    }
}
