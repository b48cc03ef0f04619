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
            String message = failure.getMessage().lines().findFirst().orElse("").replaceFirst("^Error: ", "");
            command.getErr()
                    .println("dither: " + message + "; see "
                            + command.getCommandSpec().qualifiedName() + " --help");
            return USER_ERROR;
        });
        program.setExecutionExceptionHandler((failure, command, _) -> complain(command.getErr(), failure));
        return program;
    }

    /**
     * Runs one command.
     *
     * @return 0, or 2 for what the user can mend, or 1 for a bug
     */
    public static int run(CommandLine program, String... arguments) {
        try {
            int code = program.execute(arguments);
            if (program.getOut().checkError() || System.out.checkError()) {
                program.getErr().println("dither: cannot write the output; its reader has gone, or the disk is full");
                return USER_ERROR;
            }
            return code;
        } catch (OutOfMemoryError full) {
            program.getErr().println("dither: out of memory; give the program more with DITHER_HEAP=12g");
            return USER_ERROR;
        } catch (LinkageError | StackOverflowError broken) {
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
