package io.jstack.orchestrator.stack.assembly;

import io.jstack.orchestrator.stack.merge.Directives;
import io.jstack.orchestrator.stack.merge.Merge;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Nearest;
import io.jstack.orchestrator.stack.source.StackFile;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code extends}: the base first, then the service over it, by the rules of the merge. The base may stand in another file, whose
 * relative paths are its own, and may itself extend. Everything is inherited.
 */
final class Extends {
    private static final int LONGEST_CHAIN = 1000;

    /** A file's services, and how its name and folder are reached from here. */
    private record Scope(Map<String, Node> services, Path file, String name) {}

    private final Assembly assembly;
    private final StackFiles files;
    private final Findings findings;
    private final Map<Path, Scope> scopes = new HashMap<>();

    Extends(Assembly assembly, StackFiles files, Findings findings) {
        this.assembly = assembly;
        this.files = files;
        this.findings = findings;
    }

    MapNode apply(MapNode stack, StackFile source, Surroundings around) {
        Optional<MapNode> services = stack.map("services");
        if (services.isEmpty()
                || services.get().entries().stream()
                        .noneMatch(entry -> entry.getValue()
                                .value()
                                .asMap()
                                .filter(service -> service.has("extends"))
                                .isPresent())) {
            return stack;
        }
        Scope scope = scope(services.get(), source.path(), source.name());
        MapNode.Builder out = services.get().edit();
        for (String name : services.get().keys()) {
            out.put(name, extended(name, scope, around, new LinkedHashSet<>()));
        }
        return stack.with("services", out.build());
    }

    private static Scope scope(MapNode services, Path file, String name) {
        Map<String, Node> byName = new HashMap<>();
        services.entries()
                .forEach(entry -> byName.put(entry.getKey(), entry.getValue().value()));
        return new Scope(byName, file, name);
    }

    private Node extended(String name, Scope scope, Surroundings around, Set<String> chain) {
        Node node = service(scope, name);
        Optional<MapNode> service = node.asMap();
        Optional<Node> extension = service.flatMap(map -> map.get("extends"));
        if (service.isEmpty() || extension.isEmpty()) {
            return node;
        }
        Place place = extension.get().place();
        if (chain.size() > LONGEST_CHAIN) {
            throw new JstackException(
                    StackError.EXTENDS_INVALID,
                    place,
                    "more than " + LONGEST_CHAIN + " services extend each other in a row",
                    "extend the first one directly");
        }
        if (!chain.add(scope.file() + " " + name)) {
            throw new JstackException(
                    StackError.CYCLE,
                    place,
                    "circular reference: extends of service " + name + " leads back to itself: " + chain,
                    "let one of them stand by itself");
        }
        String base = base(extension.get(), name);
        Optional<String> file = extension.get().asMap().flatMap(map -> map.text("file"));
        Scope from = file.map(path -> open(path, place, around)).orElse(scope);
        if (!from.services().containsKey(base)) {
            throw missing(name, base, from, place);
        }
        Node found = Directives.settle(extended(base, from, around, chain));
        MapNode own = service.get().without("extends");
        Node merged = found.asMap()
                .map(map -> (Node) new Merge(findings).services(Directives.clear(map, own), own, name))
                .orElse(own);
        MapNode whole = merged.asMap().orElse(own).without("extends");
        scope.services().put(name, whole);
        return whole;
    }

    private static Node service(Scope scope, String name) {
        Node node = scope.services().get(name);
        if (node == null) {
            throw new IllegalStateException("service " + name + " was looked up before it was known");
        }
        return node;
    }

    private static String base(Node extension, String name) {
        return extension
                .asString()
                .or(() -> extension.asMap().flatMap(map -> map.get("service")).flatMap(Node::asString))
                .orElseThrow(() -> new JstackException(
                        StackError.EXTENDS_INVALID,
                        extension.place(),
                        "services." + name + ".extends: service is required",
                        "add service: <name of the base>"));
    }

    private Scope open(String path, Place place, Surroundings around) {
        Path absolute = around.directory().resolve(path).normalize();
        Scope known = scopes.get(absolute);
        if (known != null) {
            return known;
        }
        StackFile source;
        try {
            source = files.read(path, absolute);
        } catch (JstackException unreadable) {
            throw new JstackException(
                    StackError.EXTENDS_INVALID,
                    place,
                    "cannot extend from " + unreadable.problems().get(0).message(),
                    unreadable.problems().get(0).remedy());
        }
        Path parent = absolute.getParent();
        String folder =
                parent == null ? "/" : around.directory().relativize(parent).toString();
        MapNode stack = assembly.base(source, folder.isEmpty() ? "." : folder, around);
        MapNode services = stack.map("services")
                .orElseThrow(() -> new JstackException(
                        StackError.EXTENDS_INVALID, place, "cannot extend from " + path + ": no services section", ""));
        Scope scope = scope(services, absolute, path);
        scopes.put(absolute, scope);
        return scope;
    }

    private static JstackException missing(String name, String base, Scope from, Place place) {
        String remedy = Nearest.to(base, from.services().keySet())
                .map(near -> "did you mean " + near + "?")
                .orElse("services of " + from.name() + ": "
                        + String.join(
                                ", ", from.services().keySet().stream().sorted().toList()));
        return new JstackException(
                StackError.EXTENDS_INVALID,
                place,
                "cannot extend service \"" + name + "\": service \"" + base + "\" not found in " + from.name(),
                remedy);
    }
}
