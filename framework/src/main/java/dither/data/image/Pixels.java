package dither.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** The bytes of images of one size: row after row, channels of a pixel together. */
public sealed interface Pixels {
    /** How many images. */
    int images();

    /** Bytes of an image. */
    int imageBytes();

    /**
     * One image, which is the caller's own.
     *
     * @throws dither.data.DataException if it is read only now, and cannot be
     */
    byte[] of(int image);

    /** Tells a digest what these are. */
    void addTo(MessageDigest digest);

    /**
     * Held in memory, up to 2 GiB.
     *
     * @param all image after image
     */
    record Held(byte[] all, int imageBytes) implements Pixels {
        @Override
        public int images() {
            return all.length / imageBytes;
        }

        @Override
        public byte[] of(int image) {
            return Arrays.copyOfRange(all, image * imageBytes, (image + 1) * imageBytes);
        }

        @Override
        public void addTo(MessageDigest digest) {
            digest.update(all);
        }
    }

    /**
     * Decoded from their files whenever they are asked for, as ImageNet would fill 190 GB at 224 x 224.
     *
     * @param files one per image
     */
    record OnDisk(List<File> files, int imageBytes) implements Pixels {
        public OnDisk {
            files = List.copyOf(files);
        }

        /** An image's file. */
        interface File {
            /** Its path in the data set. */
            String name();

            /** Its length in bytes. */
            long length();

            /** Its pixels. */
            byte[] decode();
        }

        @Override
        public int images() {
            return files.size();
        }

        @Override
        public byte[] of(int image) {
            return files.get(image).decode();
        }

        /** Of names and lengths: to read all files of ImageNet takes longer than some trainings. */
        @Override
        public void addTo(MessageDigest digest) {
            for (File file : files) {
                digest.update(file.name().getBytes(StandardCharsets.UTF_8));
                digest.update(
                        ByteBuffer.allocate(Long.BYTES).putLong(file.length()).array());
            }
        }
    }
}
