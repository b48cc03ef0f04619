package dither.data.audio;

import dither.data.Bytes;
import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.MusicDataset;
import dither.data.MusicSpec;
import dither.random.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Loads tracks. */
public final class MusicFiles {
    private MusicFiles() {}

    /**
     * The tracks of {@code spec}.
     *
     * @throws DataException if files are missing, of another kind, or their lengths differ
     */
    public static MusicDataset load(MusicSpec spec, DataFolder folder) {
        return switch (spec) {
            case MusicSpec.Generated(int rate, double seconds, MusicSpec.Extracts _) ->
                new MusicDataset(
                        List.of(ToneBand.play(
                                "train", rate, seconds, Purpose.DATA.stream(0).at("train"))),
                        List.of(ToneBand.play(
                                "test", rate, seconds, Purpose.DATA.stream(0).at("test"))),
                        spec);
            case MusicSpec.Tracks tracks -> {
                List<Track> learned = new ArrayList<>();
                List<Track> tested = new ArrayList<>();
                for (String name : tracks.learned()) {
                    for (Track track : read(name, tracks, folder)) {
                        boolean both = tracks.tested().contains(name);
                        int cut = both ? (int) (track.length() * tracks.learnedShare()) : track.length();
                        learned.add(track.part(0, cut));
                        if (both) {
                            tested.add(track.part(cut, track.length()));
                        }
                    }
                }
                for (String name : tracks.tested()) {
                    if (!tracks.learned().contains(name)) {
                        tested.addAll(read(name, tracks, folder));
                    }
                }
                yield new MusicDataset(learned, tested, spec);
            }
        };
    }

    private static List<Track> read(String name, MusicSpec.Tracks spec, DataFolder folder) {
        Path path = folder.of(
                name, "tracks as MUSDB18 has them: <track>/mixture.wav and one file for each of " + spec.sources());
        if (Files.exists(path.resolve("mixture.wav"))) {
            return List.of(track(path, spec));
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Track> tracks = all.filter(each -> Files.exists(each.resolve("mixture.wav")))
                    .sorted()
                    .map(each -> track(each, spec))
                    .toList();
            if (tracks.isEmpty()) {
                throw new DataException(path + " holds no track; expected folders with a mixture.wav");
            }
            return tracks;
        } catch (IOException bad) {
            throw Bytes.complaint(path, "a readable folder", bad);
        }
    }

    private static Track track(Path folder, MusicSpec.Tracks spec) {
        Sound mixture = Wav.read(folder.resolve("mixture.wav")).at(spec.rate());
        Map<String, Sound> sources = new HashMap<>();
        for (String source : spec.sources()) {
            Path file = folder.resolve(source + ".wav");
            Sound sound = Wav.read(file).at(spec.rate());
            if (sound.length() != mixture.length()) {
                throw new DataException(file + " has " + sound.length() + " samples, the mixture " + mixture.length()
                        + "; fetch the track again");
            }
            sources.put(source, sound);
        }
        return new Track(folder.getFileName().toString(), mixture, sources);
    }
}
