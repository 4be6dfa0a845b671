package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.Extension.Probe;
import io.jstack.orchestrator.stack.canonical.IpAddress;
import io.jstack.orchestrator.stack.schema.ExtensionSchema;
import java.util.Optional;

/** {@code x-jstack} of a stack or a service: keep, link_env, publish, and a health probe that needs no program in the image. */
final class ExtensionDecoder {
    private ExtensionDecoder() {}

    /** A service's, completed by the stack's. */
    static Extension of(Fields service, Extension stack) {
        Extension own = of(service);
        return new Extension(
                own.keep(),
                own.linkEnvironment().or(stack::linkEnvironment),
                own.publish().or(stack::publish),
                own.probe());
    }

    static Extension of(Fields parent) {
        Optional<Fields> extension = parent.fields(ExtensionSchema.KEY);
        if (extension.isEmpty()) {
            return Extension.NONE;
        }
        Fields fields = extension.get();
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
}
