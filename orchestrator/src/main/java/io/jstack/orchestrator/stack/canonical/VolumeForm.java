package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.canonical.LongForms.Lenience;
import io.jstack.orchestrator.stack.merge.VolumeText;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code [source:]target[:options]} as a map. A source that looks like a path is a bind, any other the name of a volume. */
final class VolumeForm {
    private static final Set<String> PROPAGATIONS =
            Set.of("rprivate", "private", "rshared", "shared", "rslave", "slave");

    private final Place place;
    private final MapNode.Builder volume;
    private final MapNode.Builder options;
    private boolean bind;

    private VolumeForm(Place place) {
        this.place = place;
        this.volume = MapNode.builder(place);
        this.options = MapNode.builder(place);
    }

    static Node of(Node node, KeyPath path, Findings findings, Lenience lenience) {
        Optional<String> text = node.asString();
        if (text.isEmpty()) {
            return node;
        }
        List<String> parts = text.get().length() <= 2 ? List.of(text.get()) : VolumeText.parts(text.get());
        boolean empty = parts.stream().anyMatch(String::isEmpty);
        if (empty || parts.size() > 3) {
            if (lenience == Lenience.STRICT) {
                findings.problem(
                        StackError.VALUE_INVALID,
                        node.place(),
                        path + ": invalid volume " + text.get() + ": "
                                + (empty ? "empty section between colons" : "too many colons"),
                        "write source:target[:options], or the long form");
            }
            return node;
        }
        return new VolumeForm(node.place()).read(parts);
    }

    private MapNode read(List<String> parts) {
        Optional<String> source = parts.size() > 1 ? Optional.of(parts.get(0)) : Optional.empty();
        bind = source.filter(VolumeForm::isPath).isPresent();
        volume.put("type", text(bind ? "bind" : "volume"));
        source.ifPresent(name -> volume.put("source", text(name)));
        volume.put("target", text(CleanPath.of(parts.get(parts.size() > 1 ? 1 : 0))));
        if (parts.size() > 2) {
            for (String option : parts.get(2).split(",", -1)) {
                option(option);
            }
        }
        return volume.put(bind ? "bind" : "volume", options.build()).build();
    }

    private void option(String option) {
        if (option.equals("ro")) {
            volume.put("read_only", ScalarNode.bool(true, place));
        } else if (option.equals("rw")) {
            volume.remove("read_only");
        } else if (option.equals("nocopy") && !bind) {
            options.put("nocopy", ScalarNode.bool(true, place));
        } else if (PROPAGATIONS.contains(option)) {
            bindOption("propagation", option);
        } else if (option.equals("z") || option.equals("Z")) {
            bindOption("selinux", option);
        }
    }

    /** Options of a bind are kept for a named volume too, beside its own. */
    private void bindOption(String key, String value) {
        if (bind) {
            options.put(key, text(value));
        } else {
            MapNode before = volume.get("bind").flatMap(Node::asMap).orElse(MapNode.empty(place));
            volume.put("bind", before.with(key, text(value)));
        }
    }

    private ScalarNode text(String value) {
        return ScalarNode.string(value, place);
    }

    private static boolean isPath(String source) {
        char first = source.charAt(0);
        return first == '.'
                || first == '/'
                || first == '~'
                || source.startsWith("\\\\")
                || (source.length() > 1 && Character.isLetter(first) && source.charAt(1) == ':');
    }
}
