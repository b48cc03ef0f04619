package dither.data.source;

import dither.data.DataException;
import dither.data.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * Fetches files over HTTP into {@code <name>.part} and renames them when they are whole; what was fetched before a connection broke is
 * kept and gone on from.
 */
public final class Fetcher {
    private static final int ATTEMPTS = 4;
    private static final int BUFFER = 1 << 16;

    /** HTTP's answer to a range that starts where the file ends. */
    private static final int NOTHING_LEFT = 416;

    private static final int TOO_MANY = 429;

    private final Listener listener;
    private final Duration patience;

    /** Who is told how far a file has come. */
    @FunctionalInterface
    public interface Listener {
        /** @param total bytes of the file; 0 where unknown */
        void at(long bytes, long total);
    }

    /** One that waits half a minute for a silent server. */
    public Fetcher(Listener listener) {
        this(listener, Duration.ofSeconds(30));
    }

    /** @param patience how long a server may be silent */
    Fetcher(Listener listener, Duration patience) {
        this.listener = listener;
        this.patience = patience;
    }

    /**
     * Fetches a file unless it is there.
     *
     * @return where it is
     * @throws DataException if it cannot be had, its hash is wrong, or the disk is full
     */
    public Path fetch(Source.Remote remote, Path folder) {
        Path file = folder.resolve(remote.fileName());
        if (Files.exists(file)) {
            verify(file, remote);
            return file;
        }
        Path part = folder.resolve(remote.fileName() + ".part");
        try {
            IOException last = null;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    goOn(remote, part);
                    last = null;
                    break;
                } catch (FileSystemException disk) {
                    throw disk;
                } catch (IOException broken) {
                    last = broken;
                }
            }
            if (last != null) {
                throw new DataException(
                        Files.exists(part)
                                ? remote.address() + " broke off " + ATTEMPTS + " times (" + reason(last)
                                        + "); what has come is kept in " + part + ", run the same command to go on"
                                : remote.address() + " cannot be reached ("
                                        + last.getClass().getSimpleName() + ": " + reason(last)
                                        + "); try again when the network is there",
                        last);
            }
            try {
                verify(part, remote);
            } catch (DataException wrong) {
                Files.deleteIfExists(part); // going on from it would never mend it
                throw wrong;
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException bad) {
            throw new DataException(
                    "cannot write " + part + " (" + reason(bad) + "); make room or name another folder with --data",
                    bad);
        }
    }

    private static String reason(IOException bad) {
        return bad instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : bad.getMessage() == null ? bad.getClass().getSimpleName() : bad.getMessage();
    }

    private void goOn(Source.Remote remote, Path part) throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have > 0 && have == remote.bytes()) {
            return;
        }
        HttpURLConnection connection =
                (HttpURLConnection) remote.address().toURL().openConnection();
        connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
        connection.setReadTimeout(Math.toIntExact(patience.toMillis())); // a server may fall silent for ever
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        switch (connection.getResponseCode()) {
            case HttpURLConnection.HTTP_OK -> have = 0; // the server starts again
            case HttpURLConnection.HTTP_PARTIAL -> {
                String range = connection.getHeaderField("Content-Range");
                if (range == null || !range.startsWith("bytes " + have + "-")) {
                    Files.delete(part);
                    throw new IOException("the server went on elsewhere (" + range + ")");
                }
            }
            case TOO_MANY, 500, 502, 503, 504 -> throw new IOException("answers " + connection.getResponseCode());
            case NOTHING_LEFT -> {
                return; // whether it is right, the hash will tell
            }
            default ->
                throw new DataException(remote.address() + " answers " + connection.getResponseCode()
                        + "; fetch the file by hand and put it beside " + part);
        }
        try (InputStream in = connection.getInputStream()) {
            Files.createDirectories(part.toAbsolutePath().getParent());
            long promised = connection.getContentLengthLong();
            long total = promised < 0 ? remote.bytes() : have + promised;
            try (OutputStream out =
                    have == 0 ? Files.newOutputStream(part) : Files.newOutputStream(part, StandardOpenOption.APPEND)) {
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    write(out, buffer, count, part);
                    have += count;
                    listener.at(have, total);
                }
            }
            if (promised >= 0 && have < total) {
                throw new IOException("got " + have + " of " + total + " bytes");
            }
        }
    }

    /** A full disk is not a broken connection: trying again would not help. */
    private static void write(OutputStream out, byte[] buffer, int count, Path part) throws FileSystemException {
        try {
            out.write(buffer, 0, count);
        } catch (IOException full) {
            throw new FileSystemException(part.toString(), null, full.getMessage());
        }
    }

    /**
     * Compares a file with what is known of it.
     *
     * @return whether a hash is known, so that it was compared
     * @throws DataException if length or hash differ
     */
    public static boolean verify(Path file, Source.Remote remote) {
        try {
            if (remote.bytes() > 0 && Files.size(file) != remote.bytes()) {
                throw new DataException(file + " has " + Files.size(file) + " bytes, expected " + remote.bytes()
                        + "; remove it and fetch it again");
            }
            if (remote.sha256() == null) {
                return false;
            }
            MessageDigest digest = Sha256.digest();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            String found = Sha256.text(digest);
            if (!found.equals(remote.sha256())) {
                throw new DataException(file + " has the SHA-256 " + found + ", expected " + remote.sha256()
                        + "; remove it and fetch it again");
            }
            return true;
        } catch (IOException bad) {
            throw new DataException(file + " cannot be read (" + reason(bad) + ")", bad);
        }
    }
}
