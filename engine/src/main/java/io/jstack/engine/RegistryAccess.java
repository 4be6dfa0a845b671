package io.jstack.engine;

import io.jstack.images.Reference;
import io.jstack.images.distro.DistroImages;
import java.util.List;

/** Registries themselves, as commands use them. Credentials are those of the user the engine runs as. */
public final class RegistryAccess {
    private final Rooms rooms;

    RegistryAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Tries credentials at a registry, {@code host[:port]} or {@code docker.io}, and keeps them. */
    public void login(String server, String user, String password) throws InterruptedException {
        rooms.images().login().login(server, user, password);
    }

    /** Forgets credentials; false when there were none. */
    public boolean logout(String server) {
        return rooms.images().login().logout(server);
    }

    /** The tags of a repository. */
    public List<String> tags(String name) throws InterruptedException {
        return rooms.images().remote().tags(Reference.parse(name));
    }

    /**
     * The image's whole name with the digest that its registry has for it now. One with a digest stays as it is, and so does one that is
     * made of this machine's packages.
     */
    public String pinned(String image) throws InterruptedException {
        Reference name = Reference.parse(image);
        return name.digest().isPresent() || DistroImages.isDistro(name)
                ? image
                : name.withDigest(rooms.images().remote().digest(name)).toString();
    }

    /** Removes an image from its registry: the digest of its manifest. */
    public String remove(String name) throws InterruptedException {
        return rooms.images().remote().remove(Reference.parse(name)).toString();
    }

    /** One image that a search found. */
    public record Found(String name, String description, int stars, boolean isOfficial) {}

    /** Asks the search of Docker Hub, or of the registry that {@code term} begins with. */
    public List<Found> search(String term, int limit) throws InterruptedException {
        return rooms.images().login().search(term, limit).stream()
                .map(one -> new Found(one.name(), one.description(), one.stars(), one.isOfficial()))
                .toList();
    }
}
