package dither.cli;

import dither.cli.runs.DiffCommand;
import dither.cli.runs.ListCommand;
import dither.cli.runs.PruneCommand;
import dither.cli.runs.ReplayCommand;
import dither.cli.runs.ReportCommand;
import dither.cli.runs.RunCommand;
import dither.cli.runs.SiteCommand;
import dither.cli.runs.StatusCommand;
import dither.cli.runs.TrackCommand;
import dither.codec.FormatException;
import dither.data.DataException;
import dither.report.Experiment;
import dither.report.claim.Claim;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
        name = "dither",
        mixinStandardHelpOptions = true,
        version = "dither 0.1.0",
        description = "Compress neural networks by learning how many bits each weight deserves.",
        synopsisSubcommandLabel = "COMMAND")
public final class Dither {
    /** Exit code for what a user can mend. */
    public static final int USER_ERROR = 2;

    /** What the system's own tools exit with where their output is read no further: 128, and 13 for SIGPIPE. */
    private static final int READER_GONE = 141;

    private Dither() {}

    /**
     * The program with its commands.
     *
     * @param experiments that it knows, in the order of lists
     * @param claims that their runs decide
     * @param more further commands
     */
    public static CommandLine create(List<Experiment> experiments, List<Claim> claims, Object... more) {
        CommandLine program = new CommandLine(new Dither());
        program.addSubcommand(new ListCommand(experiments));
        program.addSubcommand(new RunCommand(experiments));
        program.addSubcommand(new ReportCommand(experiments, claims));
        program.addSubcommand(new SiteCommand(experiments, claims));
        program.addSubcommand(new StatusCommand(experiments));
        program.addSubcommand(new PruneCommand(experiments));
        program.addSubcommand(new TrackCommand(experiments));
        program.addSubcommand(new DiffCommand());
        program.addSubcommand(new ReplayCommand());
        program.addSubcommand(new CompressCommand());
        program.addSubcommand(new DecompressCommand());
        program.addSubcommand(new RepackCommand());
        program.addSubcommand(new ExportCommand());
        program.addSubcommand(new InspectCommand());
        program.addSubcommand(new DataCommand());
        for (Object command : more) {
            program.addSubcommand(command);
        }
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setParameterExceptionHandler((failure, _) -> {
            CommandLine command = failure.getCommandLine();
            if (failure.getMessage().startsWith("Missing required subcommand")) {
                command.usage(command.getErr()); // whoever names no command wants to see which there are
                return USER_ERROR;
            }
            command.getErr()
                    .println("dither: " + mistake(failure) + "; see "
                            + command.getCommandSpec().qualifiedName() + " --help");
            return USER_ERROR;
        });
        program.setExecutionExceptionHandler((failure, command, _) -> complain(command.getErr(), failure));
        return program;
    }

    /** What is wrong with the arguments, and which command or option was probably meant. */
    private static String mistake(CommandLine.ParameterException failure) {
        String message = failure.getMessage().lines().findFirst().orElse("").replaceFirst("^Error: ", "");
        if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return message;
        }
        List<String> commands =
                List.copyOf(failure.getCommandLine().getSubcommands().keySet());
        if (!unmatched.isUnknownOption() && !commands.isEmpty()) {
            String name = unmatched.getUnmatched().getFirst();
            return NearestName.unknown("command", name, commands).getMessage();
        }
        return unmatched.getSuggestions().isEmpty()
                ? message
                : message + "; did you mean '" + unmatched.getSuggestions().getFirst() + "'?";
    }

    /**
     * Runs one command.
     *
     * @param made the program, made when its output has been prepared
     * @return 0, or 2 for what the user can mend, or 1 for a bug, or 141 if the reader of the output has gone
     */
    public static int run(Supplier<CommandLine> made, String... arguments) {
        // Before the program is made: it would keep to the output that it met.
        StandardOutput output = StandardOutput.install();
        CommandLine program = made.get();
        try {
            int code = program.execute(arguments);
            program.getOut().flush();
            if (output.readerHasGone()) {
                return READER_GONE;
            }
            if (output.failure() != null) {
                program.getErr().println("dither: cannot write the output (" + output.failure() + ")");
                return USER_ERROR;
            }
            return code;
        } catch (OutOfMemoryError full) {
            program.getErr().println("dither: out of memory; give the program more with DITHER_HEAP=12g");
            return USER_ERROR;
        } catch (LinkageError | StackOverflowError | InternalError broken) {
            // What the JVM makes of memory that is mapped to a file and no longer there.
            if (broken instanceof InternalError
                    && String.valueOf(broken.getMessage()).contains("unsafe memory access")) {
                program.getErr()
                        .println(
                                "dither: a file became shorter while it was read; run it again when nobody writes to it");
                return USER_ERROR;
            }
            program.getErr().println("dither: " + broken + "; this is a bug, DITHER_TRACE=1 shows where");
            if (System.getenv("DITHER_TRACE") != null) {
                broken.printStackTrace(program.getErr());
            }
            return 1;
        }
    }

    /** One line for what the user can mend; for anything else also where to look, for this is a bug. */
    private static int complain(PrintWriter err, Exception failure) {
        boolean mendable = failure instanceof UsageException
                || failure instanceof DataException
                || failure instanceof FormatException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException;
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        err.println("dither: " + message.lines().findFirst().orElse(""));
        if (System.getenv("DITHER_TRACE") != null) {
            failure.printStackTrace(err);
        } else if (!mendable) {
            err.println("        this is a bug; DITHER_TRACE=1 shows where");
        }
        return mendable ? USER_ERROR : 1;
    }
}
