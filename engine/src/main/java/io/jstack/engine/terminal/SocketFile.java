package io.jstack.engine.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Who may connect to a socket of the engine: root, and a group that is root in effect. */
public final class SocketFile {
    private SocketFile() {}

    /**
     * Lets root and the group in, into the socket and its directory.
     *
     * @param group by name; where the host has none, since jstack was not installed, only root is let in
     */
    public static void admit(Path socket, String group) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        try {
            GroupPrincipal principal =
                    socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            for (Path path : new Path[] {socket, socket.toAbsolutePath().getParent()}) {
                Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(principal);
            }
        } catch (IOException noSuchGroup) {
            // a host where jstack was not installed has no group: then only root is let in
        }
    }
}
