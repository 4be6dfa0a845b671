package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Lifecycle.Hook;
import io.jstack.orchestrator.model.Lifecycle.Restart;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.FailureAction;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.Order;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a service starts, ends and comes back. */
final class LifecycleDecoder {
    private final Fields service;

    LifecycleDecoder(Fields service) {
        this.service = service;
    }

    Lifecycle decode() {
        Optional<Fields> deploy = service.fields("deploy");
        return new Lifecycle(
                restart(deploy),
                service.text("stop_signal"),
                service.duration("stop_grace_period"),
                hooks("pre_start"),
                hooks("post_start"),
                hooks("pre_stop"),
                deploy.flatMap(fields -> fields.fields("update_config")).map(LifecycleDecoder::update),
                deploy.flatMap(fields -> fields.fields("rollback_config")).map(LifecycleDecoder::update));
    }

    private Optional<Restart> restart(Optional<Fields> deploy) {
        Optional<String> written = service.text("restart");
        if (written.isPresent()) {
            return restart(written.get());
        }
        return deploy.flatMap(fields -> fields.fields("restart_policy")).flatMap(LifecycleDecoder::ofDeploy);
    }

    private Optional<Restart> restart(String text) {
        String[] parts = text.split(":", 2);
        Optional<Integer> retries = parts.length == 2 && parts[1].matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(parts[1]))
                : Optional.empty();
        boolean counted = parts.length == 1 || (parts[0].equals("on-failure") && retries.isPresent());
        Optional<Policy> policy = Arrays.stream(Policy.values())
                .filter(one ->
                        one.name().equals(parts[0].toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst();
        if (counted && policy.isPresent()) {
            return Optional.of(new Restart(policy.get(), retries.filter(n -> n > 0), Optional.empty()));
        }
        service.problem(
                "restart", "invalid restart policy " + text, "use \"no\", always, on-failure[:n] or unless-stopped");
        return Optional.empty();
    }

    private static Optional<Restart> ofDeploy(Fields policy) {
        Optional<Integer> attempts = policy.integer("max_attempts").filter(n -> n > 0);
        Optional<Duration> delay = policy.duration("delay");
        String condition = policy.text("condition").orElse("any");
        return switch (condition) {
            case "none" -> Optional.of(new Restart(Policy.NO, Optional.empty(), Optional.empty()));
            case "on-failure" -> Optional.of(new Restart(Policy.ON_FAILURE, attempts, delay));
            case "any" -> Optional.of(new Restart(Policy.ALWAYS, attempts, delay));
            default -> {
                policy.problem("condition", "invalid condition " + condition, "use none, on-failure or any");
                yield Optional.empty();
            }
        };
    }

    private List<Hook> hooks(String key) {
        return service.items(key).stream()
                .map(hook -> new Hook(
                        hook.texts("command"),
                        hook.text("image"),
                        hook.text("user"),
                        hook.flag("privileged"),
                        hook.text("working_dir"),
                        hook.pairs("environment"),
                        hook.flag("per_replica")))
                .toList();
    }

    private static UpdateConfig update(Fields update) {
        FailureAction action = switch (update.text("failure_action").orElse("pause")) {
            case "continue" -> FailureAction.CONTINUE;
            case "rollback" -> FailureAction.ROLLBACK;
            case "pause" -> FailureAction.PAUSE;
            default -> {
                update.problem("failure_action", "unknown failure action", "use pause, continue or rollback");
                yield FailureAction.PAUSE;
            }
        };
        return new UpdateConfig(
                update.text("order").equals(Optional.of("start-first")) ? Order.START_FIRST : Order.STOP_FIRST,
                update.integer("parallelism").orElse(1),
                update.duration("delay").orElse(Duration.ZERO),
                update.duration("monitor").orElse(Duration.ZERO),
                action,
                update.decimal("max_failure_ratio").orElse(0.0));
    }
}
