package io.jstack.cli.commands;

import io.jstack.orchestrator.Progress;
import java.util.function.Consumer;

/** What the image room tells, a line at a time, as steps of a command's progress. */
final class ImageProgressLines {
    private ImageProgressLines() {}

    static Consumer<String> of(Progress progress, String name) {
        return line -> progress.on(new Progress.Step(Progress.Resource.IMAGE, name, Progress.State.WORKING, line));
    }

    static void done(Progress progress, String name, String what) {
        progress.on(new Progress.Step(Progress.Resource.IMAGE, name, Progress.State.DONE, what));
    }
}
