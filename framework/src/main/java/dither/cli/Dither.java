package dither.cli;

import dither.report.Experiment;
import java.io.PrintWriter;
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
     * @param more further commands
     */
    public static CommandLine create(List<Experiment> experiments, Object... more) {
        CommandLine program = new CommandLine(new Dither());
        program.addSubcommand(new ListCommand(experiments));
        program.addSubcommand(new RunCommand(experiments));
        program.addSubcommand(new ReportCommand(experiments));
        program.addSubcommand(new StatusCommand(experiments));
        program.addSubcommand(new CompressCommand());
        program.addSubcommand(new DecompressCommand());
        program.addSubcommand(new InspectCommand());
        program.addSubcommand(new DataCommand());
        for (Object command : more) {
            program.addSubcommand(command);
        }
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setExecutionExceptionHandler((failure, command, _) -> {
            complain(command.getErr(), failure);
            return USER_ERROR;
        });
        return program;
    }

    /** One line, never a stack trace, unless the variable DITHER_TRACE asks for it. */
    private static void complain(PrintWriter err, Exception failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        err.println("dither: " + message.lines().findFirst().orElse(""));
        if (System.getenv("DITHER_TRACE") != null) {
            failure.printStackTrace(err);
        } else if (!(failure instanceof UsageException)) {
            err.println("        (set DITHER_TRACE=1 to see where)");
        }
    }
}
