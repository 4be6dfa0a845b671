package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.Extension.Probe;
import io.jstack.orchestrator.stack.canonical.IpAddress;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Nearest;
import java.util.List;
import java.util.Optional;

/** {@code x-jstack} of a stack or a service: keep, link_env, publish, and a health probe that needs no program in the image. */
final class ExtensionDecoder {
    private static final String KEY = "x-jstack";

    private ExtensionDecoder() {}

    static Extension of(Fields parent) {
        Optional<Fields> extension = parent.fields(KEY);
        if (extension.isEmpty()) {
            if (parent.map().has(KEY)) {
                parent.problem(KEY, "must be a map", "write x-jstack: {keep: false}");
            }
            return Extension.NONE;
        }
        Fields fields = extension.get();
        known(fields, List.of("keep", "link_env", "publish", "health"));
        Optional<String> publish = fields.text("publish");
        if (publish.filter(ip -> !IpAddress.isValid(ip)).isPresent()) {
            fields.problem("publish", "invalid ip address: " + publish.get(), "write it as 127.0.0.1");
        }
        return new Extension(
                fields.truth("keep"),
                fields.truth("link_env"),
                publish,
                fields.fields("health").flatMap(ExtensionDecoder::probe));
    }

    private static Optional<Probe> probe(Fields health) {
        known(health, List.of("tcp", "http"));
        if (health.map().has("tcp") == health.map().has("http")) {
            health.problem(
                    "http", "a probe is either tcp or http", "write tcp: <port>, or http: {port: <port>, path: /}");
            return Optional.empty();
        }
        if (health.map().has("tcp")) {
            Optional<Fields> written = health.fields("tcp");
            Optional<Integer> port = written.isPresent() ? port(written.get(), "port") : port(health, "tcp");
            return port.map(Probe.Tcp::new);
        }
        Optional<Fields> http = health.fields("http");
        if (http.isEmpty()) {
            return port(health, "http").map(port -> new Probe.Http(port, "/", Optional.empty()));
        }
        known(http.get(), List.of("port", "path", "timeout"));
        return port(http.get(), "port")
                .map(port -> new Probe.Http(
                        port, http.get().text("path").orElse("/"), http.get().duration("timeout")));
    }

    private static Optional<Integer> port(Fields fields, String key) {
        Optional<Integer> port = fields.integer(key).filter(number -> number > 0 && number < 65536);
        if (port.isEmpty()) {
            fields.problem(key, "expected a port from 1 to 65535", "");
        }
        return port;
    }

    private static void known(Fields fields, List<String> keys) {
        fields.map().keys().stream()
                .filter(key -> !keys.contains(key))
                .forEach(key -> fields.findings()
                        .problem(
                                StackError.KEY_UNKNOWN,
                                fields.map().keyPlace(key),
                                fields.path() + ": additional properties '" + key + "' not allowed",
                                Nearest.to(key, keys)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("known keys: " + String.join(", ", keys))));
    }
}
