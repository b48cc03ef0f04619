package dither.data.audio;

import java.util.HashMap;
import java.util.Map;

/**
 * A piece of music and what it is mixed from.
 *
 * @param name of the piece
 * @param mixture of all sources
 * @param sources by name
 */
public record Track(String name, Sound mixture, Map<String, Sound> sources) {
    public Track {
        sources = Map.copyOf(sources);
    }

    /** Samples per channel. */
    public int length() {
        return mixture.length();
    }

    /** The part between two samples. */
    Track part(int from, int to) {
        Map<String, Sound> parts = new HashMap<>();
        sources.forEach((key, sound) -> parts.put(key, sound.part(from, to)));
        return new Track(name, mixture.part(from, to), parts);
    }
}
