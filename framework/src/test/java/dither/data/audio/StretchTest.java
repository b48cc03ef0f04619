package dither.data.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StretchTest {
    private static final int RATE = 8_000;
    private static final int LENGTH = 16_000;

    /** A tone of 440 Hz whose volume swells twice a second. */
    private static Sound swelling(int length) {
        float[] samples = new float[2 * length];
        for (int t = 0; t < length; t++) {
            double volume = 0.5 - 0.4 * Math.cos(2 * Math.PI * 2 * t / RATE);
            samples[2 * t] = (float) (volume * Math.sin(2 * Math.PI * 440 * t / RATE));
            samples[2 * t + 1] = samples[2 * t];
        }
        return new Sound(samples, RATE);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1.12, 0", "0.88, 0", "1, 2", "1, -2", "1.05, 1", "0.9, -1"})
    void tempoAndPitchChangeEachByItself(double tempo, double semitones) {
        Stretch stretch = new Stretch(tempo, semitones);
        Sound changed = stretch.apply(swelling(stretch.needs(LENGTH)), LENGTH);

        assertEquals(LENGTH, changed.length());
        assertEquals(440 * Math.pow(2, semitones / 12), strongest(changed, 380, 520), 1.0, "pitch in Hz");
        assertEquals(2 * tempo, swell(changed), 0.03, "swells a second");
    }

    /** The frequency of the largest Fourier component between two, in steps of a half. */
    private static double strongest(Sound sound, double from, double to) {
        double best = from;
        double most = 0;
        for (double f = from; f <= to; f += 0.5) {
            double power = power(sound, f, false);
            if (power > most) {
                most = power;
                best = f;
            }
        }
        return best;
    }

    /** The frequency between 1.5 and 2.5 Hz at which the squared signal is strongest. */
    private static double swell(Sound sound) {
        double best = 0;
        double most = 0;
        for (double f = 1.5; f <= 2.5; f += 0.01) {
            double power = power(sound, f, true);
            if (power > most) {
                most = power;
                best = f;
            }
        }
        return best;
    }

    private static double power(Sound sound, double frequency, boolean squared) {
        double mean = 0;
        for (int t = 0; squared && t < sound.length(); t++) {
            mean += sound.samples()[2 * t] * sound.samples()[2 * t] / sound.length();
        }
        double real = 0;
        double imaginary = 0;
        for (int t = 0; t < sound.length(); t++) {
            double value = sound.samples()[2 * t];
            value = squared ? value * value - mean : value;
            double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / sound.length());
            real += window * value * Math.cos(2 * Math.PI * frequency * t / RATE);
            imaginary += window * value * Math.sin(2 * Math.PI * frequency * t / RATE);
        }
        return real * real + imaginary * imaginary;
    }

    @ParameterizedTest
    @CsvSource({"1.1, 1, 1000", "0.9, -2, 40"})
    void shortRecordingsEndInSilence(double tempo, double semitones, int length) {
        Sound changed = new Stretch(tempo, semitones).apply(swelling(length), 4 * length + 2000);

        assertEquals(4 * length + 2000, changed.length());
        float loudest = 0;
        for (int t = 3 * length + 1500; t < changed.length(); t++) {
            loudest = Math.max(loudest, Math.abs(changed.samples()[2 * t]));
        }
        assertTrue(loudest == 0, "loudest at the end: " + loudest);
    }
}
