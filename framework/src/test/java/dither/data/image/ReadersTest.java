package dither.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import dither.data.DataLibrary;
import dither.data.ImageSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
    @TempDir
    Path folder;

    private static byte[] cifarRecords(int count) {
        byte[] bytes = new byte[count * 3073];
        for (int r = 0; r < count; r++) {
            bytes[r * 3073] = (byte) (r % 10);
            for (int i = 0; i < 3072; i++) {
                bytes[r * 3073 + 1 + i] = (byte) (r * 7 + i / 1024 * 50 + i % 1024 % 40);
            }
        }
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data_batch_1.bin", "data_batch_1.bin.gz"})
    void cifarPlanesBecomePixels(String name) throws IOException {
        byte[] records = cifarRecords(20);
        Files.write(folder.resolve(name), name.endsWith(".gz") ? gzip(records) : records);

        ImageSet images = CifarBinary.read(folder, "data_batch");

        assertEquals(20, images.size());
        assertEquals(3, images.labels()[13]);
        for (int p : new int[] {0, 31, 1023}) {
            for (int c = 0; c < 3; c++) {
                assertEquals(
                        records[13 * 3073 + 1 + c * 1024 + p], images.pixels().of(13)[p * 3 + c]);
            }
        }
    }

    @Test
    void cutCifarFilesAreNamed() throws IOException {
        Path file = folder.resolve("test_batch.bin");
        Files.write(file, Arrays.copyOf(cifarRecords(3), 3 * 3073 - 5));

        assertComplaint(() -> CifarBinary.read(folder, "test_batch"), file.toString(), "3073", "fetch");
    }

    @Test
    void cutGzipFilesAreNamed() throws IOException {
        Path file = folder.resolve("test_batch.bin.gz");
        byte[] zipped = gzip(cifarRecords(3));
        Files.write(file, Arrays.copyOf(zipped, zipped.length / 2));

        assertComplaint(() -> CifarBinary.read(folder, "test_batch"), file.toString(), "cut short");
    }

    @Test
    void labelsOutOfRangeAreNamed() throws IOException {
        byte[] records = cifarRecords(3);
        records[3073] = 77;
        Files.write(folder.resolve("test_batch.bin"), records);

        assertComplaint(() -> CifarBinary.read(folder, "test_batch"), "test_batch.bin", "77", "record 1");
    }

    @Test
    void missingFilesSayWhereToGetThem() {
        assertComplaint(() -> CifarBinary.read(folder, "test_batch"), folder.toString(), "does not exist", "get");
        assertComplaint(
                () -> new DataLibrary(folder).load(new ImageSpec.Mnist(10, 10)),
                folder.resolve("mnist").toString(),
                "--data");
        assertComplaint(() -> new DataLibrary(null).load(new ImageSpec.Cifar10(10, 10)), "--data", "DITHER_DATA");
    }

    private static void assertComplaint(org.junit.jupiter.api.function.Executable reading, String... words) {
        String message = assertThrows(DataException.class, reading).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), () -> "'" + word + "' is missing in: " + message);
        }
        assertEquals(1, message.lines().count(), message);
    }

    private void writeTar(String name, int perClass, byte[] jpeg) throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))))) {
            for (String label : new String[] {"cat", "airplane"}) {
                for (int i = perClass - 1; i >= 0; i--) {
                    TarArchiveEntry entry = new TarArchiveEntry("train/" + label + "/000" + i + ".jpg");
                    entry.setSize(jpeg.length);
                    tar.putArchiveEntry(entry);
                    tar.write(jpeg);
                    tar.closeArchiveEntry();
                }
            }
        }
    }

    @Test
    void jpegTarsAreDecodedClassesInTurn() throws IOException {
        BufferedImage picture = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 8; x++) {
            for (int y = 0; y < 4; y++) {
                picture.setRGB(x, y, 0xc86432);
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", jpeg);
        writeTar("x_jpg_train.tar.gz", 3, jpeg.toByteArray());

        ImageSet images = JpegTar.read(JpegTar.find(folder, "_jpg_train"), 4);

        assertArrayEquals(new int[] {0, 1, 0, 1}, images.labels());
        assertEquals(4, images.height());
        assertEquals(8, images.width());
        assertEquals(0xc8, images.pixels().of(0)[0] & 0xff, 6);
        assertEquals(0x64, images.pixels().of(0)[1] & 0xff, 6);
        assertEquals(0x32, images.pixels().of(0)[2] & 0xff, 6);
        assertComplaint(
                () -> JpegTar.read(folder.resolve("x_jpg_train.tar.gz"), 10), "x_jpg_train", "lower the number");
    }

    @Test
    void brokenJpegsAreNamed() throws IOException {
        writeTar("x_jpg_train.tar.gz", 1, new byte[] {1, 2, 3});

        assertComplaint(() -> JpegTar.read(folder.resolve("x_jpg_train.tar.gz"), 2), "airplane/0000.jpg", "JPEG");
    }

    private void writeMnist(int images, int labels, int cut) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(16 + images * 6);
        pixels.putInt(0x803).putInt(images).putInt(2).putInt(3);
        for (int i = 0; i < images * 6; i++) {
            pixels.put((byte) i);
        }
        ByteBuffer classes = ByteBuffer.allocate(8 + labels);
        classes.putInt(0x801).putInt(labels);
        for (int i = 0; i < labels; i++) {
            classes.put((byte) (i % 10));
        }
        byte[] bytes = Arrays.copyOf(pixels.array(), pixels.capacity() - cut);
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(bytes));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(classes.array()));
    }

    @Test
    void mnistIsRead() throws IOException {
        writeMnist(20, 20, 0);

        ImageSet images = MnistIdx.read(folder, "train");

        assertEquals(20, images.size());
        assertEquals(1, images.channels());
        assertEquals(7, images.pixels().of(1)[1]);
        assertEquals(7, images.labels()[17]);
    }

    @Test
    void damagedMnistIsNamed() throws IOException {
        writeMnist(20, 19, 0);
        assertComplaint(() -> MnistIdx.read(folder, "train"), "20 images", "19 labels");
        writeMnist(20, 20, 3);
        assertComplaint(() -> MnistIdx.read(folder, "train"), "train-images-idx3-ubyte.gz", "fetch");
    }
}
