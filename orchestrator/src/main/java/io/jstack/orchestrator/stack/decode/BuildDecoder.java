package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Build;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code build}. */
final class BuildDecoder {
    private BuildDecoder() {}

    static Build of(Fields build) {
        return new Build(
                build.text("context").orElse("."),
                build.text("dockerfile"),
                build.text("dockerfile_inline"),
                build.pairs("args"),
                build.text("target"),
                build.texts("tags"),
                build.pairs("labels"),
                build.pairs("additional_contexts"),
                build.text("network"),
                build.texts("platforms"),
                Hosts.of(build),
                StorageDecoder.secrets(build),
                ssh(build.texts("ssh")),
                build.bytes("shm_size"),
                build.flag("no_cache"),
                build.flag("pull"));
    }

    private static Map<String, String> ssh(List<String> keys) {
        Map<String, String> ssh = new LinkedHashMap<>();
        for (String key : keys) {
            int equals = key.indexOf('=');
            ssh.put(equals < 0 ? key : key.substring(0, equals), equals < 0 ? "" : key.substring(equals + 1));
        }
        return ssh;
    }
}
