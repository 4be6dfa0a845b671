package io.jstack.images.build;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.ImageError;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.DockerfileParser;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.values.JstackException;
import java.util.List;

/** {@code --change} of {@code docker commit} and {@code import}: Dockerfile instructions that only touch the config. */
public final class ConfigChanges {
    private ConfigChanges() {}

    /**
     * What an image says after {@code changes}.
     *
     * @throws JstackException {@link ImageError#DOCKERFILE_INVALID}, {@link ImageError#DOCKERFILE_UNSUPPORTED}
     */
    public static ContainerDefaults apply(ContainerDefaults before, List<String> changes) {
        if (changes.isEmpty()) {
            return before;
        }
        Dockerfile file = DockerfileParser.parse("--change", String.join("\n", changes));
        ContainerDraft draft = new ContainerDraft(before);
        ConfigInstructions config = new ConfigInstructions(file);
        for (Instruction instruction : file.instructions()) {
            if (instruction.keyword() == Keyword.WORKDIR) {
                draft.workingDir = WorkingDirectory.join(
                        draft.workingDir.isEmpty() ? "/" : draft.workingDir,
                        Expansion.of(file, instruction, instruction.arguments(), draft.env));
            } else if (!config.apply(instruction, draft, draft.env)) {
                throw file.error(
                        ImageError.DOCKERFILE_UNSUPPORTED,
                        instruction,
                        "%s cannot be a change".formatted(instruction.keyword()),
                        "use CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, SHELL, STOPSIGNAL, USER, VOLUME or WORKDIR");
            }
        }
        return draft.finish();
    }
}
