package dither.cli;

import dither.data.DataException;
import dither.data.source.Fetcher;
import dither.data.source.Source;
import dither.data.source.Sources;
import dither.data.source.Unpacker;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "List, fetch and verify public data sets.",
        subcommands = {DataCommand.ListSources.class, DataCommand.Fetch.class, DataCommand.Verify.class})
final class DataCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets; DITHER_DATA if not given.")
    private Path data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return list();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Null if none was named. */
    private Path root() {
        return data == null || data.toString().isBlank() ? null : data;
    }

    private Path needed() {
        if (root() == null) {
            throw new UsageException("which folder? name it with --data DIR or the variable DITHER_DATA");
        }
        return root();
    }

    private int list() {
        for (Source source : Sources.all()) {
            boolean here = root() != null && Files.isDirectory(root().resolve(source.folder()));
            out().println(String.format(
                    Locale.ROOT,
                    "%-14s %-24s %-8s %s",
                    source.name(),
                    source.title(),
                    here ? "folder" : source.files().isEmpty() ? "by hand" : size(source.bytes()),
                    source.licence()));
            out().println("               " + source.page());
            for (Source.Remote file : source.files()) {
                out().println("               " + file.address()
                        + (file.sha256() == null
                                ? ""
                                : "  sha256 " + file.sha256().substring(0, 16) + "..."));
            }
        }
        out().println("Fetch one with: dither data fetch NAME --data DIR");
        out().flush();
        return 0;
    }

    private static String size(long bytes) {
        return bytes == 0 ? "?" : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    private List<Source> chosen(List<String> names) {
        List<Source> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(Sources.all().stream()
                    .filter(source -> source.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> NearestName.unknown(
                            "data set",
                            name,
                            Sources.all().stream().map(Source::name).toList())));
        }
        return chosen;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "What there is, and what of it is here.")
    static final class ListSources implements Callable<Integer> {
        @ParentCommand
        private DataCommand parent;

        @Override
        public Integer call() {
            return parent.list();
        }
    }

    @Command(name = "fetch", mixinStandardHelpOptions = true, description = "Fetch, check and unpack data sets.")
    static final class Fetch implements Callable<Integer> {
        @ParentCommand
        private DataCommand parent;

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "Which, by the name in the list.")
        private List<String> names;

        @Override
        public Integer call() {
            Path root = parent.needed();
            for (Source source : parent.chosen(names)) {
                if (source.files().isEmpty()) {
                    throw new DataException(source.title() + " is given to those who register: " + source.page()
                            + "; unpack it into " + root.resolve(source.folder()));
                }
                for (Source.Remote file : source.files()) {
                    fetch(file, root.resolve(source.folder()));
                }
            }
            return 0;
        }

        private void fetch(Source.Remote remote, Path folder) {
            PrintWriter err = parent.spec.commandLine().getErr();
            long[] said = {System.nanoTime(), -1};
            Fetcher fetcher = new Fetcher((bytes, total) -> {
                // What an earlier run had fetched says nothing of the speed; and a server may begin again.
                if (said[1] < 0 || bytes < said[1]) {
                    said[0] = System.nanoTime();
                    said[1] = bytes;
                }
                if (System.nanoTime() - said[0] > 2_000_000_000L) {
                    double rate = (bytes - said[1]) / ((System.nanoTime() - said[0]) / 1e9);
                    String left = total > 0 && rate > 0
                            ? String.format(Locale.ROOT, ", %.0f s left", (total - bytes) / rate)
                            : "";
                    err.println(
                            remote.fileName() + "  " + size(bytes) + (total > 0 ? " of " + size(total) : "") + left);
                    err.flush();
                    said[0] = System.nanoTime();
                    said[1] = bytes;
                }
            });
            Path file = fetcher.fetch(remote, folder);
            String done = remote.sha256() == null ? "no published hash to compare" : "hash is right";
            if (remote.unpack()) {
                done += ", " + Unpacker.unpack(file, folder) + " files unpacked";
            }
            parent.out().println(file + ": " + done);
            parent.out().flush();
        }
    }

    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Compare fetched files with their hashes.")
    static final class Verify implements Callable<Integer> {
        @ParentCommand
        private DataCommand parent;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all that are here if none is named.")
        private List<String> names;

        @Override
        public Integer call() {
            Path root = parent.needed();
            if (!Files.isDirectory(root)) {
                throw new UsageException(
                        root + " is not a folder; name the one that holds the data sets with --data DIR");
            }
            List<Source> sources = names == null ? Sources.all() : parent.chosen(names);
            int wrong = 0;
            int seen = 0;
            for (Source source : sources) {
                for (Source.Remote remote : source.files()) {
                    Path file = root.resolve(source.folder()).resolve(remote.fileName());
                    if (!Files.exists(file)) {
                        if (names != null) {
                            parent.out().println(file + ": not here; fetch it with dither data fetch " + source.name());
                            wrong++;
                        }
                        continue;
                    }
                    seen++;
                    try {
                        parent.out().println(file + (Fetcher.verify(file, remote) ? ": right" : ": no published hash"));
                    } catch (DataException bad) {
                        parent.out().println(bad.getMessage());
                        wrong++;
                    }
                }
            }
            if (seen == 0 && wrong == 0) {
                parent.out()
                        .println("nothing to verify: " + root
                                + " holds no file that dither data fetch would have put there");
            }
            parent.out().flush();
            return wrong == 0 ? 0 : Dither.USER_ERROR;
        }
    }
}
