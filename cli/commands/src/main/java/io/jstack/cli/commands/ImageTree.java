package io.jstack.cli.commands;

import io.jstack.engine.ImageAccess;
import io.jstack.engine.ImageAccess.Named;
import io.jstack.engine.ImageAccess.Step;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code images --tree}: each image once, its names, and what its layers hold. */
final class ImageTree {
    private static final int WIDTH = 70;

    private final ImageAccess images;

    ImageTree(ImageAccess images) {
        this.images = images;
    }

    void print(List<Named> found, PrintStream out) {
        Map<String, List<Named>> byId = new LinkedHashMap<>();
        found.forEach(image ->
                byId.computeIfAbsent(image.id(), id -> new ArrayList<>()).add(image));
        byId.forEach((id, names) -> {
            Named first = names.get(0);
            out.println(Words.shortId(id) + "  " + first.size() + (first.isUsed() ? "  in use" : ""));
            names.stream()
                    .filter(name -> !name.tag().equals("<none>"))
                    .forEach(name -> out.println("├─ " + name.repository() + ":" + name.tag()));
            List<Step> layers = images.history(id).stream()
                    .filter(step -> step.size().value() > 0)
                    .toList();
            for (int i = 0; i < layers.size(); i++) {
                Step layer = layers.get(i);
                out.println((i == layers.size() - 1 ? "└─ " : "├─ ") + "%-10s %s".formatted(layer.size(), said(layer)));
            }
        });
    }

    private static String said(Step layer) {
        String text = (layer.createdBy().isEmpty() ? layer.comment() : layer.createdBy()).replaceAll("\\s+", " ");
        return text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text;
    }
}
