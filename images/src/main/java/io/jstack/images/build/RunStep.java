package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.build.BuildStep.BuildNetwork;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.Flag;
import io.jstack.images.dockerfile.Heredoc;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.layer.MergedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code RUN}: a container over the layers so far; what it wrote is the next layer. */
final class RunStep {
    private static final String SCRIPT = "/.jstack-run";

    private final Build build;
    private final Dockerfile file;

    RunStep(Build build) {
        this.build = build;
        this.file = build.stages().file();
    }

    void run(Instruction instruction, StageState state, int number) throws IOException, InterruptedException {
        try (RunMounts mounts = new RunMounts(build, instruction, state)) {
            run(instruction, state, number, mounts);
        }
    }

    private void run(Instruction instruction, StageState state, int number, RunMounts mounts)
            throws IOException, InterruptedException {
        BuildNetwork network = network(instruction);
        Optional<String> script = script(instruction);
        List<String> args = args(instruction, state, script);
        Map<String, String> env = state.processEnv(build.proxies());
        Digest key = state.next(keyParts(args, script, network, state, mounts));
        Optional<BuiltLayer> known = build.maker().find(key, state.layers);
        String createdBy = "RUN " + String.join(" ", args) + " # buildkit";
        if (known.isPresent()) {
            build.progress().on(new ImageProgress.StepCached(number));
            state.add(known.get(), key, createdBy);
            return;
        }
        mounts.open();
        env.putAll(mounts.env());
        Path upper = build.freshTree(state);
        Path work = build.maker().store().layers().freshWork();
        try {
            if (script.isPresent()) {
                Files.writeString(upper.resolve(SCRIPT.substring(1)), script.get());
                Files.setPosixFilePermissions(
                        upper.resolve(SCRIPT.substring(1)), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            MountStubs stubs;
            try (MergedTree below = new MergedTree(state.trees())) {
                stubs = new MountStubs(mounts.mounts(), below);
            }
            StepOutputLines output = new StepOutputLines(build.progress(), number);
            int code = build.containers()
                    .run(new BuildStep(
                            state.trees(),
                            upper,
                            work,
                            env,
                            state.container.user,
                            state.workingDir(),
                            args,
                            network,
                            mounts.mounts(),
                            build.request().shm(),
                            build.request().extraHosts(),
                            output));
            output.finish();
            if (code != 0) {
                throw failed(instruction, args, code, output);
            }
            stubs.remove(upper);
            Files.deleteIfExists(upper.resolve(SCRIPT.substring(1)));
            state.add(build.maker().make(upper, key), key, createdBy);
        } finally {
            build.maker().store().layers().discard(work);
            build.maker().store().layers().discard(upper); // nothing there any more when it became a layer
        }
    }

    private List<String> keyParts(
            List<String> args, Optional<String> script, BuildNetwork network, StageState state, RunMounts mounts)
            throws IOException, InterruptedException {
        List<String> parts = new ArrayList<>(List.of("RUN", network.name(), state.container.user, state.workingDir()));
        parts.addAll(args);
        parts.add(script.orElse(""));
        parts.addAll(mounts.keyParts());
        // a proxy's address is how this machine reaches the world, not what is built
        state.processEnv(Map.of()).forEach((name, value) -> parts.add(name + "=" + value));
        return parts;
    }

    /** {@code RUN <<EOF} with a first line {@code #!…} is a program of its own. */
    private static Optional<String> script(Instruction instruction) {
        boolean only = instruction.heredocs().size() == 1
                && instruction.arguments().matches("[0-9]*<<-?['\"]?[^\\s'\"]+['\"]?");
        return only && instruction.heredocs().get(0).content().startsWith("#!")
                ? Optional.of(instruction.heredocs().get(0).content())
                : Optional.empty();
    }

    private static List<String> args(Instruction instruction, StageState state, Optional<String> script) {
        if (script.isPresent()) {
            return List.of(SCRIPT);
        }
        if (instruction.json().isPresent()) {
            return instruction.json().get();
        }
        if (instruction.heredocs().isEmpty()) {
            return state.container.inShell(instruction.arguments());
        }
        boolean only =
                instruction.heredocs().size() == 1 && instruction.arguments().matches("<<-?['\"]?[^\\s'\"]+['\"]?");
        if (only) {
            return state.container.inShell(instruction.heredocs().get(0).content());
        }
        StringBuilder text = new StringBuilder(instruction.arguments()).append('\n');
        for (Heredoc heredoc : instruction.heredocs()) {
            text.append(heredoc.content()).append(heredoc.name()).append('\n');
        }
        return state.container.inShell(text.toString());
    }

    private BuildNetwork network(Instruction instruction) {
        for (Flag flag : instruction.flags()) {
            boolean plain = flag.name().equals("security") && flag.value().equals("sandbox");
            if (!plain && !flag.name().equals("network") && !flag.name().equals("mount")) {
                throw unsupported(flag);
            }
        }
        return instruction
                .flag("network")
                .map(flag -> switch (flag.value()) {
                    case "default" -> BuildNetwork.DEFAULT;
                    case "none" -> BuildNetwork.NONE;
                    case "host" -> BuildNetwork.HOST;
                    default ->
                        throw file.error(
                                ImageError.DOCKERFILE_INVALID,
                                flag.place(),
                                "--network cannot be '" + flag.value() + "'",
                                "use default, none or host");
                })
                .orElse(build.request().network());
    }

    private RuntimeException unsupported(Flag flag) {
        return file.error(
                ImageError.DOCKERFILE_UNSUPPORTED,
                flag.place(),
                "RUN %s is not supported".formatted(flag),
                "do without it: build steps get no further rights and no devices");
    }

    private RuntimeException failed(Instruction instruction, List<String> args, int code, StepOutputLines output) {
        String command = String.join(" ", args);
        String tail = output.tail();
        return file.error(
                ImageError.RUN_FAILED,
                instruction,
                "'%s' ended with exit code %d%s".formatted(command, code, tail.isEmpty() ? "" : ":\n" + tail),
                switch (code) {
                    case 127 -> "install the program that is missing, or mend its name";
                    case 126 -> "make the program executable";
                    case 137 -> "see whether the step needs more memory than there is";
                    default -> "mend the command; the steps before it are cached";
                });
    }
}
