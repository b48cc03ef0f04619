package dither.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process has had so far, in MiB. */
public final class MemoryUse {
    private static final long MIB = 1 << 20;

    private MemoryUse() {}

    /** Of Java objects: the sum of the peaks of all parts of the heap, which may exceed the peak of the sum. */
    public static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(peak -> peak.getUsed())
                        .sum()
                / MIB;
    }

    /** Of the whole process, native libraries included; 0 where the system does not say. */
    public static long peakProcess() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
