package io.jstack.engine;

import io.jstack.orchestrator.model.Service;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.JstackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compose {@code init: true}: tini(1) as process 1, which hands signals on and reaps orphans. The statically linked program of Debian's
 * package is bound where Docker binds its own. As there, it stands before no process that does not become the first of its namespace.
 */
final class InitProgram {
    private static final Path PROGRAM = Path.of("/usr/bin/tini-static");
    private static final String PLACE = "/sbin/docker-init";

    private InitProgram() {}

    static boolean isWanted(Service service) {
        return service.execution().init()
                && service.security()
                        .pid()
                        .filter(mode -> !mode.equals("private"))
                        .isEmpty();
    }

    /** Refuses what cannot be started here. */
    static void require(Service service) {
        if (isWanted(service) && !Files.isExecutable(PROGRAM)) {
            throw new JstackException(
                    EngineError.INIT_MISSING,
                    "service %s asks for init: true, and this machine has no %s".formatted(service.name(), PROGRAM),
                    "apt-get install tini");
        }
    }

    /** Puts it before the program of the spec. */
    static RuntimeSpec applyTo(RuntimeSpec spec) {
        List<String> args = Stream.concat(Stream.of(PLACE, "--"), spec.process().args().stream())
                .toList();
        return spec.withProcess(spec.process().withArgs(args))
                .plusMounts(List.of(Mount.bind(PROGRAM.toString(), PLACE, "ro", "rprivate")));
    }
}
