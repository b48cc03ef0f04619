package dither.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.experiment.Migration;
import dither.experiment.Signature;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/** The folders of a {@link RunStore}: which is whose, and which is nobody's. */
public final class RunFolders {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The name of a run's folder; others are somebody's own. */
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{12}");

    private final Path folder;
    private final List<Migration> migrations;
    private Map<String, Path> former;

    RunFolders(Path folder, List<Migration> migrations) {
        this.folder = folder;
        this.migrations = migrations;
    }

    List<Migration> migrations() {
        return migrations;
    }

    Path of(Trial trial) {
        return of(trial.signature());
    }

    private Path of(Signature signature) {
        Path run = folder.resolve(signature.shortHex());
        return migrations.isEmpty() || Files.exists(run) ? run : former().getOrDefault(signature.hex(), run);
    }

    /** Folders of records in words of older schemas, by today's signature. */
    private synchronized Map<String, Path> former() {
        if (former == null) {
            Map<String, Path> found = new HashMap<>();
            for (String name : names()) {
                Path run = folder.resolve(name);
                try {
                    JsonNode stored = JSON.readTree(run.resolve("trial.json").toFile());
                    found.put(TrialJson.read(stored, migrations).signature().hex(), run);
                } catch (IOException | IllegalArgumentException unreadable) {
                    continue; // a folder that holds no trial is listed among the strangers
                }
            }
            former = found;
        }
        return former;
    }

    /** Complains if the folder is another trial's: two that share twelve digits must not be taken for each other. */
    void checkOwner(Path run, Trial trial) {
        String named = trial.signature().hex();
        try {
            // A folder found through a migration is named by the signature of its own time.
            boolean today =
                    run.getFileName().toString().equals(trial.signature().shortHex());
            String text = Files.readString(run.resolve("trial.json"));
            if (today && !text.contains(named)) {
                TrialJson.read(text);
                throw stranger(run);
            }
        } catch (IOException bad) {
            throw new IllegalStateException(run + " is damaged (no trial.json); remove it and run again", bad);
        } catch (IllegalArgumentException bad) {
            throw new IllegalStateException(
                    run + " is damaged (trial.json: " + bad.getMessage() + "); remove it and run again", bad);
        }
    }

    static IllegalStateException stranger(Path run) {
        return new IllegalStateException(run + " holds another trial with the same first 12 digits; remove it");
    }

    /**
     * The trial whose signature starts with these digits.
     *
     * @throws IllegalArgumentException if there is none or more than one
     */
    public Trial trial(String digits) {
        List<String> matching = names().stream()
                .filter(name -> digits.startsWith(name) || name.startsWith(digits))
                .toList();
        if (matching.size() != 1) {
            throw new IllegalArgumentException(
                    matching.isEmpty()
                            ? "no run in " + folder + " starts with " + digits
                                    + "; ./dither status --all lists those of this scale, --scale names another"
                            : digits + " is the start of " + String.join(", ", matching) + "; give more digits");
        }
        Path file = folder.resolve(matching.getFirst()).resolve("trial.json");
        try {
            return TrialJson.read(Files.readString(file));
        } catch (IOException | IllegalArgumentException bad) {
            throw new IllegalArgumentException(file + " cannot be read (" + bad.getMessage() + ")", bad);
        }
    }

    /** Names of all run folders, sorted. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.filter(Files::isDirectory)
                    .map(run -> run.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    /**
     * Names of run folders that belong to none of {@code trials}, nor to another seed of one of them. One whose trial cannot be read is not
     * among them: newer code may have written it.
     */
    public List<String> strangers(Collection<Trial> trials) {
        Set<String> known = new HashSet<>();
        Set<Trial> rows = new HashSet<>();
        for (Trial trial : trials) {
            known.add(of(trial).getFileName().toString());
            rows.add(trial.seed(0));
        }
        return names().stream()
                .filter(name -> RUN.matcher(name).matches() && !known.contains(name) && !isSeedOf(rows, name))
                .toList();
    }

    private boolean isSeedOf(Set<Trial> rows, String name) {
        try {
            return rows.contains(
                    TrialJson.read(Files.readString(folder.resolve(name).resolve("trial.json")))
                            .seed(0));
        } catch (IOException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** Deletes a run folder. */
    void delete(String name) {
        try {
            PathUtils.deleteDirectory(folder.resolve(name));
        } catch (IOException bad) {
            throw new UncheckedIOException(
                    "cannot delete " + folder.resolve(name) + " (" + bad.getMessage() + ")", bad);
        }
    }
}
