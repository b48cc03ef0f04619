package dither.data.source;

import dither.data.Bytes;
import dither.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.io.FileUtils;

/** Unpacks archives, tar (plain or gzip) or zip, into a folder that none of their files can leave. */
public final class Unpacker {
    private Unpacker() {}

    /**
     * Unpacks all regular files; a folder that holds everything is left out of their names.
     *
     * @return how many there were
     * @throws DataException if the archive is damaged or a name leads out of {@code folder}
     */
    public static int unpack(Path archive, Path folder) {
        String common = commonFolder(archive);
        // Beside their place first: what a damaged archive, a full disk or an interruption leaves would be taken for a
        // smaller data set.
        Path beside = folder.resolve(".unpacking");
        try {
            FileUtils.deleteQuietly(beside.toFile());
            Set<Path> files = new LinkedHashSet<>();
            try (ArchiveInputStream<?> in = open(archive)) {
                for (ArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    if (isFile(entry)) { // links are not followed, folders are made as needed
                        Path to = target(archive, entry.getName().substring(common.length()), beside);
                        Files.createDirectories(to.getParent());
                        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                        files.add(to);
                    }
                }
            }
            for (Path file : files) {
                Path to = folder.resolve(beside.toAbsolutePath().normalize().relativize(file));
                Files.createDirectories(to.getParent());
                Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return files.size();
        } catch (IOException bad) {
            throw new DataException(
                    archive + " cannot be unpacked into " + folder + " (" + bad.getMessage()
                            + "); make room, or remove the archive and fetch it again",
                    bad);
        } finally {
            FileUtils.deleteQuietly(beside.toFile());
        }
    }

    private static boolean isFile(ArchiveEntry entry) {
        return entry instanceof TarArchiveEntry tar ? tar.isFile() && !tar.isLink() : !entry.isDirectory();
    }

    private static Path target(Path archive, String name, Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        Path to = root.resolve(name).normalize();
        if (!to.startsWith(root) || to.equals(root) || Path.of(name).isAbsolute()) {
            throw new DataException(archive + " holds a file called " + name + ", which leads out of " + folder
                    + "; do not trust this archive");
        }
        return to;
    }

    /** The topmost folder with its slash, if all files are in one; otherwise nothing. */
    private static String commonFolder(Path archive) {
        String common = null;
        try (ArchiveInputStream<?> in = open(archive)) {
            for (ArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (isFile(entry)) {
                    int slash = entry.getName().indexOf('/');
                    String top = slash < 0 ? "" : entry.getName().substring(0, slash + 1);
                    common = common == null || common.equals(top) ? top : "";
                }
            }
        } catch (IOException bad) {
            throw Bytes.complaint(archive, "a tar, tar.gz or zip", bad);
        }
        // A folder of this name is no wrapping: keeping it lets the check of names see it.
        return common == null || common.equals("../") || common.equals("/") ? "" : common;
    }

    private static ArchiveInputStream<?> open(Path archive) throws IOException {
        InputStream in = new BufferedInputStream(Bytes.open(archive));
        return archive.toString().endsWith(".zip") ? new ZipArchiveInputStream(in) : new TarArchiveInputStream(in);
    }
}
