package io.jstack.orchestrator.control;

import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.plan.Wishes;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a command's options to what the reconciler is asked. */
final class Planning {
    private Planning() {}

    static Wishes wishes(
            UpOptions options, Set<String> selected, Map<String, Wishes.Image> images, Optional<Ledger> before) {
        Set<String> forced = new HashSet<>();
        if (options.dependencies() == UpOptions.Dependencies.RECREATED
                && !options.services().isEmpty()) {
            forced.addAll(selected);
            forced.removeAll(options.services());
        }
        return new Wishes(
                Wishes.Mode.UP,
                selected,
                options.recreate(),
                forced,
                options.anonymousVolumes(),
                options.orphans(),
                options.start(),
                options.dependencies() == UpOptions.Dependencies.LEFT_ALONE
                        ? Wishes.Dependencies.IGNORED
                        : Wishes.Dependencies.AWAITED,
                images,
                before.map(Ledger::stopped).orElse(Set.of()),
                Set.of(),
                before.map(Ledger::done).orElse(Map.of()),
                before.map(Ledger::stack));
    }
}
