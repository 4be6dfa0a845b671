package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/**
 * kill -9 of the engine, again and again, at random moments of its life: at rest, while it boots, while it adopts. Nobody asks for it
 * meanwhile, so it has to come back by itself.
 */
public final class EngineKills implements Act {
    private static final String MAIN = "io.jstack.cli.commands.Main";
    private static final Duration LONGEST_GAP = Duration.ofSeconds(4);

    private final int kills;
    private final long seed;
    private final AtomicReference<String> tables = new AtomicReference<>("");

    private EngineKills(int kills, long seed) {
        this.kills = kills;
        this.seed = seed;
    }

    /** As many kills; the gaps between them come from the seed, which {@code -Djstack.tests.seed} sets. */
    public static EngineKills times(int kills) {
        return new EngineKills(kills, Long.getLong("jstack.tests.seed", System.nanoTime()));
    }

    @Override
    public String perform(Scenario scenario) {
        Random random = new Random(seed);
        tables.set(listed());
        assertThat(tables.get()).contains("dnat");
        StringBuilder told = new StringBuilder("seed " + seed + ":");
        for (int i = 0; i < kills; i++) {
            long pid = engine();
            Duration gap = Duration.ofMillis(random.nextInt((int) LONGEST_GAP.toMillis()));
            Awaitility.await("the next kill")
                    .pollInterval(Duration.ofMillis(5))
                    .pollDelay(gap)
                    .atMost(LONGEST_GAP.plusSeconds(10))
                    .until(() -> true);
            Command.of("kill", "-9", Long.toString(pid)).run();
            told.append(' ')
                    .append(pid)
                    .append(" after ")
                    .append(gap.toMillis())
                    .append(" ms");
        }
        told.append(", then ").append(engine());
        System.out.println("engine kills: " + told);
        return told.toString();
    }

    /** Its packet filter is to the byte as it was before. */
    public Check samePacketFilter() {
        return scenario -> assertThat(listed()).isEqualTo(tables.get());
    }

    /** Waits until there is one, however far it has come. */
    private static long engine() {
        Instance instance = Scenario.suite().instance();
        return Awaitility.await("an engine")
                .atMost(Patience.seconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> instance.processes().stream()
                                .filter(process -> process.contains(MAIN))
                                .map(process -> Long.parseLong(process.substring(0, process.indexOf(' '))))
                                .toList(),
                        found -> found.size() == 1)
                .get(0);
    }

    private static String listed() {
        StringBuilder all = new StringBuilder();
        for (String table : Scenario.suite().instance().tables()) {
            List<String> words = List.of(table.split(" ", -1));
            all.append(Command.of("nft", "list", "table", words.get(1), words.get(2))
                    .run()
                    .output());
        }
        return all.toString();
    }
}
