package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Lifecycle.Hook;
import io.jstack.orchestrator.model.WatchRule;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code develop.watch}, which is no part of what a container is: only those who watch ask for it. */
public final class WatchDecoder {
    private WatchDecoder() {}

    /**
     * The rules by service, services without any left out.
     *
     * @param tree a checked stack, canonical
     */
    public static Map<String, List<WatchRule>> of(MapNode tree) {
        Map<String, List<WatchRule>> rules = new LinkedHashMap<>();
        new Fields(tree, KeyPath.ROOT, new Findings())
                .named("services")
                .forEach((name, service) -> service.fields("develop")
                        .map(develop -> develop.items("watch").stream()
                                .map(WatchDecoder::rule)
                                .toList())
                        .filter(found -> !found.isEmpty())
                        .ifPresent(found -> rules.put(name, found)));
        return rules;
    }

    private static WatchRule rule(Fields rule) {
        String action = rule.text("action").orElse("sync");
        return new WatchRule(
                Path.of(rule.text("path").orElse("/")).normalize(),
                WatchRule.Action.valueOf(action.toUpperCase(Locale.ROOT).replace('+', '_')),
                rule.text("target"),
                rule.texts("ignore"),
                rule.texts("include"),
                rule.fields("exec")
                        .map(exec -> new Hook(
                                exec.texts("command"),
                                exec.text("image"),
                                exec.text("user"),
                                exec.flag("privileged"),
                                exec.text("working_dir"),
                                exec.pairs("environment"),
                                false)),
                rule.flag("initial_sync"));
    }
}
