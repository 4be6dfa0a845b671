package io.jstack.orchestrator.control;

import io.jstack.orchestrator.HealthTest;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.Healthcheck;
import io.jstack.orchestrator.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A service's health check as it is carried out: the file's, completed by the image's, completed by Docker's defaults.
 *
 * @param startInterval to which the time between probes grows from 100 ms while starting, inside the start period; empty: to 1 s, as long
 *     as it is starting
 */
record HealthSettings(
        HealthTest test,
        Duration interval,
        Duration timeout,
        int retries,
        Duration startPeriod,
        Optional<Duration> startInterval) {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_RETRIES = 3;

    /** Empty when the service has no health check. */
    static Optional<HealthSettings> of(Service service, Optional<ImageFacts> image) {
        Optional<Healthcheck> file = service.healthcheck();
        if (file.filter(Healthcheck::disabled).isPresent()) {
            return Optional.empty();
        }
        Optional<Healthcheck> fallback = image.flatMap(ImageFacts::healthcheck);
        Optional<Extension.Probe> outside = service.extension().probe();
        Optional<HealthTest> test = outside.isPresent()
                ? outside.map(HealthTest.Outside::new)
                : pick(file, fallback, Healthcheck::test)
                        .filter(HealthSettings::isTest)
                        .map(HealthTest.Inside::new);
        Optional<Duration> probeTimeout =
                outside.flatMap(p -> p instanceof Extension.Probe.Http http ? http.timeout() : Optional.empty());
        return test.map(t -> new HealthSettings(
                t,
                pick(file, fallback, Healthcheck::interval)
                        .filter(d -> !d.isZero())
                        .orElse(DEFAULT_INTERVAL),
                probeTimeout
                        .or(() -> pick(file, fallback, Healthcheck::timeout).filter(d -> !d.isZero()))
                        .orElse(DEFAULT_TIMEOUT),
                pick(file, fallback, Healthcheck::retries).filter(r -> r > 0).orElse(DEFAULT_RETRIES),
                pick(file, fallback, Healthcheck::startPeriod).orElse(Duration.ZERO),
                pick(file, fallback, Healthcheck::startInterval).filter(d -> !d.isZero())));
    }

    private static boolean isTest(List<String> test) {
        return !test.isEmpty() && !test.get(0).equals("NONE");
    }

    private static <T> Optional<T> pick(
            Optional<Healthcheck> file, Optional<Healthcheck> image, Function<Healthcheck, Optional<T>> field) {
        return file.flatMap(field).or(() -> image.flatMap(field));
    }
}
