package io.jstack.engine.terminal;

import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may speak to the engine: root, the engine's own user, and the members of the socket's group, which therefore is root in
 * effect. Credentials are the kernel's, SO_PEERCRED of unix(7). A peer that sees other files than the engine does is turned away
 * too, because its paths would mean something else here.
 */
final class Admission {
    private static final Path PROC = Path.of("/proc");

    private final Optional<Integer> group;

    /** @param group the name in /etc/group whose members are let in */
    Admission(String group) {
        this.group = groupId(group);
    }

    /** Why this peer is turned away; empty when it is welcome. */
    Optional<String> refusal(PeerCredentials peer) {
        if (!mayEnter(peer)) {
            return Optional.of("user " + peer.uid() + " is neither root nor in the engine's group");
        }
        try {
            return seesTheSame(peer.pid())
                    ? Optional.empty()
                    : Optional.of("process " + peer.pid()
                            + " sees other files than the engine (another mount namespace or root)");
        } catch (IOException e) {
            return Optional.of("process " + peer.pid() + " cannot be seen from the engine's pid namespace");
        }
    }

    /** Whether a path means the same to this process as to the engine. */
    boolean seesTheSame(int pid) throws IOException {
        return sees(pid, "ns/mnt") && Files.readSymbolicLink(link(pid, "root")).equals(Path.of("/"));
    }

    private boolean mayEnter(PeerCredentials peer) {
        if (peer.uid() == 0 || peer.uid() == ownUser()) {
            return true;
        }
        return group.isPresent() && groups(peer).contains(group.get());
    }

    private static boolean sees(int pid, String link) throws IOException {
        return Files.readSymbolicLink(link(pid, link)).equals(Files.readSymbolicLink(PROC.resolve("self/" + link)));
    }

    private static Path link(int pid, String name) {
        return PROC.resolve(pid + "/" + name);
    }

    /** SO_PEERCRED knows the primary group only; the others stand in proc(5) status. */
    private static List<Integer> groups(PeerCredentials peer) {
        List<Integer> groups = new ArrayList<>();
        for (int gid : peer.gids()) {
            groups.add(gid);
        }
        ProcessStatus.field(Integer.toString(peer.pid()), "Groups:")
                .forEach(text -> groups.add(Integer.parseInt(text)));
        return groups;
    }

    /** Who the engine runs as. */
    static int ownUser() {
        return Integer.parseInt(ProcessStatus.field("self", "Uid:").get(1));
    }

    private static Optional<Integer> groupId(String group) {
        try {
            return Files.readAllLines(Path.of("/etc/group")).stream()
                    .map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 2 && fields[0].equals(group))
                    .map(fields -> Integer.parseInt(fields[2]))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
