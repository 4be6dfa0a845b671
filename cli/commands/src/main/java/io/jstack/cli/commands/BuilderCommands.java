package io.jstack.cli.commands;

import java.util.Map;

/** {@code jstack builder …}: docker's other name for what is done with images. */
final class BuilderCommands {
    static final Group GROUP =
            new Group("builder", "The builder, as docker names it.", Map.of("build", ImageBuildCommand::new));

    private BuilderCommands() {}
}
