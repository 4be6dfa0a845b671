package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stack as a picture: a box for each service, below all it waits for; bars for networks, drums for volumes. No script, no links. */
final class GraphSvg {
    private static final int BOX_WIDTH = 210;
    private static final int BOX_HEIGHT = 78;
    private static final int GAP_X = 40;
    private static final int GAP_Y = 70;
    private static final int MARGIN = 30;
    private static final int BAR_HEIGHT = 26;
    private static final int TEXT_WIDTH = 30;
    private static final Map<String, String> FILLS =
            Map.of("good", "#d9f2df", "busy", "#fdf1cf", "bad", "#f9d6d5", "absent", "#eceff1");

    private final StackGraph graph;
    private final StringBuilder svg = new StringBuilder();
    private final Map<String, int[]> places = new HashMap<>();
    private final Map<String, List<String>> networks = new TreeMap<>();
    private final Map<String, List<String>> volumes = new TreeMap<>();

    private GraphSvg(StackGraph graph) {
        this.graph = graph;
    }

    static String of(StackGraph graph) {
        GraphSvg picture = new GraphSvg(graph);
        picture.draw();
        return picture.svg.toString();
    }

    private void draw() {
        int widest =
                Math.max(1, graph.layers().stream().mapToInt(List::size).max().orElse(1));
        int width = 2 * MARGIN + widest * BOX_WIDTH + (widest - 1) * GAP_X;
        int y = MARGIN + 30;
        for (List<StackGraph.Node> layer : graph.layers()) {
            int x = (width - layer.size() * BOX_WIDTH - (layer.size() - 1) * GAP_X) / 2;
            for (StackGraph.Node node : layer) {
                places.put(node.name(), new int[] {x, y});
                node.networks()
                        .forEach(name -> networks.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(node.name()));
                node.volumes()
                        .forEach(name -> volumes.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(node.name()));
                x += BOX_WIDTH + GAP_X;
            }
            y += BOX_HEIGHT + GAP_Y;
        }
        int bars = y - GAP_Y + 30;
        int height = bars + (networks.size() + volumes.size()) * (BAR_HEIGHT + 8) + MARGIN;
        begin(width, height);
        graph.layers().forEach(layer -> layer.forEach(this::edges));
        graph.layers().forEach(layer -> layer.forEach(this::box));
        int at = bars;
        for (Map.Entry<String, List<String>> network : networks.entrySet()) {
            bar(at, width, "network " + network.getKey(), network.getValue(), "#dbe9f9", 2);
            at += BAR_HEIGHT + 8;
        }
        for (Map.Entry<String, List<String>> volume : volumes.entrySet()) {
            bar(at, width, "volume " + volume.getKey(), volume.getValue(), "#ece3f7", BAR_HEIGHT / 2);
            at += BAR_HEIGHT + 8;
        }
        svg.append("</svg>\n");
    }

    private void begin(int width, int height) {
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#607d8b"/></marker></defs>
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="%d" font-size="16" font-weight="bold">%s</text>
                """.formatted(width, height, width, height, MARGIN, MARGIN, escape(graph.project())));
    }

    /** From what is waited for, down to who waits. */
    private void edges(StackGraph.Node node) {
        int[] to = places.get(node.name());
        for (StackGraph.Edge edge : node.waitsFor()) {
            int[] from = places.get(edge.service());
            if (from == null || to == null) {
                continue; // a dependency that is not required, and not in the stack
            }
            int x1 = from[0] + BOX_WIDTH / 2;
            int y1 = from[1] + BOX_HEIGHT;
            int x2 = to[0] + BOX_WIDTH / 2;
            int y2 = to[1];
            int middle = (y1 + y2) / 2;
            svg.append("""
                    <path d="M%d %d C%d %d %d %d %d %d" fill="none" stroke="#607d8b" marker-end="url(#arrow)"/>
                    <text x="%d" y="%d" fill="#607d8b" text-anchor="middle" font-size="10">%s</text>
                    """.formatted(
                    x1, y1, x1, middle, x2, middle, x2, y2, (x1 + x2) / 2, middle - 3, escape(edge.condition())));
        }
    }

    private void box(StackGraph.Node node) {
        int[] place = places.get(node.name());
        if (place == null) {
            return;
        }
        String state = node.replicas().isEmpty()
                ? "not created"
                : node.replicas().size() == 1
                        ? node.replicas().get(0)
                        : node.replicas().size() + " × " + node.replicas().get(0);
        svg.append("""
                <g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="%s" stroke="#607d8b"/>
                <text x="%d" y="%d" font-weight="bold" font-size="14">%s</text>
                <text x="%d" y="%d" fill="#455a64">%s</text>
                <text x="%d" y="%d">%s</text>
                <text x="%d" y="%d" fill="#455a64" font-size="11">%s</text></g>
                """.formatted(
                        escape(String.join("\n", node.replicas())),
                        place[0],
                        place[1],
                        BOX_WIDTH,
                        BOX_HEIGHT,
                        FILLS.getOrDefault(node.mood(), "white"),
                        place[0] + 10,
                        place[1] + 20,
                        escape(cut(node.name())),
                        place[0] + 10,
                        place[1] + 36,
                        escape(cut(node.image())),
                        place[0] + 10,
                        place[1] + 53,
                        escape(cut(state)),
                        place[0] + 10,
                        place[1] + 69,
                        escape(cut(String.join(", ", node.ports())))));
    }

    private void bar(int y, int width, String name, List<String> users, String fill, int radius) {
        svg.append("""
                <rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="%s" stroke="#90a4ae"/>
                <text x="%d" y="%d">%s</text>
                """.formatted(
                        MARGIN,
                        y,
                        width - 2 * MARGIN,
                        BAR_HEIGHT,
                        radius,
                        fill,
                        MARGIN + 16,
                        y + 17,
                        escape(name + ": " + String.join(", ", users))));
    }

    private static String cut(String text) {
        return text.length() <= TEXT_WIDTH ? text : text.substring(0, TEXT_WIDTH - 1) + "…";
    }

    /** Names come from a file that anybody may have written. */
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
