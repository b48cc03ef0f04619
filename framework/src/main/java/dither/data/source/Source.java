package dither.data.source;

import java.net.URI;
import java.util.List;

/**
 * A public data set: where its authors offer it, and where Dither looks for it.
 *
 * @param name on the command line
 * @param title in words
 * @param folder below the data folder
 * @param files to fetch; empty where its owners ask for registration
 * @param licence as stated by its owners
 * @param page that describes it
 */
public record Source(String name, String title, String folder, List<Remote> files, String licence, URI page) {
    public Source {
        files = List.copyOf(files);
    }

    /**
     * A file to fetch.
     *
     * @param address of it
     * @param bytes of it; 0 where unknown
     * @param sha256 of it in lower case; null where no published one is known
     * @param unpack whether it is an archive whose files belong into the folder, without its topmost folder
     */
    public record Remote(URI address, long bytes, String sha256, boolean unpack) {
        /** The last part of the address. */
        public String fileName() {
            String path = address.getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /** Bytes of all files; 0 where that of one is unknown. */
    public long bytes() {
        return files.stream().allMatch(file -> file.bytes() > 0)
                ? files.stream().mapToLong(Remote::bytes).sum()
                : 0;
    }
}
