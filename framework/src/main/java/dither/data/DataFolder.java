package dither.data;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that holds the data sets, one folder each.
 *
 * @param path of it; null if none was named
 */
public record DataFolder(Path path) {

    /**
     * The folder of one data set.
     *
     * @param name of it
     * @param expected what should be in it
     * @throws DataException if it does not exist
     */
    public Path of(String name, String expected) {
        if (path == null) {
            throw new DataException("this experiment needs data: name the folder that holds " + name
                    + "/ with --data DIR or the variable DITHER_DATA");
        }
        if (!Files.isDirectory(path)) {
            throw new DataException(
                    path + " is not a folder; name the folder of the data sets with --data DIR or DITHER_DATA");
        }
        Path folder = path.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + " is not a folder; expected " + expected
                    + "; put it there, or name the folder above it with --data DIR or DITHER_DATA (dither data list says what"
                    + " can be fetched)");
        }
        return folder;
    }
}
