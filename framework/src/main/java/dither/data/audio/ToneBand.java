package dither.data.audio;

import dither.random.RandomStream;
import java.util.Map;

/**
 * Two players with oscillators: a bass of few overtones below 250 Hz and a melody of many above 400 Hz. Their bands do not overlap, so
 * that a filter can tell them apart without fail.
 */
public final class ToneBand {
    private static final double NOTE_SECONDS = 0.25;

    private ToneBand() {}

    /** A track of {@code seconds} at {@code rate}; the same stream gives the same. */
    public static Track play(String name, int rate, double seconds, RandomStream stream) {
        Sound bass = player(rate, seconds, 60, 120, 2, stream.at("bass"));
        Sound melody = player(rate, seconds, 420, 880, 3, stream.at("melody"));
        float[] sum = bass.samples().clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += melody.samples()[i];
        }
        return new Track(name, new Sound(sum, rate), Map.of("bass", bass, "melody", melody));
    }

    /** Notes of random pitch, volume and place between the channels, each with {@code overtones} waves. */
    private static Sound player(int rate, double seconds, double low, double high, int overtones, RandomStream draw) {
        int length = (int) (rate * seconds);
        int note = (int) (rate * NOTE_SECONDS);
        float[] samples = new float[length * Sound.CHANNELS];
        for (int i = 0; i < length; i++) {
            RandomStream each = draw.at(i / note);
            double pitch = low * StrictMath.pow(high / low, each.uniform(0));
            double volume = 0.1 + 0.2 * each.uniform(1);
            double left = 0.3 + 0.4 * each.uniform(2);
            double value = 0;
            for (int k = 1; k <= overtones; k++) {
                value += StrictMath.sin(2 * Math.PI * pitch * k * (i % note) / rate) / k;
            }
            // Each note fades in and out, so that none clicks.
            double fade = StrictMath.sin(Math.PI * (i % note) / note);
            samples[2 * i] = (float) (volume * left * fade * value);
            samples[2 * i + 1] = (float) (volume * (1 - left) * fade * value);
        }
        return new Sound(samples, rate);
    }
}
