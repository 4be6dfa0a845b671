package io.jstack.images.build;

import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.dockerfile.Pairs;
import io.jstack.images.dockerfile.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A Dockerfile's stages, and which of them the wanted one needs.
 *
 * @param globals the ARGs before the first FROM
 */
record Stages(Dockerfile file, List<Pairs.Pair> globals, List<Stage> all) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]*");

    static Stages of(Dockerfile file) {
        List<Pairs.Pair> globals = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        List<Instruction> steps = new ArrayList<>();
        for (Instruction instruction : file.instructions()) {
            if (instruction.keyword() == Keyword.FROM) {
                steps = new ArrayList<>();
                stages.add(stage(file, stages.size(), instruction, steps));
            } else if (!stages.isEmpty()) {
                steps.add(instruction);
            } else if (instruction.keyword() == Keyword.ARG) {
                globals.addAll(Pairs.ofWords(instruction.arguments(), file.escape()));
            } else {
                throw file.error(
                        ImageError.DOCKERFILE_INVALID,
                        instruction,
                        instruction.keyword() + " stands before the first FROM",
                        "begin with FROM; only ARG may stand before it");
            }
        }
        if (stages.isEmpty()) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    file.instructions().get(0),
                    "the file has no FROM",
                    "name a base image, such as FROM debian:bookworm-slim");
        }
        return new Stages(file, globals, stages);
    }

    private static Stage stage(Dockerfile file, int index, Instruction from, List<Instruction> steps) {
        List<String> words = Words.split(from.arguments(), file.escape());
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.size() != 1 && !named) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    from,
                    "FROM takes an image, and after AS a name",
                    "write FROM image, or FROM image AS name");
        }
        Optional<String> name = named ? Optional.of(words.get(2).toLowerCase(Locale.ROOT)) : Optional.empty();
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID,
                    from,
                    "'" + name.get() + "' cannot be the name of a stage",
                    "begin with a letter, then use letters, digits, _, . and -");
        }
        return new Stage(index, name, words.get(0), from, steps);
    }

    /** The stage called {@code name}, among those before {@code before}; of two with one name, the later. */
    Optional<Stage> find(String name, int before) {
        return all.stream()
                .filter(stage -> stage.index() < before && stage.isCalled(name))
                .reduce((first, second) -> second);
    }

    /** The stage to end at: the last, or the one asked for. */
    Stage target(Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return all.get(all.size() - 1);
        }
        return find(wanted.get(), all.size())
                .orElseThrow(() -> file.error(
                        ImageError.STAGE_NOT_FOUND,
                        all.get(all.size() - 1).from(),
                        "no stage is called '" + wanted.get() + "'",
                        "use one of " + all.stream().map(Stage::title).toList()));
    }

    /** {@code target} and every stage it needs, in the file's order. */
    List<Stage> neededFor(Stage target, Map<Stage, String> bases) {
        TreeSet<Integer> indexes = new TreeSet<>();
        need(target, bases, indexes);
        return indexes.stream().map(all::get).toList();
    }

    private void need(Stage stage, Map<Stage, String> bases, TreeSet<Integer> indexes) {
        if (!indexes.add(stage.index())) {
            return;
        }
        find(bases.getOrDefault(stage, stage.base()), stage.index()).ifPresent(s -> need(s, bases, indexes));
        for (Instruction step : stage.steps()) {
            step.flag("from").flatMap(f -> find(f.value(), stage.index())).ifPresent(s -> need(s, bases, indexes));
            step.flags("mount").stream()
                    .flatMap(mount -> Arrays.stream(mount.value().split(",", -1)))
                    .filter(option -> option.startsWith("from="))
                    .flatMap(option -> find(option.substring("from=".length()), stage.index()).stream())
                    .forEach(s -> need(s, bases, indexes));
        }
    }

    /** Each stage's base with the global ARGs put in. */
    Map<Stage, String> bases(Map<String, String> values) {
        Map<Stage, String> result = new LinkedHashMap<>();
        for (Stage stage : all) {
            String base = Expansion.of(file, stage.from(), stage.base(), values);
            if (base.isBlank()) {
                throw file.error(
                        ImageError.DOCKERFILE_INVALID,
                        stage.from(),
                        "FROM " + stage.base() + " names no image: the variable is empty",
                        "give it a value: --build-arg, args in the stack file, or a default behind ARG");
            }
            result.put(stage, base);
        }
        return result;
    }
}
