package dither.sweep;

import dither.data.DataLibrary;
import dither.data.Dataset;
import dither.experiment.Trial;
import dither.store.Provenance;
import dither.store.RunState;
import dither.store.RunStore;
import dither.store.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a sweep would do with each trial of a grid.
 *
 * @param entries in the order of the grid
 */
public record Plan(List<Entry> entries) {
    public Plan {
        entries = List.copyOf(entries);
    }

    /** What happens to a trial. */
    public enum Fate {
        /** Has a record, which is used. */
        REUSED("finished before"),
        /** Has a record of other data than those at hand. */
        STALE("stale"),
        /** Starts from nothing. */
        STARTS("to start"),
        /** Goes on from where it was interrupted. */
        GOES_ON("to go on"),
        /** Is being run by another program. */
        ELSEWHERE("running elsewhere"),
        /** Failed before, and is not asked for again. */
        FAILED("failed before"),
        /** A search gave it up. */
        STOPPED("given up before");

        private final String words;

        Fate(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    /** One trial, how it stands and what happens to it. */
    public record Entry(Trial trial, RunState state, Fate fate) {}

    /**
     * What is asked for beyond what is missing.
     *
     * @param retryFailed whether trials that failed, or that a search gave up, are run again
     * @param redoStale whether records of other data are thrown away
     * @param checkData whether data sets are loaded only to compare them with records
     */
    public record Wishes(boolean retryFailed, boolean redoStale, boolean checkData) {
        /** What is missing, and no more. */
        public static Wishes none() {
            return new Wishes(false, false, false);
        }
    }

    /** What is to be done for {@code trials}. */
    public static Plan of(Collection<Trial> trials, Site site, Wishes wishes) {
        RunStore store = site.runs();
        List<Entry> entries = new ArrayList<>();
        for (Trial trial : trials) {
            RunState state = site.state(trial);
            entries.add(new Entry(trial, state, fate(state, wishes)));
        }
        return wishes.checkData() ? withStale(entries, store, new DataLibrary(site.data())) : new Plan(entries);
    }

    private static Fate fate(RunState state, Wishes wishes) {
        return switch (state) {
            case RunState.Finished _ -> Fate.REUSED;
            case RunState.Missing _ -> Fate.STARTS;
            case RunState.Interrupted _ -> Fate.GOES_ON;
            case RunState.Running _ -> Fate.ELSEWHERE;
            case RunState.Failed _ -> wishes.retryFailed() ? Fate.GOES_ON : Fate.FAILED;
            case RunState.Stopped _ -> wishes.retryFailed() ? Fate.GOES_ON : Fate.STOPPED;
        };
    }

    private static Plan withStale(List<Entry> entries, RunStore store, DataLibrary data) {
        List<Entry> checked = new ArrayList<>();
        for (Entry entry : entries) {
            boolean stale = entry.fate() == Fate.REUSED
                    && !data.sha256(entry.trial().data()).equals(sha256(store.provenance(entry.trial())));
            checked.add(stale ? new Entry(entry.trial(), entry.state(), Fate.STALE) : entry);
        }
        return new Plan(checked);
    }

    private static String sha256(Provenance provenance) {
        return Dataset.sha256(provenance.trainSha256(), provenance.testSha256());
    }

    /** Trials of one fate. */
    public List<Trial> trials(Fate fate) {
        return entries.stream()
                .filter(entry -> entry.fate() == fate)
                .map(Entry::trial)
                .toList();
    }

    /** Trials that are to be run. */
    public List<Trial> toRun(Wishes wishes) {
        return entries.stream()
                .filter(entry -> switch (entry.fate()) {
                    case STARTS, GOES_ON, ELSEWHERE -> true;
                    case STALE -> wishes.redoStale();
                    case REUSED, FAILED, STOPPED -> false;
                })
                .map(Entry::trial)
                .toList();
    }

    /** How many there are of each fate, in words. */
    public String summary() {
        StringBuilder words = new StringBuilder(entries.size() + " trials");
        for (Fate fate : Fate.values()) {
            int count = trials(fate).size();
            if (count > 0) {
                words.append(", ").append(count).append(' ').append(fate.words());
            }
        }
        return words.toString();
    }
}
