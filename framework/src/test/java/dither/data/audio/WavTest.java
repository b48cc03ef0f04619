package dither.data.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
    private static final int LENGTH = 500;

    @TempDir
    private Path folder;

    private static double sample(int i, int channel) {
        return 0.7 * Math.sin(0.05 * i + channel);
    }

    /** A file written by hand from the description of the format. */
    private Path wav(int bits, int channels, boolean floats) throws IOException {
        int width = bits / 8;
        int bytes = LENGTH * channels * width;
        ByteBuffer out = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) (floats ? 3 : 1)).putShort((short) channels).putInt(8000);
        out.putInt(8000 * channels * width).putShort((short) (channels * width)).putShort((short) bits);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        for (int i = 0; i < LENGTH; i++) {
            for (int c = 0; c < channels; c++) {
                if (floats) {
                    out.putFloat((float) sample(i, c));
                } else {
                    long value = Math.round(sample(i, c) * (1L << bits - 1));
                    for (int b = 0; b < width; b++) {
                        out.put((byte) (value >> 8 * b));
                    }
                }
            }
        }
        Path file = folder.resolve("a.wav");
        Files.write(file, out.array());
        return file;
    }

    @ParameterizedTest
    @CsvSource({"16, 2, false", "24, 2, false", "32, 2, false", "32, 2, true", "16, 1, false", "24, 1, false"})
    void allWidthsAreReadAndMonoBecomesTwoChannels(int bits, int channels, boolean floats) throws IOException {
        Sound sound = Wav.read(wav(bits, channels, floats));
        assertEquals(LENGTH, sound.length());
        assertEquals(8000, sound.rate());
        for (int i = 0; i < LENGTH; i++) {
            for (int c = 0; c < 2; c++) {
                double expected = sample(i, Math.min(c, channels - 1));
                assertEquals(expected, sound.samples()[2 * i + c], bits == 16 ? 4e-5 : 1e-6, bits + " bits, " + i);
            }
        }
    }

    @Test
    void resamplingKeepsASlowWave() throws IOException {
        Sound sound = Wav.read(wav(32, 2, true));
        for (int rate : new int[] {16_000, 5_000, 8_000}) {
            Sound other = sound.at(rate);
            for (int i = 100 * rate / 8000; i < 400 * rate / 8000; i++) {
                double at = i * 8000.0 / rate;
                assertEquals(0.7 * Math.sin(0.05 * at), other.samples()[2 * i], 2e-3, rate + " Hz, " + i);
            }
        }
    }

    @Test
    void cutAndForeignFilesAreNamed() throws IOException {
        Path file = wav(16, 2, false);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 500));
        assertTrue(assertThrows(DataException.class, () -> Wav.read(file))
                .getMessage()
                .contains("cut short"));
        Files.writeString(file, "no sound at all");
        assertTrue(assertThrows(DataException.class, () -> Wav.read(file))
                .getMessage()
                .contains("cannot be read"));
    }
}
