package dither.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coders, compiled for Java 17 and run by another JVM, where one is installed, and by this one without its compilers. */
class OtherJvmTest {
    @TempDir
    Path folder;

    /** Reads lines {@code rows columns width bytes} and prints a checksum of the symbols of each. */
    private static final String MAIN = """
            package dither.codec.entropy;
            public class Decode {
                public static void main(String[] arguments) throws Exception {
                    for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of(arguments[0]))) {
                        String[] words = line.split(" ");
                        Layout layout = Layout.of(
                                java.util.List.of(Long.parseLong(words[0]), Long.parseLong(words[1]), 3L, 3L),
                                Integer.parseInt(words[2]));
                        short[] symbols = SymbolCoder.decode(java.util.HexFormat.of().parseHex(words[3]), layout);
                        System.out.println(java.util.Arrays.hashCode(symbols));
                    }
                }
            }
            """;

    @Test
    void otherVirtualMachinesDecodeTheSame() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Random random = new Random(9);
        for (int width = 1; width <= 15; width++) {
            for (SymbolCoder.Coder coder : SymbolCoder.Coder.values()) {
                Layout layout = Layout.of(List.of(12L, 10L, 3L, 3L), width);
                short[] symbols = new short[layout.count()];
                int most = (1 << width) - 1;
                for (int i = 0; i < symbols.length; i++) {
                    double before = i % 9 == 0 ? 0 : symbols[i - 1] - most / 2.0;
                    long level = Math.round(most / 2.0 + 0.6 * before + random.nextGaussian() * most / 12);
                    symbols[i] = (short) Math.clamp(level, 0, most);
                }
                byte[] bytes = SymbolCoder.encode(symbols, layout, java.util.Set.of(coder));
                lines.add("12 10 " + width + " " + HexFormat.of().formatHex(bytes));
                expected.add(String.valueOf(Arrays.hashCode(symbols)));
            }
        }
        Path data = Files.write(folder.resolve("coded.txt"), lines);
        compile();
        Path here = Path.of(System.getProperty("java.home"), "bin", "java");
        assertEquals(expected, run(List.of(here.toString(), "-Xint"), data), "without compilers");
        Path other = other();
        assumeTrue(other != null, "no other JVM is installed");
        assertEquals(expected, run(List.of(other.toString()), data), other.toString());
    }

    private void compile() throws IOException {
        Path main = Files.writeString(folder.resolve("Decode.java"), MAIN);
        List<String> arguments = new ArrayList<>(
                List.of("--release", "17", "-Xlint:-options", "-d", folder.toString(), main.toString()));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dither/codec/entropy"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, code, "coders must keep to Java 17");
    }

    /** A JVM of another version, 17 or later. */
    private static Path other() throws IOException {
        File[] homes = new File("/usr/lib/jvm").listFiles();
        for (File home : homes == null ? new File[0] : homes) {
            Path release = home.toPath().resolve("release");
            Path java = home.toPath().resolve("bin/java");
            if (Files.exists(release) && Files.isExecutable(java)) {
                String text = Files.readString(release);
                int version = Integer.parseInt(text.replaceFirst("(?s).*JAVA_VERSION=\"(\\d+).*", "$1"));
                if (version >= 17 && version != Runtime.version().feature()) {
                    return java;
                }
            }
        }
        return null;
    }

    private List<String> run(List<String> java, Path data) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-cp", folder.toString(), "dither.codec.entropy.Decode", data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor());
        return lines;
    }
}
