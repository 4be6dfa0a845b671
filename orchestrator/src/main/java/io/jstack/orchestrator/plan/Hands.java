package io.jstack.orchestrator.plan;

import java.util.concurrent.CompletionStage;

/** Carries actions out, each kind in its way. The stage ends when the action is done, or with what it failed of. */
public interface Hands {
    CompletionStage<?> ensureImage(Action.EnsureImage action);

    CompletionStage<?> ensureNetwork(Action.EnsureNetwork action);

    CompletionStage<?> recreateNetwork(Action.RecreateNetwork action);

    CompletionStage<?> removeNetwork(Action.RemoveNetwork action);

    CompletionStage<?> ensureVolume(Action.EnsureVolume action);

    CompletionStage<?> removeVolume(Action.RemoveVolume action);

    CompletionStage<?> removeImage(Action.RemoveImage action);

    CompletionStage<?> createContainer(Action.CreateContainer action);

    CompletionStage<?> recreateContainer(Action.RecreateContainer action);

    CompletionStage<?> startContainer(Action.StartContainer action);

    CompletionStage<?> restartContainer(Action.RestartContainer action);

    CompletionStage<?> stopContainer(Action.StopContainer action);

    CompletionStage<?> removeContainer(Action.RemoveContainer action);

    CompletionStage<?> repairContainer(Action.RepairContainer action);

    CompletionStage<?> await(Action.Await action);
}
