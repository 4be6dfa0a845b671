package io.jstack.orchestrator.stack.interpolate;

import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.yaml.GoFloat;
import java.util.Locale;
import java.util.Optional;

/** The type a text takes in a typed field, also where the file quotes it: {@code scale: "${N}"} is a number. */
public enum Cast {
    INTEGER("an integer"),
    NUMBER("a number"),
    BOOLEAN("true or false");

    /** The fields that are cast; every other one keeps its text. */
    static final PathRules<Cast> FIELDS = fields();

    private final String expected;

    Cast(String expected) {
        this.expected = expected;
    }

    String expected() {
        return expected;
    }

    private static PathRules<Cast> fields() {
        PathRules<Cast> rules = PathRules.none();
        for (String key : new String[] {
            "cpu_count",
            "cpu_period",
            "cpu_quota",
            "cpu_rt_period",
            "cpu_rt_runtime",
            "cpu_shares",
            "deploy.replicas",
            "deploy.update_config.parallelism",
            "deploy.rollback_config.parallelism",
            "deploy.restart_policy.max_attempts",
            "deploy.placement.max_replicas_per_node",
            "healthcheck.retries",
            "oom_score_adj",
            "pids_limit",
            "ports.[].target",
            "scale",
            "ulimits.*",
            "ulimits.*.hard",
            "ulimits.*.soft"
        }) {
            rules.at("services.*." + key, INTEGER);
        }
        for (String key : new String[] {
            "cpu_percent", "cpus", "deploy.update_config.max_failure_ratio", "deploy.rollback_config.max_failure_ratio"
        }) {
            rules.at("services.*." + key, NUMBER);
        }
        for (String key : new String[] {
            "init",
            "depends_on.*.required",
            "depends_on.*.restart",
            "healthcheck.disable",
            "oom_kill_disable",
            "privileged",
            "read_only",
            "stdin_open",
            "tty",
            "volumes.[].read_only",
            "volumes.[].volume.nocopy"
        }) {
            rules.at("services.*." + key, BOOLEAN);
        }
        for (String key : new String[] {"external", "internal", "attachable", "enable_ipv4", "enable_ipv6"}) {
            rules.at("networks.*." + key, BOOLEAN);
        }
        return rules.at("volumes.*.external", BOOLEAN)
                .at("secrets.*.external", BOOLEAN)
                .at("configs.*.external", BOOLEAN);
    }

    /** The value of {@code text} in this type; empty when it has none. */
    Optional<ScalarNode> of(String text, ScalarNode from) {
        try {
            return switch (this) {
                case INTEGER -> Optional.of(ScalarNode.integer(Long.parseLong(text), from.place()));
                case NUMBER -> Optional.of(ScalarNode.decimal(GoFloat.print(Double.parseDouble(text)), from.place()));
                case BOOLEAN -> truth(text).map(value -> ScalarNode.bool(value, from.place()));
            };
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** Whether {@code text} is a truth only YAML 1.1 knew. */
    boolean isOldTruth(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return this == BOOLEAN
                && !word.equals("true")
                && !word.equals("false")
                && truth(text).isPresent();
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "y", "yes", "on" -> Optional.of(true);
            case "false", "n", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
