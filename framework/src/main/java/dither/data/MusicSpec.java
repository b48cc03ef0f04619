package dither.data;

import dither.Added;
import java.util.List;

/** Mixtures of several sources, each of which is to be found. */
public sealed interface MusicSpec extends DataSpec {
    /** Names of the sources, as those of their files. */
    List<String> sources();

    /** How training examples are cut. */
    Extracts extracts();

    /**
     * How training examples are cut and changed.
     *
     * @param seconds length of one
     * @param stride seconds from the start of one to the start of the next
     * @param augmented whether each source of an example is shifted by up to {@code stride}, turned upside down, its channels swapped and its
     *     volume multiplied by 0.25 to 1.25 at random, and sources are exchanged between examples, as Demucs does
     * @param stretched share of augmented examples whose pitch moves by up to two semitones and whose tempo by a normal number of deviation
     *     5 %, at most 12 %, as Demucs does with a fifth
     */
    record Extracts(
            double seconds,
            double stride,
            boolean augmented,
            @Added(before = "0.0") double stretched) {
        public Extracts {
            if (!(seconds > 0 && stride > 0)) {
                throw new IllegalArgumentException(
                        "an extract needs positive seconds and stride, got " + seconds + " and " + stride);
            }
            if (!(stretched >= 0 && stretched <= 1)) {
                throw new IllegalArgumentException("stretched must be in [0, 1], was " + stretched);
            }
        }

        /** Without changes of pitch and tempo. */
        public Extracts(double seconds, double stride, boolean augmented) {
            this(seconds, stride, augmented, 0);
        }
    }

    /**
     * Tones made by {@link dither.data.audio.ToneBand}; needs no files.
     *
     * @param rate samples per second
     * @param seconds of the one track that is learned from, and of the one that is tested on
     */
    record Generated(int rate, double seconds, Extracts extracts) implements MusicSpec {
        @Override
        public List<String> sources() {
            return List.of("bass", "melody");
        }
    }

    /**
     * Folders in the layout of MUSDB18: {@code <track>/mixture.wav} and a file for each source, or folders that are a track themselves.
     *
     * @param name how tables call it
     * @param learned folders to learn from
     * @param tested folders to test on
     * @param learnedShare how much of each track, from its start, is learned from where it is tested on as well; the rest is tested
     * @param sources names of the sources
     * @param rate samples per second; other files are resampled
     */
    record Tracks(
            String name,
            List<String> learned,
            List<String> tested,
            double learnedShare,
            List<String> sources,
            int rate,
            Extracts extracts)
            implements MusicSpec {
        public Tracks {
            learned = List.copyOf(learned);
            tested = List.copyOf(tested);
            sources = List.copyOf(sources);
            if (!(learnedShare > 0 && learnedShare <= 1)) {
                throw new IllegalArgumentException("learnedShare must be in (0, 1], was " + learnedShare);
            }
        }
    }

    @Override
    default String testSet() {
        return "the test tracks";
    }

    @Override
    default String label() {
        return switch (this) {
            case Generated(int rate, double seconds, Extracts _) ->
                "generated tones, " + seconds + " s at " + rate + " Hz";
            case Tracks tracks -> tracks.name();
        };
    }
}
