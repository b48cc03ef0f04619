package dither.data.audio;

/**
 * A change of speed and pitch of a recording, each without the other: the recording is resampled to change its pitch, and pieces of it are
 * then laid over each other closer together or further apart, each where it fits best what came before. Source: Verhelst and Roelands 1993
 * (WSOLA).
 *
 * @param tempo times faster, in [0.5, 2]
 * @param semitones higher, in [-12, 12]
 */
public record Stretch(double tempo, double semitones) {
    private static final double PIECE_SECONDS = 0.05;
    private static final double SEARCH_SECONDS = 0.01;

    /** Positions tried and samples compared are this far apart: sixteen times less work, and nobody hears it. */
    private static final int SPARSE = 4;

    public Stretch {
        if (!(tempo >= 0.5 && tempo <= 2 && semitones >= -12 && semitones <= 12)) {
            throw new IllegalArgumentException(
                    "tempo must be in [0.5, 2] and semitones in [-12, 12], were " + tempo + " and " + semitones);
        }
    }

    /** How many samples of the recording {@code length} changed ones need. */
    public int needs(int length) {
        return (int) Math.ceil(length * tempo);
    }

    /** The first {@code length} samples of a recording at this speed and pitch; what it is too short for is silence. */
    public Sound apply(Sound sound, int length) {
        double pitch = StrictMath.pow(2, semitones / 12);
        int rate = sound.rate();
        // Fewer samples at the same rate sound higher and pass sooner.
        Sound pitched = new Sound(sound.at((int) Math.round(rate / pitch)).samples(), rate);
        return stretched(pitched, (double) pitched.length() / sound.length() * tempo, length);
    }

    /** @param ratio samples read for each sample written */
    private static Sound stretched(Sound sound, double ratio, int length) {
        int half = Math.max(SPARSE, (int) (PIECE_SECONDS * sound.rate() / 2));
        int search = (int) (SEARCH_SECONDS * sound.rate());
        float[] out = new float[length * Sound.CHANNELS];
        int at = 0; // where the piece starts that is faded in
        for (int start = 0; start < length; start += half) {
            int natural = at + half; // what would follow the last piece untouched
            int wanted = (int) Math.round(start * ratio);
            at = start == 0 ? 0 : best(sound, natural, wanted, half, search);
            for (int t = 0; t < half && start + t < length; t++) {
                double in = start == 0 ? 1 : 0.5 - 0.5 * StrictMath.cos(Math.PI * (t + 0.5) / half);
                for (int c = 0; c < Sound.CHANNELS; c++) {
                    out[(start + t) * Sound.CHANNELS + c] =
                            (float) (in * sample(sound, at + t, c) + (1 - in) * sample(sound, natural + t, c));
                }
            }
        }
        return new Sound(out, sound.rate());
    }

    /** The place near {@code wanted} whose samples go best with those from {@code natural} on. */
    private static int best(Sound sound, int natural, int wanted, int half, int search) {
        int best = wanted;
        double most = Double.NEGATIVE_INFINITY;
        for (int candidate = wanted - search; candidate <= wanted + search; candidate += SPARSE) {
            double product = 0;
            double energy = 1e-9;
            for (int t = 0; t < half; t += SPARSE) {
                double a = sample(sound, natural + t, 0) + sample(sound, natural + t, 1);
                double b = sample(sound, candidate + t, 0) + sample(sound, candidate + t, 1);
                product += a * b;
                energy += b * b;
            }
            double fit = product / Math.sqrt(energy);
            if (fit > most) {
                most = fit;
                best = candidate;
            }
        }
        return best;
    }

    private static float sample(Sound sound, int t, int c) {
        return t < 0 || t >= sound.length() ? 0 : sound.samples()[t * Sound.CHANNELS + c];
    }
}
