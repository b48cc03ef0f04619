package dither.data;

import dither.data.audio.Track;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * Pieces of music with their sources.
 *
 * @param train what is learned from
 * @param test what separation is measured on
 * @param spec where they come from
 */
public record MusicDataset(List<Track> train, List<Track> test, MusicSpec spec) implements Dataset {
    public MusicDataset {
        train = List.copyOf(train);
        test = List.copyOf(test);
        check(train, "learn from", spec);
        check(test, "test on", spec);
    }

    private static void check(List<Track> tracks, String purpose, MusicSpec spec) {
        if (tracks.stream().noneMatch(track -> track.length() >= track.mixture().rate())) {
            throw new DataException(spec.label() + " has no track of a second to " + purpose
                    + "; add tracks, or change what share is learned");
        }
    }

    @Override
    public String trainSha256() {
        return sha256(train);
    }

    @Override
    public String testSha256() {
        return sha256(test);
    }

    private String sha256(List<Track> tracks) {
        MessageDigest digest = Sha256.digest();
        for (Track track : tracks) {
            update(digest, track.mixture().samples());
            for (String source : spec.sources()) {
                update(digest, track.sources().get(source).samples());
            }
        }
        return Sha256.text(digest);
    }

    private static void update(MessageDigest digest, float[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length);
        bytes.asFloatBuffer().put(samples);
        digest.update(bytes.array());
    }
}
