package dither.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of values: identifies the data that a run really saw. */
public final class Sha256 {
    private Sha256() {}

    /** A fresh digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    /** A finished digest as text. */
    public static String text(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of bytes. */
    public static String of(byte[] bytes) {
        MessageDigest digest = digest();
        digest.update(bytes);
        return text(digest);
    }

    /** Of names and numbers, in their order. */
    public static String of(List<String> names, int[]... numbers) {
        MessageDigest digest = digest();
        for (String name : names) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        for (int[] each : numbers) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * each.length);
            bytes.asIntBuffer().put(each);
            digest.update(bytes.array());
        }
        return text(digest);
    }
}
