package dither.experiment;

import dither.codec.AtomicFiles;
import dither.train.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checkpoints of stages, a folder each, named by signature; the last two are kept. Never committed. */
final class StageCache {
    private static final int KEPT = 2;

    private final Path folder;

    StageCache(Path folder) {
        this.folder = folder;
    }

    private Path of(Trial.Stage stage) {
        return folder.resolve("stages").resolve(stage.signature().shortHex());
    }

    Path model(Trial trial) {
        return folder.resolve("models").resolve(trial.signature().shortHex() + ".dither");
    }

    Path save(Trial.Stage stage, String data, Checkpoint checkpoint) {
        Path file = of(stage).resolve(String.format("epoch-%04d.ckpt", checkpoint.epochs()));
        AtomicFiles.write(file, checkpoint.from(origin(stage, data)).toBytes());
        List<Path> all = files(stage);
        for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            try {
                Files.delete(old);
            } catch (IOException bad) {
                throw new UncheckedIOException(bad);
            }
        }
        return file;
    }

    private static String origin(Trial.Stage stage, String data) {
        return stage.signature().hex() + " on " + data;
    }

    /**
     * The newest checkpoint that is whole and of this stage; others are passed over.
     *
     * @param data hash of the data: the same trial on other files is another training
     */
    Optional<Checkpoint> load(Trial.Stage stage, String data, Progress progress) {
        for (Path file : files(stage).reversed()) {
            try {
                Checkpoint checkpoint = Checkpoint.fromBytes(Files.readAllBytes(file));
                if (checkpoint.origin().equals(origin(stage, data))) {
                    return Optional.of(checkpoint);
                }
                progress.say("checkpoint " + file + " was made with other data; starting this stage again");
            } catch (IOException damaged) {
                progress.say("checkpoint " + file + " " + damaged.getMessage() + "; using the one before");
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
