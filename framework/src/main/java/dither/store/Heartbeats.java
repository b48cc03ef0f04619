package dither.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dither.experiment.Trial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Signs of life, a small file per trial that is being run. They inform people; who may run what is decided by {@link FileLocks}, which
 * no clock can mislead.
 */
public final class Heartbeats {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Programs on other machines that were not heard of for so long are taken for gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    Heartbeats(Path folder) {
        this.folder = folder;
    }

    private Path file(Trial trial) {
        return folder.resolve(trial.signature().shortHex() + ".json");
    }

    /** The heartbeat of a trial that somebody runs. */
    Optional<Heartbeat> of(Trial trial) {
        try {
            Heartbeat beat = JSON.readValue(Files.readAllBytes(file(trial)), Heartbeat.class);
            return isAlive(beat) ? Optional.of(beat) : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static boolean isAlive(Heartbeat beat) {
        if (!beat.host().equals(host())) {
            return beat.age().compareTo(PATIENCE) < 0;
        }
        return processStart(beat.process()) == beat.processStart();
    }

    /** When a process started, in ticks since the machine did; -1 for one that has ended. No step of the clock changes it. */
    private static long processStart(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean ended = fields[0].equals("Z"); // its parent has not taken note yet
            return ended ? -1 : Long.parseLong(fields[19]);
        } catch (IOException notLinuxOrGone) {
            return ProcessHandle.of(process)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(Instant::toEpochMilli)
                    .orElse(-1L);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** Beats for a trial until it is closed. */
    public Pulse start(Trial trial) {
        return new Pulse(file(trial));
    }

    /** Beats every few seconds. */
    public static final class Pulse implements AutoCloseable {
        private final Path file;
        private final AtomicReference<String> doing = new AtomicReference<>("starting");
        private final Thread thread;

        private Pulse(Path file) {
            this.file = file;
            beat();
            thread = Thread.ofPlatform().daemon().name("heartbeat").start(() -> {
                try {
                    while (true) {
                        Thread.sleep(PAUSE);
                        beat();
                    }
                } catch (InterruptedException done) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        /** What is being done from now on. */
        public void doing(String words) {
            doing.set(words);
        }

        private void beat() {
            ProcessHandle self = ProcessHandle.current();
            Heartbeat beat = new Heartbeat(
                    host(), self.pid(), processStart(self.pid()), System.currentTimeMillis(), doing.get());
            try {
                Files.createDirectories(file.getParent());
                Path next = file.resolveSibling(file.getFileName() + ".next");
                Files.write(next, JSON.writeValueAsBytes(beat));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException unwritable) {
                return; // the work itself will say that nothing can be written
            }
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
                Files.deleteIfExists(file);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (IOException left) {
                return; // a dead program's heartbeat is passed over
            }
        }
    }
}
