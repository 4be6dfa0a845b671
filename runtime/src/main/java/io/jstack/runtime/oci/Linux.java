package io.jstack.runtime.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What only Linux has: {@code linux} of config-linux.md.
 *
 * @param namespaces the ones made or joined; a kind that is absent is shared with the host
 * @param cgroupsPath the container's cgroup, {@code /jstack/<id>}
 * @param maskedPaths unreadable inside; a path that does not exist is skipped
 * @param devices nodes made beside the default ones
 */
public record Linux(
        List<Namespace> namespaces,
        String cgroupsPath,
        Resources resources,
        List<Device> devices,
        Map<String, String> sysctl,
        Optional<Seccomp> seccomp,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        Optional<String> rootfsPropagation) {
    public Linux {
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        sysctl = Maps.sorted(sysctl);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
    }

    public Optional<Namespace> namespace(Namespace.Type type) {
        return namespaces.stream().filter(n -> n.type() == type).findFirst();
    }

    public Linux withNamespaces(List<Namespace> namespaces) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    /** Makes or joins this one instead of whatever stood for its kind. */
    public Linux withNamespace(Namespace namespace) {
        return withNamespaces(Stream.concat(
                        namespaces.stream().filter(n -> n.type() != namespace.type()), Stream.of(namespace))
                .toList());
    }

    /** Shares the host's namespace of this kind. */
    public Linux withoutNamespace(Namespace.Type type) {
        return withNamespaces(namespaces.stream().filter(n -> n.type() != type).toList());
    }

    public Linux withCgroupsPath(String cgroupsPath) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withResources(Resources resources) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withDevices(List<Device> devices) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withSysctl(Map<String, String> sysctl) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withSeccomp(Optional<Seccomp> seccomp) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withMaskedPaths(List<String> maskedPaths) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }

    public Linux withReadonlyPaths(List<String> readonlyPaths) {
        return new Linux(
                namespaces,
                cgroupsPath,
                resources,
                devices,
                sysctl,
                seccomp,
                maskedPaths,
                readonlyPaths,
                rootfsPropagation);
    }
}
