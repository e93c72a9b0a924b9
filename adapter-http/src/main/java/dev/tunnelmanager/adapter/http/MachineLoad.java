package dev.tunnelmanager.adapter.http;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How busy the machine is, read from the kernel now.
 *
 * @param cpu part of all cores that was busy since the last reading, 0 to 1; empty if that is not known yet
 * @param cores how many there are
 * @param memoryTotal bytes
 * @param memoryAvailable bytes that can still be had, caches included where the kernel says so
 * @param heapUsed bytes of this process's heap
 */
record MachineLoad(OptionalDouble cpu, int cores, long memoryTotal, long memoryAvailable, long heapUsed) {

    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    static MachineLoad read() {
        double busy = Double.NaN;
        long total = 0;
        long free = 0;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            busy = system.getCpuLoad();
            total = system.getTotalMemorySize();
            free = system.getFreeMemorySize();
        }
        Runtime process = Runtime.getRuntime();
        return new MachineLoad(busy >= 0 && busy <= 1 ? OptionalDouble.of(busy) : OptionalDouble.empty(),
                process.availableProcessors(), total, available().orElse(free),
                process.totalMemory() - process.freeMemory());
    }

    private static OptionalLong available() {
        try {
            for (String line : Files.readAllLines(MEMORY)) {
                if (line.startsWith(AVAILABLE)) {
                    return OptionalLong
                            .of(Long.parseLong(line.substring(AVAILABLE.length()).replace("kB", "").strip()) * 1024);
                }
            }
            return OptionalLong.empty();
        } catch (IOException | NumberFormatException anotherSystem) {
            return OptionalLong.empty();
        }
    }
}
