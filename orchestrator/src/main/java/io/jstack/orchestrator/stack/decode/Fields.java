package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.stack.canonical.GoDuration;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Bytes;
import io.jstack.values.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of one canonical map, as the types they have. What is not there is empty; what is wrong becomes a problem. */
record Fields(MapNode map, KeyPath path, Findings findings) {
    static Fields empty(Place place, KeyPath path, Findings findings) {
        return new Fields(MapNode.empty(place), path, findings);
    }

    Optional<String> text(String key) {
        return map.text(key);
    }

    boolean flag(String key) {
        return map.isTrue(key);
    }

    Optional<Boolean> truth(String key) {
        Optional<String> text = map.text(key);
        if (text.isEmpty() || text.get().equals("true") || text.get().equals("false")) {
            return text.map("true"::equals);
        }
        problem(key, "expected true or false, not " + text.get(), "");
        return Optional.empty();
    }

    Optional<Long> number(String key) {
        return map.text(key).flatMap(text -> {
            try {
                return Optional.of(Long.parseLong(text));
            } catch (NumberFormatException notANumber) {
                problem(key, "expected an integer, not " + text, "");
                return Optional.empty();
            }
        });
    }

    Optional<Integer> integer(String key) {
        return number(key).flatMap(value -> {
            if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
                problem(key, value + " is out of range", "");
                return Optional.empty();
            }
            return Optional.of(value.intValue());
        });
    }

    Optional<Double> decimal(String key) {
        return map.text(key).flatMap(text -> {
            try {
                return Optional.of(Double.parseDouble(text));
            } catch (NumberFormatException notANumber) {
                problem(key, "expected a number, not " + text, "");
                return Optional.empty();
            }
        });
    }

    Optional<Bytes> bytes(String key) {
        return map.text(key).flatMap(Bytes::parse);
    }

    Optional<Duration> duration(String key) {
        return map.text(key).flatMap(text -> {
            Optional<Duration> duration = GoDuration.parse(text);
            if (duration.isEmpty()) {
                problem(key, "invalid duration " + text, "write a number and a unit: 1m30s");
            }
            return duration;
        });
    }

    /** Permission bits from octal digits. */
    Optional<Integer> mode(String key) {
        return map.text(key).map(text -> Integer.parseInt(text, 8));
    }

    /** Present when the key is there with a list, also an empty one. */
    Optional<List<String>> list(String key) {
        return map.list(key)
                .map(list -> list.items().stream()
                        .flatMap(item -> item.asScalar().stream())
                        .map(ScalarNode::text)
                        .toList());
    }

    List<String> texts(String key) {
        return list(key).orElse(List.of());
    }

    /** Names with values; a name without one is left out. */
    Map<String, String> pairs(String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        map.map(key)
                .ifPresent(inner -> inner.keys()
                        .forEach(name -> inner.get(name)
                                .flatMap(Node::asScalar)
                                .filter(scalar -> !scalar.isNull())
                                .ifPresent(scalar -> pairs.put(name, scalar.text()))));
        return pairs;
    }

    Optional<Fields> fields(String key) {
        return map.map(key).map(inner -> new Fields(inner, path.key(key), findings));
    }

    /** The maps of a list. */
    List<Fields> items(String key) {
        List<Fields> items = new ArrayList<>();
        List<Node> nodes = map.list(key).map(ListNode::items).orElse(List.of());
        for (int i = 0; i < nodes.size(); i++) {
            KeyPath at = path.key(key).item(i);
            nodes.get(i).asMap().ifPresent(item -> items.add(new Fields(item, at, findings)));
        }
        return items;
    }

    /** The entries of a map of names, each as fields; a null value has none. */
    Map<String, Fields> named(String key) {
        Map<String, Fields> named = new LinkedHashMap<>();
        map.map(key)
                .ifPresent(inner -> inner.entries().forEach(entry -> {
                    KeyPath at = path.key(key).key(entry.getKey());
                    Node value = entry.getValue().value();
                    named.put(
                            entry.getKey(),
                            value.asMap()
                                    .map(fields -> new Fields(fields, at, findings))
                                    .orElseGet(() -> empty(entry.getValue().keyPlace(), at, findings)));
                }));
        return named;
    }

    Place place() {
        return map.place();
    }

    void problem(String key, String message, String remedy) {
        findings.problem(StackError.VALUE_INVALID, map.keyPlace(key), path.key(key) + ": " + message, remedy);
    }

    void refuse(String key, String message, String remedy) {
        findings.problem(StackError.UNSUPPORTED, map.keyPlace(key), path.key(key) + ": " + message, remedy);
    }

    void warn(String key, String message) {
        findings.warn(map.keyPlace(key), path.key(key) + ": " + message);
    }
}
