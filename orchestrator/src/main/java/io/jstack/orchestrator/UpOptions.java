package io.jstack.orchestrator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How {@code up} goes about it. Start from {@link #DEFAULT} and change what differs.
 *
 * @param services to bring up, with their dependencies; empty: all
 * @param dependencies whether those are brought up too
 * @param images how images are got, instead of what each service's {@code pull_policy} says
 * @param scale replicas by service, instead of the file's
 * @param orphans what happens to containers of services the file no longer has
 * @param anonymousVolumes {@code REMOVE}: recreated containers get fresh ones
 * @param start {@code LATER}: create only
 * @param ready wait until everything is ready, at most so long
 * @param failure what happens to what was made when something fails
 * @param timeout grace for stopping containers, instead of each service's
 * @param holder who asks, for those who wait for the lock: {@code up by root (pid 812)}
 */
public record UpOptions(
        List<String> services,
        Dependencies dependencies,
        Recreate recreate,
        Images images,
        Map<String, Integer> scale,
        Orphans orphans,
        Engine.AnonymousVolumes anonymousVolumes,
        Start start,
        Optional<Duration> ready,
        Failure failure,
        Optional<Duration> timeout,
        String holder) {
    public static final UpOptions DEFAULT = new UpOptions(
            List.of(),
            Dependencies.INCLUDED,
            Recreate.CHANGED,
            Images.AS_WRITTEN,
            Map.of(),
            Orphans.WARN,
            Engine.AnonymousVolumes.KEEP,
            Start.NOW,
            Optional.empty(),
            Failure.KEEP,
            Optional.empty(),
            "up");

    public UpOptions {
        services = List.copyOf(services);
        scale = Map.copyOf(scale);
    }

    /** {@code --no-deps}, {@code --always-recreate-deps}. */
    public enum Dependencies {
        INCLUDED,
        LEFT_ALONE,
        RECREATED
    }

    /** {@code --force-recreate}, {@code --no-recreate}. */
    public enum Recreate {
        CHANGED,
        ALL,
        NONE
    }

    /** {@code --build}, {@code --no-build}, {@code --pull always|missing|never}. */
    public enum Images {
        AS_WRITTEN,
        BUILD,
        NO_BUILD,
        PULL_ALWAYS,
        PULL_MISSING,
        PULL_NEVER,
        PULL_AND_BUILD
    }

    /** {@code --remove-orphans}. */
    public enum Orphans {
        WARN,
        IGNORE,
        REMOVE
    }

    /** {@code --no-start}. */
    public enum Start {
        NOW,
        LATER
    }

    /** {@code --atomic}. */
    public enum Failure {
        /** What was made stays, and what failed is tried again by the loop. */
        KEEP,
        /** What this call made is removed again, and the stack of before stays the wish. */
        ROLL_BACK
    }

    public UpOptions withServices(List<String> names) {
        return new UpOptions(
                names,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Dependencies value) {
        return new UpOptions(
                services,
                value,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Recreate value) {
        return new UpOptions(
                services,
                dependencies,
                value,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Images value) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                value,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions withScale(Map<String, Integer> replicas) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                replicas,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Orphans value) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                value,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Engine.AnonymousVolumes value) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                value,
                start,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Start value) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                value,
                ready,
                failure,
                timeout,
                holder);
    }

    public UpOptions untilReady(Duration longest) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                Optional.of(longest),
                failure,
                timeout,
                holder);
    }

    public UpOptions with(Failure value) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                value,
                timeout,
                holder);
    }

    public UpOptions withTimeout(Duration grace) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                Optional.of(grace),
                holder);
    }

    public UpOptions heldBy(String who) {
        return new UpOptions(
                services,
                dependencies,
                recreate,
                images,
                scale,
                orphans,
                anonymousVolumes,
                start,
                ready,
                failure,
                timeout,
                who);
    }
}
