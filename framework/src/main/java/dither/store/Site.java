package dither.store;

import dither.experiment.Scale;
import dither.experiment.Trial;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a sweep's files are, seen from one machine.
 *
 * @param root folder of {@code results} and {@code cache}; shared by all machines of a sweep
 * @param scale of the sweep
 * @param data folder of the data sets; null for generated data only
 */
public record Site(Path root, Scale scale, Path data) {

    /** The checkout that this program was started from, with the records that are committed there. */
    public static Site ofCheckout(Scale scale) {
        return new Site(Path.of(System.getProperty("dither.home", ".")), scale, null);
    }

    /** The records. */
    public RunStore runs() {
        return new RunStore(root.resolve("results").resolve(scale.folder()).resolve("runs"));
    }

    /** Checkpoints and compressed models. */
    public StageCache stages() {
        return new StageCache(cache());
    }

    /** What may be deleted when nothing runs. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** Who may do what. */
    public FileLocks locks() {
        return new FileLocks(cache().resolve("locks"));
    }

    /** Signs of life of whoever runs a trial. */
    public Heartbeats heartbeats() {
        return new Heartbeats(cache().resolve("alive"));
    }

    /** Deletes the folder of a run, unless somebody is at it; whether it is gone. */
    public boolean delete(String run) {
        Optional<FileLocks.Held> lock = locks().take(run);
        if (lock.isEmpty()) {
            return false;
        }
        try (FileLocks.Held _ = lock.get()) {
            runs().folders().delete(run);
            return true;
        }
    }

    /** Deletes the folder of a trial, unless somebody is at it; whether it is gone. */
    public boolean delete(Trial trial) {
        return delete(runs().folders().of(trial).getFileName().toString());
    }

    /** How a trial stands. */
    public RunState state(Trial trial) {
        RunState recorded = runs().state(trial);
        boolean quiet = recorded instanceof RunState.Interrupted || recorded instanceof RunState.Missing;
        return quiet
                ? heartbeats().of(trial).<RunState>map(RunState.Running::new).orElse(recorded)
                : recorded;
    }
}
