package dither.data;

import dither.data.audio.MusicFiles;
import dither.data.image.ImageFiles;
import dither.data.pair.PairFiles;
import dither.data.text.TextFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Loads data sets from one folder, each once. */
public final class DataLibrary {
    private final DataFolder folder;
    private final Map<DataSpec, Dataset> loaded = new HashMap<>();
    private final Map<DataSpec, String> hashes = new HashMap<>();

    /** @param folder where the files are; may be null if only generated data is asked for */
    public DataLibrary(Path folder) {
        this.folder = new DataFolder(folder);
    }

    /**
     * The data of {@code spec}.
     *
     * @throws DataException if files are missing, cut or corrupt, or hold less than asked for
     */
    public synchronized Dataset load(DataSpec spec) {
        return loaded.computeIfAbsent(spec, this::read);
    }

    /** Identifies the data of {@code spec} as loaded. */
    public synchronized String sha256(DataSpec spec) {
        return hashes.computeIfAbsent(spec, s -> load(s).sha256());
    }

    private Dataset read(DataSpec spec) {
        return switch (spec) {
            case ImageSpec images -> ImageFiles.load(images, folder);
            case TextSpec text -> TextFiles.load(text, folder);
            case PairSpec pairs -> PairFiles.load(pairs, folder);
            case MusicSpec music -> MusicFiles.load(music, folder);
        };
    }
}
