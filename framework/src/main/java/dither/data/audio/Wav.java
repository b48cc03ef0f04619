package dither.data.audio;

import dither.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** WAV files of 16, 24 or 32 bits or 32-bit floats, mono or stereo. */
public final class Wav {
    private static final String EXPECTED = "a WAV file of 16, 24 or 32 bits, mono or stereo";

    private Wav() {}

    /**
     * Reads a file; mono becomes two equal channels.
     *
     * @throws DataException if it is missing, cut short or of another kind
     */
    public static Sound read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                AudioInputStream audio = AudioSystem.getAudioInputStream(in)) {
            AudioFormat format = audio.getFormat();
            byte[] bytes = audio.readAllBytes();
            if (audio.getFrameLength() > 0 && bytes.length < audio.getFrameLength() * format.getFrameSize()) {
                throw new DataException(file + " is cut short: its header promises " + audio.getFrameLength()
                        + " samples, it holds " + bytes.length / format.getFrameSize() + "; fetch it again");
            }
            return decode(file, bytes, format);
        } catch (NoSuchFileException missing) {
            throw new DataException(file + " does not exist; expected " + EXPECTED, missing);
        } catch (UnsupportedAudioFileException | IOException bad) {
            throw new DataException(
                    file + " cannot be read (" + bad.getMessage() + "); expected " + EXPECTED + "; fetch it again",
                    bad);
        }
    }

    private static Sound decode(Path file, byte[] bytes, AudioFormat format) {
        int width = format.getSampleSizeInBits() / 8;
        int channels = format.getChannels();
        boolean floats = format.getEncoding().equals(AudioFormat.Encoding.PCM_FLOAT);
        boolean integers = format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED);
        if (channels < 1 || channels > 2 || !(integers && width >= 2 && width <= 4 || floats && width == 4)) {
            throw new DataException(file + " holds " + format + "; expected " + EXPECTED + "; convert it");
        }
        ByteBuffer in =
                ByteBuffer.wrap(bytes).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int length = bytes.length / (width * channels);
        float[] samples = new float[length * Sound.CHANNELS];
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < Sound.CHANNELS; c++) {
                int at = (i * channels + Math.min(c, channels - 1)) * width;
                samples[i * Sound.CHANNELS + c] = floats
                        ? in.getFloat(at)
                        : switch (width) {
                            case 2 -> in.getShort(at) * 0x1p-15f;
                            case 3 -> (float) (threeBytes(in, at) * 0x1p-23);
                            default -> (float) (in.getInt(at) * 0x1p-31);
                        };
            }
        }
        return new Sound(samples, Math.round(format.getSampleRate()));
    }

    private static int threeBytes(ByteBuffer in, int at) {
        boolean big = in.order() == ByteOrder.BIG_ENDIAN;
        int high = in.get(at + (big ? 0 : 2));
        int low = in.get(at + (big ? 2 : 0)) & 0xff;
        return high << 16 | (in.get(at + 1) & 0xff) << 8 | low;
    }
}
