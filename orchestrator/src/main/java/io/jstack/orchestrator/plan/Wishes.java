package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.UpOptions.Orphans;
import io.jstack.orchestrator.UpOptions.Recreate;
import io.jstack.orchestrator.UpOptions.Start;
import io.jstack.orchestrator.model.Stack;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person or the loop wants besides the stack.
 *
 * @param mode who asks
 * @param services to look at; others are left as they are
 * @param recreateAlways services made anew even when nothing changed
 * @param images by service, as far as known; a service without an entry keeps the image it has
 * @param stopped replicas (as {@code web-1}) a person stopped: the loop leaves them
 * @param resting replicas that something is being done to already, or that wait for their next attempt: the loop leaves them
 * @param done one-shot services that finished, with the hash they had
 * @param before the stack as it was, to say what changed
 */
public record Wishes(
        Mode mode,
        Set<String> services,
        Recreate recreate,
        Set<String> recreateAlways,
        AnonymousVolumes anonymousVolumes,
        Orphans orphans,
        Start start,
        Dependencies dependencies,
        Map<String, Image> images,
        Set<String> stopped,
        Set<String> resting,
        Map<String, String> done,
        Optional<Stack> before) {
    public Wishes {
        services = Set.copyOf(services);
        recreateAlways = Set.copyOf(recreateAlways);
        images = Map.copyOf(images);
        stopped = Set.copyOf(stopped);
        resting = Set.copyOf(resting);
        done = Map.copyOf(done);
    }

    /** A plain {@code up} of every service of the stack, with these images. */
    public static Wishes up(Stack stack, Map<String, Image> images) {
        return new Wishes(
                Mode.UP,
                stack.services().keySet(),
                Recreate.CHANGED,
                Set.of(),
                AnonymousVolumes.KEEP,
                Orphans.WARN,
                Start.NOW,
                Dependencies.AWAITED,
                images,
                Set.of(),
                Set.of(),
                Map.of(),
                Optional.empty());
    }

    /**
     * What the loop wants of the services that are up.
     *
     * @param images of the services that follow their image's name wherever it points
     */
    public static Wishes keep(
            Set<String> services,
            Set<String> stopped,
            Set<String> resting,
            Map<String, String> done,
            Map<String, Image> images) {
        return new Wishes(
                Mode.KEEP,
                services,
                Recreate.CHANGED,
                Set.of(),
                AnonymousVolumes.KEEP,
                Orphans.IGNORE,
                Start.NOW,
                Dependencies.AWAITED,
                images,
                stopped,
                resting,
                done,
                Optional.empty());
    }

    /** Who asks. */
    public enum Mode {
        /** A person: what is stopped is started, and starts wait for what they need. */
        UP,
        /** The loop: policies and a person's wishes hold, and what cannot start yet is left for the next plan. */
        KEEP
    }

    /** Whether starts wait for what the services depend on ({@code --no-deps} says no). */
    public enum Dependencies {
        AWAITED,
        IGNORED
    }

    /** What is known of a service's image. */
    public sealed interface Image {
        /** It is in the store. */
        record Present(ImageFacts facts) implements Image {}

        /** It has to be got first. */
        record Wanted(ImageWhen when) implements Image {}
    }
}
