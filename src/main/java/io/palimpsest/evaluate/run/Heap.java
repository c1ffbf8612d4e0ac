package io.palimpsest.evaluate.run;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.stream.Stream;

/** The largest heap since a run began. */
final class Heap {

    private static final double MIB = 1 << 20;

    private Heap() {}

    /** Forgets earlier peaks. */
    static void begin() {
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The peaks of all parts of the heap together in MiB, garbage included: never less than what the heap held at once. */
    static double peak() {
        return pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MIB;
    }

    private static Stream<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP
                && pool.isValid());
    }
}
