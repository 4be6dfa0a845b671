package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.History.LayerEffect;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.DockerfileParser;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.dockerfile.Pairs;
import io.jstack.images.layer.LayerCopy;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries one stage's instructions out, from its base to its last. */
final class StageBuilder {
    /** Those that take time and make layers: what a user sees as steps. */
    static final Set<Keyword> STEPS = Set.of(Keyword.FROM, Keyword.RUN, Keyword.COPY, Keyword.ADD, Keyword.WORKDIR);

    private final Build build;
    private final StepNumbers numbers;
    private final Map<String, String> globals;
    private final ConfigInstructions config;

    StageBuilder(Build build, StepNumbers numbers, Map<String, String> globals) {
        this.build = build;
        this.numbers = numbers;
        this.globals = globals;
        this.config = new ConfigInstructions(build.stages().file());
    }

    StageState run(Stage stage, String base) throws IOException, InterruptedException {
        StageState state = base(stage, base);
        List<String> triggers = state.container.onBuild;
        state.container.onBuild = List.of();
        for (String trigger : triggers) {
            Dockerfile parsed = DockerfileParser.parse("ONBUILD of " + base, trigger);
            parsed.instructions().forEach(i -> numbers.more(STEPS.contains(i.keyword()) ? 1 : 0));
            for (Instruction instruction : parsed.instructions()) {
                step(instruction, stage, state);
            }
        }
        for (Instruction instruction : stage.steps()) {
            step(instruction, stage, state);
        }
        return state;
    }

    private StageState base(Stage stage, String base) throws InterruptedException {
        int number = numbers.next();
        long start = System.nanoTime();
        build.progress().on(started(number, stage, "FROM " + base));
        Platform platform = platform(stage);
        StageState state;
        Optional<Stage> other = build.stages().find(base, stage.index());
        Optional<NamedContext> context =
                Optional.ofNullable(build.request().contexts().get(base));
        if (context.isPresent()) {
            Image image = build.named(context.get());
            state = StageState.on(image, build.maker().store().layersOf(image.id()));
        } else if (other.isPresent()) {
            state = StageState.on(build.finished(other.get()).orElseThrow());
        } else if (base.equals("scratch")) {
            state = StageState.scratch(platform);
        } else {
            state = image(stage, base);
        }
        done(number, start);
        return state;
    }

    private ImageProgress.StepStarted started(int number, Stage stage, String what) {
        return new ImageProgress.StepStarted(number, stage.title(), numbers.inStage(), numbers.of(), what);
    }

    private StageState image(Stage stage, String base) throws InterruptedException {
        try {
            Image image = build.image(Reference.parse(base));
            return StageState.on(image, build.maker().store().layersOf(image.id()));
        } catch (JstackException e) {
            if (e.code() == ImageError.IMAGE_NOT_FOUND || e.code() == ImageError.INVALID_REFERENCE) {
                throw build.stages()
                        .file()
                        .error(
                                (ImageError) e.code(),
                                stage.from(),
                                e.problems().get(0).message(),
                                e.problems().get(0).remedy());
            }
            throw e;
        }
    }

    private Platform platform(Stage stage) {
        Platform wanted = build.request().platform();
        stage.from().flag("platform").ifPresent(flag -> {
            String text = Expansion.of(build.stages().file(), stage.from(), flag.value(), globals);
            if (!wanted.runs(Platform.parse(text))) {
                throw build.stages()
                        .file()
                        .error(
                                ImageError.PLATFORM_MISMATCH,
                                flag.place(),
                                "this machine runs %s, not %s".formatted(wanted, text),
                                "leave --platform out");
            }
        });
        return wanted;
    }

    private void step(Instruction instruction, Stage stage, StageState state) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the build was cancelled");
        }
        if (!STEPS.contains(instruction.keyword())) {
            quiet(instruction, state);
            return;
        }
        int number = numbers.next();
        long start = System.nanoTime();
        build.progress().on(started(number, stage, instruction.toString()));
        try {
            switch (instruction.keyword()) {
                case RUN -> new RunStep(build).run(instruction, state, number);
                case COPY, ADD -> new CopyStep(build).copy(instruction, state, number);
                default -> workingDirectory(instruction, state, number);
            }
        } catch (JstackException e) {
            build.progress()
                    .on(new ImageProgress.StepFailed(
                            number,
                            e.problems().get(0).message().lines().findFirst().orElse("")));
            throw e;
        }
        done(number, start);
    }

    private void done(int number, long start) {
        build.progress().on(new ImageProgress.StepDone(number, Duration.ofNanos(System.nanoTime() - start)));
    }

    private void quiet(Instruction instruction, StageState state) {
        if (instruction.keyword() == Keyword.ARG) {
            arg(instruction, state);
        } else {
            config.apply(instruction, state.container, state.variables());
            if (instruction.keyword() == Keyword.ONBUILD) {
                return; // it has not happened yet: BuildKit's history is silent too
            }
            state.note(instruction.toString(), LayerEffect.EMPTY);
        }
    }

    private void arg(Instruction instruction, StageState state) {
        Dockerfile file = build.stages().file();
        for (Pairs.Pair pair : Pairs.ofWords(instruction.arguments(), file.escape())) {
            String given = build.request().args().get(pair.name());
            if (given != null) {
                state.args.put(pair.name(), given);
            } else if (pair.value().isPresent()) {
                state.args.put(
                        pair.name(),
                        Expansion.of(file, instruction, pair.value().get(), state.variables()));
            } else if (globals.containsKey(pair.name())) {
                state.args.put(pair.name(), globals.getOrDefault(pair.name(), ""));
            }
        }
        state.note(instruction.toString(), LayerEffect.EMPTY);
    }

    /** Makes the directory, for the user in whose name it is entered, unless it is there. */
    private void workingDirectory(Instruction instruction, StageState state, int number) throws IOException {
        Dockerfile file = build.stages().file();
        String written = Expansion.of(file, instruction, instruction.arguments(), state.variables());
        if (written.isBlank()) {
            throw file.error(
                    ImageError.DOCKERFILE_INVALID, instruction, "WORKDIR has an empty path", "write an absolute path");
        }
        String path = WorkingDirectory.join(state.workingDir(), written);
        state.container.workingDir = path;
        try (MergedTree below = new MergedTree(state.trees())) {
            List<String> real = below.resolve(MergedTree.parts(path));
            if (real.isEmpty()
                    || below.find(real).filter(e -> e.stat().isDirectory()).isPresent()) {
                state.note(instruction.toString(), LayerEffect.EMPTY);
                return;
            }
            Ownership owner = owner(state.container.user, new Accounts(below));
            Digest key = state.next(List.of("WORKDIR", path, owner.toString()));
            Optional<BuiltLayer> known = build.maker().find(key, state.layers);
            if (known.isPresent()) {
                build.progress().on(new ImageProgress.StepCached(number));
                state.add(known.get(), key, instruction.toString());
                return;
            }
            Path tree = build.freshTree(state);
            try (LayerCopy copy = new LayerCopy(tree, below)) {
                copy.makeDirectory(real, owner);
                state.add(build.maker().make(tree, key), key, instruction.toString());
            } finally {
                build.maker().store().layers().discard(tree); // nothing there any more when it became a layer
            }
        }
    }

    private static Ownership owner(String user, Accounts accounts) throws IOException {
        String name = user.split(":", 2)[0];
        Optional<Accounts.User> found = name.isEmpty() ? Optional.empty() : accounts.user(name);
        return found.map(u -> new Ownership(u.uid(), u.gid(), Optional.empty())).orElse(Ownership.ROOT);
    }
}
