package io.jstack.cli.commands;

import io.jstack.engine.ImageFilter;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code --filter} of the prunes: {@code until=24h}, {@code label=a[=b]}, {@code label!=a[=b]}. */
final class PruneFilters {
    private PruneFilters() {}

    static ImageFilter parse(List<String> filters, Instant now) {
        Optional<Instant> before = Optional.empty();
        List<String> labels = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            String key = equals < 0 ? filter : filter.substring(0, equals);
            String value = equals < 0 ? "" : filter.substring(equals + 1);
            switch (key) {
                case "until" -> before = Optional.of(Moment.parse(value, now).orElseThrow(() -> unknown(filter)));
                case "label" -> labels.add(value);
                case "label!" -> others.add(value);
                default -> throw unknown(filter);
            }
        }
        return new ImageFilter(before, labels, others);
    }

    private static JstackException unknown(String filter) {
        return new JstackException(
                CommandError.USAGE,
                "--filter does not know " + filter,
                "--filter until=24h, --filter label=NAME, --filter label!=NAME");
    }
}
