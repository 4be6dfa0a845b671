package io.jstack.orchestrator.stack;

import io.jstack.values.JstackException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads each named file several times in one process and prints the least CPU time: what a warm engine takes. */
public final class LoadTimer {
    private LoadTimer() {}

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    public static void main(String[] files) {
        for (String file : files) {
            long best = Long.MAX_VALUE;
            String outcome = "";
            for (int i = 0; i < 30; i++) {
                long start = cpu();
                try {
                    outcome = StackLoader.load(LoadRequest.in(Path.of("").toAbsolutePath(), Map.of())
                                            .withFiles(List.of(file)))
                                    .stack()
                                    .services()
                                    .size()
                            + " services";
                } catch (JstackException wrong) {
                    outcome = String.valueOf(wrong.getMessage())
                            .lines()
                            .findFirst()
                            .orElse("");
                }
                best = Math.min(best, cpu() - start);
            }
            System.out.println(
                    file + " " + best / 1_000_000 + " ms " + outcome.substring(0, Math.min(120, outcome.length())));
        }
    }
}
