package dither.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.kernel.network.BatchNormKernel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kernels split work by its length alone, so that sums come out the same to the last bit on 1, 2 and 4 threads. */
@Timeout(120)
class ThreadsTest {
    private static final int SIZE = (1 << 18) + 48;

    /** What a process of so many threads computes. */
    public static void main(String[] arguments) {
        MemorySegment a = noise(1);
        MemorySegment b = noise(2);
        MemorySegment c = Memory.allocate(SIZE);
        float[] amplitude = new float[SIZE / 16];
        Arrays.fill(amplitude, 0.1f);
        List<Object> results = new ArrayList<>();
        results.add(Elementwise.squaredNorm(a));
        Elementwise.Extremes extremes = Elementwise.extremes(a);
        results.add(extremes.min() + " " + extremes.max());
        results.add(FakeQuantise.learnedGradient(a, b, 0.3f, 0, -8, 7));
        PseudoNoise.add(a, c, amplitude, 16, Noise.gaussian(7));
        results.add(Arrays.hashCode(Memory.toArray(c)));
        float[] sums = new float[amplitude.length];
        PseudoNoise.groupSums(b, 16, Noise.gaussian(7), 0.5f, sums);
        results.add(Arrays.hashCode(sums));
        BatchNormKernel norm = new BatchNormKernel(24);
        results.add(Arrays.hashCode(norm.statistics(a, SIZE / 24).mean()));
        Updates.sgd(c, a, b, 0.1f, 0.5f, 0f, 1e-3f, true);
        results.add(Arrays.hashCode(Memory.toArray(c)));
        System.out.println("threads " + Runtime.getRuntime().availableProcessors());
        System.out.println(results);
    }

    private static MemorySegment noise(long key) {
        float[] values = new float[SIZE];
        Noise.gaussian(key).fill(0, values, SIZE);
        return Memory.of(values);
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() throws IOException, InterruptedException {
        Set<String> results = new TreeSet<>();
        for (int threads : new int[] {1, 2, 4}) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(flag -> flag.startsWith("--"))
                    .forEach(command::add);
            command.addAll(List.of(
                    "-XX:ActiveProcessorCount=" + threads,
                    "-cp",
                    System.getProperty("java.class.path"),
                    ThreadsTest.class.getName()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertEquals(0, process.waitFor());
            assertEquals("threads " + threads, lines.getFirst());
            results.add(lines.getLast());
        }
        assertEquals(1, results.size(), results.toString());
    }
}
