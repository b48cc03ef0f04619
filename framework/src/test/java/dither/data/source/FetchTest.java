package dither.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dither.data.DataException;
import dither.data.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine that behaves as badly as servers do. */
@Timeout(60)
class FetchTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        for (int i = 0; i < CONTENT.length; i++) {
            CONTENT[i] = (byte) (i * 31 + i / 1000);
        }
    }

    @TempDir
    private Path folder;

    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    /** How many bytes each answer holds at most before the connection breaks. */
    private int limit = Integer.MAX_VALUE;

    private boolean knowsRanges = true;

    /** Whether connections stay open and nothing more comes. */
    private boolean silent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        if (exchange.getRequestURI().getPath().equals("/missing.bin")) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || !knowsRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= CONTENT.length) {
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        }
        exchange.sendResponseHeaders(from == 0 ? 200 : 206, CONTENT.length - from);
        exchange.getResponseBody().write(CONTENT, from, Math.min(limit, CONTENT.length - from));
        exchange.getResponseBody().flush();
        if (!silent) {
            exchange.close(); // before all that was promised has come, if there is a limit
        }
    }

    private static String hash(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes);
        return Sha256.text(digest);
    }

    private Source.Remote remote(String name, String sha256) {
        return new Source.Remote(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/" + name),
                CONTENT.length,
                sha256,
                false);
    }

    private Path fetch(Source.Remote remote) {
        return new Fetcher((_, _) -> {}, Duration.ofMillis(500)).fetch(remote, folder);
    }

    @Test
    void aFileIsFetchedOnce() throws IOException {
        Source.Remote remote = remote("a.bin", hash(CONTENT));
        assertArrayEquals(CONTENT, Files.readAllBytes(fetch(remote)));
        fetch(remote);
        assertEquals(1, requests.get());
        assertFalse(Files.exists(folder.resolve("a.bin.part")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenConnectionsAreGoneOnFrom(boolean ranges) throws IOException {
        limit = ranges ? 100_000 : 299_999;
        knowsRanges = ranges;
        Source.Remote remote = remote("a.bin", hash(CONTENT));
        if (ranges) {
            assertArrayEquals(CONTENT, Files.readAllBytes(fetch(remote)));
            assertTrue(requests.get() >= 3, "requests " + requests);
        } else {
            DataException broken = assertThrows(DataException.class, () -> fetch(remote));
            assertTrue(broken.getMessage().contains("is kept in"), broken.getMessage());
            assertTrue(Files.exists(folder.resolve("a.bin.part")));
            limit = Integer.MAX_VALUE;
            assertArrayEquals(CONTENT, Files.readAllBytes(fetch(remote)));
        }
    }

    @Test
    void aSilentServerIsNotWaitedForForEver() {
        limit = 0;
        silent = true;
        DataException broken = assertThrows(DataException.class, () -> fetch(remote("a.bin", hash(CONTENT))));
        assertTrue(broken.getMessage().contains("broke off"), broken.getMessage());
    }

    @Test
    void aWrongHashIsRefusedAndNotKept() {
        DataException wrong = assertThrows(DataException.class, () -> fetch(remote("a.bin", "00")));
        assertTrue(wrong.getMessage().contains("expected 00"), wrong.getMessage());
        assertFalse(Files.exists(folder.resolve("a.bin")));
        assertFalse(Files.exists(folder.resolve("a.bin.part")));
    }

    @Test
    void whatTheServerDoesNotHaveIsSaid() {
        DataException missing = assertThrows(DataException.class, () -> fetch(remote("missing.bin", null)));
        assertTrue(missing.getMessage().contains("answers 404"), missing.getMessage());
        assertEquals(1, requests.get());
    }

    @Test
    void aFullDiskIsSaidAtOnce() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full on this platform");
        Files.createSymbolicLink(folder.resolve("a.bin.part"), full);
        DataException failure = assertThrows(DataException.class, () -> fetch(remote("a.bin", null)));
        assertTrue(failure.getMessage().startsWith("cannot write "), failure.getMessage());
        assertEquals(1, requests.get());
    }

    private Path tar(String... names) throws IOException {
        Path tar = folder.resolve("a.tar");
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            for (String name : names) {
                byte[] content = name.getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name, true);
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return tar;
    }

    @Test
    void archivesLoseTheFolderThatHoldsEverything() throws IOException {
        Path to = folder.resolve("to");
        assertEquals(2, Unpacker.unpack(tar("top/a.txt", "top/deep/b.txt"), to));
        assertEquals("top/a.txt", Files.readString(to.resolve("a.txt")));
        assertTrue(Files.exists(to.resolve("deep/b.txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped.txt", "a/../../escaped.txt", "/escaped-from-the-root.txt"})
    void archivesNeverLeaveTheirFolder(String name) throws IOException {
        Path to = folder.resolve("to");
        DataException refusal = assertThrows(DataException.class, () -> Unpacker.unpack(tar("good.txt", name), to));
        assertTrue(refusal.getMessage().contains("leads out of"), refusal.getMessage());
        assertFalse(Files.exists(folder.resolve("escaped.txt")));
        assertFalse(Files.exists(to.resolve("good.txt")), "a part of a data set would be trained on without a word");
        assertFalse(Files.exists(to.resolve(".unpacking")));
    }

    @Test
    void theCatalogueIsWellFormed() {
        for (Source source : Sources.all()) {
            assertEquals(
                    1,
                    Sources.all().stream()
                            .filter(other -> other.name().equals(source.name()))
                            .count(),
                    source.name());
            for (Source.Remote file : source.files()) {
                assertTrue(file.sha256() == null || file.sha256().matches("[0-9a-f]{64}"), source.name());
            }
        }
    }
}
