package io.jstack.runtime.oci;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A container as the OCI runtime specification describes it (config.md).
 *
 * @param ociVersion the version of the specification the record follows
 * @param hostname empty: the host's name stays
 * @param domainname empty: the NIS domain name stays
 * @param mounts in the order they are made
 * @param annotations free text for people and tools, sorted by key so that equal specs print equally
 */
public record RuntimeSpec(
        String ociVersion,
        ProcessSpec process,
        Root root,
        String hostname,
        String domainname,
        List<Mount> mounts,
        Linux linux,
        Map<String, String> annotations) {
    /** The version written into every spec made here. */
    public static final String VERSION = "1.2.0";

    public RuntimeSpec {
        mounts = List.copyOf(mounts);
        annotations = Maps.sorted(annotations);
    }

    public RuntimeSpec withProcess(ProcessSpec process) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    public RuntimeSpec withRoot(Root root) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    public RuntimeSpec withHostname(String hostname) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    public RuntimeSpec withDomainname(String domainname) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    public RuntimeSpec withMounts(List<Mount> mounts) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    /** Adds mounts behind the present ones; one on the same destination takes the earlier one's place. */
    public RuntimeSpec plusMounts(List<Mount> more) {
        List<Mount> kept = mounts.stream()
                .filter(mount ->
                        more.stream().noneMatch(other -> other.destination().equals(mount.destination())))
                .toList();
        return withMounts(Stream.concat(kept.stream(), more.stream()).toList());
    }

    public RuntimeSpec withLinux(Linux linux) {
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, annotations);
    }

    public RuntimeSpec withAnnotation(String key, String value) {
        Map<String, String> more = new TreeMap<>(annotations);
        more.put(key, value);
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, more);
    }
}
