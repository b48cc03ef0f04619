package dither.sweep.executor;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words that start another program like this one: the same JVM, flags and classes. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * A command.
     *
     * @param main the class to start
     * @param flags of the JVM, after its own; tuning, agents and a heap of another size are not handed on
     * @param arguments of the program
     */
    public static List<String> of(String main, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        boolean sized = flags.stream().anyMatch(flag -> flag.startsWith("-Xmx"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-XX:")
                        && !flag.startsWith("-agent")
                        && !flag.startsWith("-javaagent")
                        && !(sized && flag.startsWith("-Xmx")))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }
}
