package dither.sweep;

import dither.data.Sha256;
import dither.experiment.Trial;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.executor.WorkerExecutor;
import dither.task.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a trial again from nothing and compares what comes out, line by line and byte by byte. */
public final class Replay {
    private static final List<String> COMPARED =
            List.of("pretraining.jsonl", "metrics.jsonl", "layers.csv", "sizes.json");

    private Replay() {}

    /**
     * The first difference of each file between a record and a fresh run; nothing if there is none.
     *
     * @param recorded where the record is; it is not touched
     * @param fresh an empty place on the same disk
     * @throws IllegalStateException if the trial has no record, or fails now
     */
    public static List<String> differences(Trial trial, Site recorded, Site fresh, Progress progress)
            throws InterruptedException {
        if (!recorded.runs().state(trial).isFinished()) {
            throw new IllegalStateException("trial " + trial.signature() + " has no record to compare with");
        }
        int threads = recorded.runs().provenance(trial).platform().threads();
        // In a process of its own, whose native libraries have as many threads as those that made the record.
        new Sweep(fresh, new WorkerExecutor(1, threads), progress).run(List.of(trial));
        if (fresh.runs().state(trial) instanceof RunState.Failed(String reason, int _)) {
            throw new IllegalStateException("trial " + trial.signature() + " fails now: " + reason);
        }
        List<String> differences = new ArrayList<>();
        try {
            for (String name : COMPARED) {
                compareLines(
                        name,
                        recorded.runs().of(trial).resolve(name),
                        fresh.runs().of(trial).resolve(name),
                        differences);
            }
            compareScores(trial, recorded, fresh, differences);
            compareModels(trial, recorded, fresh, differences);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
        return differences;
    }

    private static void compareLines(String name, Path before, Path now, List<String> differences) throws IOException {
        List<String> one = Files.exists(before) ? Files.readAllLines(before) : List.of();
        List<String> other = Files.exists(now) ? Files.readAllLines(now) : List.of();
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            String was = i < one.size() ? one.get(i) : "(no such line)";
            String is = i < other.size() ? other.get(i) : "(no such line)";
            if (!was.equals(is)) {
                int at = mismatch(was, is);
                differences.add(name + ", line " + (i + 1) + ", column " + (at + 1) + ": " + excerpt(was, at) + " | "
                        + excerpt(is, at));
                return;
            }
        }
    }

    private static int mismatch(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    /** The text around a place. */
    private static String excerpt(String text, int at) {
        return text.substring(Math.max(0, at - 30), Math.min(text.length(), at + 20));
    }

    /** What tables show: with rounded activations or batch norms anew it stands in no other file. */
    private static void compareScores(Trial trial, Site recorded, Site fresh, List<String> differences) {
        Evaluation before = recorded.runs().find(trial).orElseThrow().evaluation();
        Evaluation now = fresh.runs().find(trial).orElseThrow().evaluation();
        if (!before.equals(now)) {
            differences.add("summary.json, test: " + before + " | " + now);
        }
    }

    private static void compareModels(Trial trial, Site recorded, Site fresh, List<String> differences)
            throws IOException {
        String hash = recorded.runs().find(trial).orElseThrow().fileSha256();
        Path before = recorded.stages().model(trial);
        Path now = fresh.stages().model(trial);
        // A file in the cache may be of another run than a record that came with a checkout.
        boolean kept = Files.exists(before)
                && (hash == null || Sha256.of(Files.readAllBytes(before)).equals(hash));
        long at = kept ? Files.mismatch(before, now) : -1;
        if (at >= 0) {
            differences.add("compressed file, byte " + at);
        } else if (!kept && hash == null) {
            differences.add("compressed file: the record has no SHA-256 of it, and it is no longer kept");
        } else if (!kept && !hash.equals(fresh.runs().find(trial).orElseThrow().fileSha256())) {
            differences.add("compressed file: its SHA-256 was " + hash + "; the file itself is no longer kept");
        }
    }
}
