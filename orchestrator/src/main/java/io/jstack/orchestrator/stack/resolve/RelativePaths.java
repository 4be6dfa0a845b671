package io.jstack.orchestrator.stack.resolve;

import io.jstack.orchestrator.stack.canonical.CleanPath;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.source.FileView;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Puts a folder before every relative path of a tree in long form. Each file's paths are relative to a folder of its own. */
public final class RelativePaths {
    private interface Rule {
        Node apply(RelativePaths paths, Node node, KeyPath path);
    }

    private static final PathRules<Rule> RULES = PathRules.<Rule>none()
            .at("services.*.build.context", (paths, node, path) -> paths.context(node))
            .at("services.*.build.additional_contexts.*", (paths, node, path) -> paths.context(node))
            .at("services.*.build.ssh.*", (paths, node, path) -> paths.file(node))
            .at("services.*.env_file.[].path", (paths, node, path) -> paths.file(node))
            .at("services.*.label_file.[]", (paths, node, path) -> paths.file(node))
            .at("services.*.extends.file", (paths, node, path) -> paths.file(node))
            .at("services.*.develop.watch.[].path", (paths, node, path) -> paths.linked(node))
            .at("services.*.volumes.[]", RelativePaths::volume)
            .at("configs.*.file", (paths, node, path) -> paths.file(node))
            .at("secrets.*.file", (paths, node, path) -> paths.file(node))
            .at("volumes.*", (paths, node, path) -> paths.driverOptions(node));

    private static final String[] REMOTE = {"https://", "http://", "git://", "ssh://", "github.com/", "git@"};

    private final String folder;
    private final Optional<String> home;
    private final FileView files;
    private final Findings findings;

    /**
     * @param folder put before relative paths; may be relative itself
     * @param home what {@code ~} stands for
     * @param files where symbolic links are looked up
     */
    public RelativePaths(String folder, Optional<String> home, FileView files, Findings findings) {
        this.folder = folder;
        this.home = home;
        this.files = files;
        this.findings = findings;
    }

    public MapNode apply(MapNode stack) {
        return (MapNode) visit(stack, KeyPath.ROOT, RULES);
    }

    private Node visit(Node node, KeyPath path, PathRules<Rule> rules) {
        Optional<Rule> rule = rules.rule();
        return rule.isPresent() ? rule.get().apply(this, node, path) : rules.inside(node, path, this::visit);
    }

    private Node file(Node node) {
        return node.asString()
                .filter(text -> !text.isEmpty())
                .map(text ->
                        (Node) ScalarNode.string(absolute(text), node.place()).withDirective(node.directive()))
                .orElse(node);
    }

    private String absolute(String text) {
        String expanded =
                text.startsWith("~") && home.isPresent() ? CleanPath.join(home.get(), text.substring(1)) : text;
        boolean windows = expanded.length() > 2
                && expanded.charAt(1) == ':'
                && (expanded.charAt(2) == '\\' || expanded.charAt(2) == '/');
        return expanded.startsWith("/") || expanded.startsWith("\\\\") || windows
                ? expanded
                : folder.isEmpty() ? CleanPath.of(expanded) : CleanPath.join(folder, expanded);
    }

    private Node context(Node node) {
        String text = node.asString().orElse("");
        boolean remote = text.contains("://") || text.startsWith("service:");
        for (String prefix : REMOTE) {
            remote |= text.startsWith(prefix);
        }
        return remote ? node : file(node);
    }

    /** A watched path is named as the kernel reports it: without symbolic links. */
    private Node linked(Node node) {
        Node absolute = file(node);
        Optional<String> text = absolute.asString();
        if (text.isEmpty() || !text.get().startsWith("/")) {
            return absolute;
        }
        Path walked = Path.of("/");
        for (Path part : Path.of(text.get())) {
            walked = walked.resolve(part);
            if (files.isSymbolicLink(walked)) {
                try {
                    String real = files.realPath(walked)
                            + text.get().substring(walked.toString().length());
                    return ScalarNode.string(real, node.place());
                } catch (IOException dangling) {
                    return absolute; // nothing there yet: watched under its own name
                }
            }
        }
        return absolute;
    }

    private Node volume(Node node, KeyPath path) {
        Optional<MapNode> volume = node.asMap().filter(map -> map.text("type").equals(Optional.of("bind")));
        if (volume.isEmpty()) {
            return node;
        }
        Optional<Node> source = volume.get().get("source");
        if (source.isEmpty()) {
            findings.problem(
                    StackError.KEY_MISSING,
                    node.place(),
                    path + ": a bind has no source",
                    "add source: <path on the host>");
            return node;
        }
        return volume.get().with("source", file(source.get()));
    }

    private Node driverOptions(Node node) {
        Optional<MapNode> volume = node.asMap().filter(map -> map.text("driver").equals(Optional.of("local")));
        Optional<MapNode> options = volume.flatMap(map -> map.map("driver_opts"));
        if (options.isEmpty() || !options.get().text("o").equals(Optional.of("bind"))) {
            return node;
        }
        Optional<Node> device = options.get().get("device");
        return device.map(path ->
                        (Node) volume.get().with("driver_opts", options.get().with("device", file(path))))
                .orElse(node);
    }
}
