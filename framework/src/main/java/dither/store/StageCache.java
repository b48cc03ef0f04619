package dither.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dither.codec.AtomicFiles;
import dither.experiment.Trial;
import dither.train.Checkpoint;
import dither.train.Pace;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Checkpoints of stages, a folder each, named by signature; the last two are kept. Never committed. */
public final class StageCache {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAKERS = "makers.json";
    private static final String PACE = "pace.json";
    private static final int KEPT = 2;

    private final Path folder;

    /** @param folder need not exist */
    public StageCache(Path folder) {
        this.folder = folder;
    }

    private Path of(Trial.Stage stage) {
        return folder.resolve("stages").resolve(stage.signature().shortHex());
    }

    /** Where the compressed model of a trial is kept. */
    public Path model(Trial trial) {
        return folder.resolve("models").resolve(trial.signature().shortHex() + ".dither");
    }

    /** Keeps a checkpoint; returns where. */
    public Path save(Trial.Stage stage, String data, Checkpoint checkpoint) {
        AtomicFiles.sweep(of(stage)); // whoever calls holds the stage's lock
        Path file = of(stage)
                .resolve(String.format(
                        Locale.ROOT,
                        "epoch-%04d-step-%09d.ckpt",
                        checkpoint.epochs(),
                        checkpoint.cursor().steps()));
        AtomicFiles.write(file, checkpoint.from(origin(stage, data))::write);
        // Later ones were passed over as damaged or made with other data, or training would not be here.
        List<Path> all = files(stage);
        int here = all.indexOf(file);
        List<Path> useless = new ArrayList<>(all.subList(here + 1, all.size()));
        useless.addAll(all.subList(0, Math.max(0, here + 1 - KEPT)));
        for (Path old : useless) {
            try {
                Files.delete(old);
            } catch (IOException bad) {
                throw new UncheckedIOException(bad);
            }
        }
        return file;
    }

    /** Who trained a stage so far; nobody if that was not noted. */
    public List<Provenance> makers(Trial.Stage stage) {
        Path file = of(stage).resolve(MAKERS);
        try {
            return Files.exists(file) ? List.of(JSON.readValue(file.toFile(), Provenance[].class)) : List.of();
        } catch (IOException damaged) {
            return List.of();
        }
    }

    /** Notes who trained a stage; whoever calls holds its lock. */
    public void note(Trial.Stage stage, List<Provenance> makers) {
        AtomicFiles.write(of(stage).resolve(MAKERS), JSON.valueToTree(makers).toString());
    }

    /** Notes how long a step of a stage took; whoever calls holds its lock. */
    public void note(Trial.Stage stage, Pace pace) {
        AtomicFiles.write(of(stage).resolve(PACE), JSON.valueToTree(pace).toString());
    }

    /** Of a stage's steps, by the program that ended it. */
    public Pace pace(Trial.Stage stage) {
        Path file = of(stage).resolve(PACE);
        try {
            return Files.exists(file) ? JSON.readValue(file.toFile(), Pace.class) : Pace.UNKNOWN;
        } catch (IOException damaged) {
            return Pace.UNKNOWN;
        }
    }

    /** The name of the newest checkpoint of a trial, or nothing: tells whether it gets on. */
    public String newest(Trial trial) {
        return trial.stages().reversed().stream()
                .map(this::files)
                .filter(files -> !files.isEmpty())
                .map(files -> files.getLast().toString())
                .findFirst()
                .orElse("");
    }

    /**
     * How far a stage has come.
     *
     * @param epochs that are done
     * @param steps of the next one that are done
     */
    public record Position(int epochs, int steps) {}

    /** How far a stage has come, by the name of its newest checkpoint: reading it would take seconds where models are large. */
    public Position position(Trial.Stage stage) {
        List<Path> files = files(stage);
        if (files.isEmpty()) {
            return new Position(0, 0);
        }
        String[] words = files.getLast().getFileName().toString().split("[-.]");
        return new Position(Integer.parseInt(words[1]), Integer.parseInt(words[3]));
    }

    private static String origin(Trial.Stage stage, String data) {
        return stage.signature().hex() + " on " + data;
    }

    /**
     * The newest checkpoint that is whole and of this stage; others are passed over.
     *
     * @param data hash of the data: the same trial on other files is another training
     */
    public Optional<Checkpoint> load(Trial.Stage stage, String data, Consumer<String> say) {
        for (Path file : files(stage).reversed()) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                Checkpoint checkpoint = Checkpoint.read(in);
                if (checkpoint.origin().equals(origin(stage, data))) {
                    return Optional.of(checkpoint);
                }
                say.accept("checkpoint " + file + " was made with other data; passed over");
            } catch (IOException damaged) {
                say.accept("checkpoint " + file + " " + damaged.getMessage() + "; passed over");
            }
        }
        return Optional.empty();
    }

    private List<Path> files(Trial.Stage stage) {
        if (!Files.isDirectory(of(stage))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(of(stage))) {
            return all.filter(path -> path.toString().endsWith(".ckpt"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }
}
