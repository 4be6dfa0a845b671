package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A later tree over an earlier one: maps key by key, lists appended, scalars replaced, and a later null changes nothing. The places
 * with rules of their own are in {@link MergeRule}.
 */
public final class Merge {
    private final Findings findings;

    public Merge(Findings findings) {
        this.findings = findings;
    }

    /** Two whole files. */
    public MapNode stacks(MapNode base, MapNode over) {
        return maps(base, over, KeyPath.ROOT, MergeRule.TABLE);
    }

    /** A service over the one it extends. */
    public MapNode services(MapNode base, MapNode over, String name) {
        PathRules<MergeRule> rules = MergeRule.TABLE.key("services").key(name);
        return maps(base, over, KeyPath.ROOT.key("services").key(name), rules);
    }

    /** A resource of the including file over the one of the same name that was included. */
    public Node resources(Node base, Node over, String section, String name) {
        PathRules<MergeRule> rules = MergeRule.TABLE.key(section).key(name);
        return nodes(base, over, KeyPath.ROOT.key(section).key(name), rules);
    }

    private MapNode maps(MapNode base, MapNode over, KeyPath path, PathRules<MergeRule> rules) {
        if (base.isEmpty()) {
            return over;
        }
        MapNode.Builder out = base.edit();
        over.entries().forEach(entry -> {
            String key = entry.getKey();
            Node value = entry.getValue().value();
            Optional<Node> old = base.get(key);
            if (old.isEmpty()) {
                out.put(key, entry.getValue().keyPlace(), value);
            } else {
                Node merged = nodes(old.get(), value, path.key(key), rules.key(key));
                out.put(key, entry.getValue().keyPlace(), merged);
            }
        });
        return out.build();
    }

    private Node nodes(Node base, Node over, KeyPath path, PathRules<MergeRule> rules) {
        Optional<MergeRule> rule = rules.rule();
        if (rule.isPresent()) {
            return byRule(rule.get(), base, over, path, rules);
        }
        if (over.isNull() || base.isNull()) {
            return over.isNull() ? base : over;
        }
        if (base instanceof MapNode baseMap) {
            return over instanceof MapNode overMap ? maps(baseMap, overMap, path, rules) : clash(base, over, path);
        }
        if (base instanceof ListNode baseList) {
            return over instanceof ListNode overList ? append(baseList, overList) : clash(base, over, path);
        }
        return over;
    }

    private Node byRule(MergeRule rule, Node base, Node over, KeyPath path, PathRules<MergeRule> rules) {
        return switch (rule) {
            case REPLACE -> over;
            case AS_LISTS -> append(AsList.of(base), AsList.of(over));
            case HOSTS -> appendNew(AsList.of(base), AsList.of(over));
            case BUILD -> bothMaps(AsMap.build(base), AsMap.build(over), base, over, path, rules);
            case DEPENDENCIES -> bothMaps(AsMap.dependencies(base), AsMap.dependencies(over), base, over, path, rules);
            case NAMES -> bothMaps(AsMap.names(base), AsMap.names(over), base, over, path, rules);
            case LOGGING -> logging(base, over, path, rules);
            case POOLS -> pools(base, over, path);
        };
    }

    private Node bothMaps(
            Optional<MapNode> base,
            Optional<MapNode> over,
            Node oldNode,
            Node newNode,
            KeyPath path,
            PathRules<MergeRule> rules) {
        if (oldNode.isNull() || newNode.isNull()) {
            return newNode.isNull() ? oldNode : newNode;
        }
        if (base.isEmpty() || over.isEmpty()) {
            return clash(oldNode, newNode, path);
        }
        return maps(base.get(), over.get(), path, rules);
    }

    /** Options of one driver mean nothing to another. */
    private Node logging(Node base, Node over, KeyPath path, PathRules<MergeRule> rules) {
        Optional<MapNode> old = base.asMap();
        Optional<MapNode> later = over.asMap();
        if (old.isPresent() && later.isPresent()) {
            Optional<String> before = old.get().text("driver");
            Optional<String> after = later.get().text("driver");
            if (before.isPresent() && after.isPresent() && !before.equals(after)) {
                return over;
            }
        }
        return bothMaps(old, later, base, over, path, rules);
    }

    /** Address pools are told apart by their subnet. */
    private Node pools(Node base, Node over, KeyPath path) {
        if (!(base instanceof ListNode old) || !(over instanceof ListNode later)) {
            return over.isNull() ? base : base.isNull() ? over : clash(base, over, path);
        }
        List<Node> pools = new ArrayList<>();
        for (Node original : old.items()) {
            for (Node changed : later.items()) {
                if (!subnet(original).equals(subnet(changed))) {
                    if (indexOf(pools, changed) < 0) {
                        pools.add(changed);
                        continue;
                    }
                }
                Node merged = original instanceof MapNode a && changed instanceof MapNode b
                        ? maps(a, b, path, PathRules.none())
                        : changed;
                int known = indexOf(pools, merged);
                if (known >= 0) {
                    pools.set(known, merged);
                } else {
                    pools.add(merged);
                }
            }
        }
        return ListNode.of(pools, over.place());
    }

    private static int indexOf(List<Node> pools, Node pool) {
        for (int i = 0; i < pools.size(); i++) {
            if (subnet(pools.get(i)).equals(subnet(pool))) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> subnet(Node pool) {
        return pool.asMap().flatMap(map -> map.text("subnet"));
    }

    private static ListNode append(ListNode base, ListNode over) {
        List<Node> items = new ArrayList<>(base.items());
        items.addAll(over.items());
        return ListNode.of(items, over.items().isEmpty() ? base.place() : over.place());
    }

    private static ListNode appendNew(ListNode base, ListNode over) {
        List<Node> items = new ArrayList<>(base.items());
        over.items().stream()
                .filter(item -> base.items().stream().noneMatch(item::sameValue))
                .forEach(items::add);
        return ListNode.of(items, over.place());
    }

    private Node clash(Node base, Node over, KeyPath path) {
        findings.problem(
                StackError.MERGE_CONFLICT,
                over.place(),
                "cannot override " + path + ": " + base.kindName() + " at " + base.place() + ", here "
                        + over.kindName(),
                "write both in the same form, or replace the first with !override");
        return base;
    }
}
