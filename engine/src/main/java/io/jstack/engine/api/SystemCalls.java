package io.jstack.engine.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.HostInfo;
import io.jstack.engine.RunningEngine;
import io.jstack.engine.SystemAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The engine itself. */
final class SystemCalls {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RunningEngine engine;
    private final String version;

    SystemCalls(RunningEngine engine, String version) {
        this.engine = engine;
        this.version = version;
    }

    void ping(Request request, Answer answer) throws IOException {
        answer.text("OK");
    }

    void version(Request request, Answer answer) throws IOException {
        ObjectNode json = JSON.objectNode();
        json.putObject("Platform").put("Name", "jstack");
        ObjectNode engineItself = json.putArray("Components").addObject();
        engineItself.put("Name", "Engine").put("Version", version).set("Details", details());
        json.put("Version", version);
        json.setAll(details());
        answer.json(json);
    }

    private static ObjectNode details() {
        return JSON.objectNode()
                .put("ApiVersion", "1." + Versions.NEWEST)
                .put("MinAPIVersion", "1." + Versions.OLDEST)
                .put("Os", "linux")
                .put("Arch", System.getProperty("os.arch"))
                .put("KernelVersion", System.getProperty("os.version"));
    }

    void info(Request request, Answer answer) throws IOException {
        ObjectNode json = HostInfo.of(
                engine.projects(),
                engine.images().list().stream()
                        .map(image -> image.id())
                        .distinct()
                        .toArray()
                        .length,
                version);
        json.put("Name", Files.readString(Path.of("/proc/sys/kernel/hostname")).strip())
                .put("SystemTime", Instant.now().toString())
                .put("CgroupDriver", "cgroupfs")
                .put("DefaultRuntime", "jstack")
                .put("LiveRestoreEnabled", true)
                .put("ExperimentalBuild", false);
        json.putObject("Runtimes").putObject("jstack");
        json.putObject("Swarm").put("LocalNodeState", "inactive").put("NodeID", "");
        ObjectNode plugins = json.putObject("Plugins");
        plugins.putArray("Volume").add("local");
        plugins.putArray("Network").add("bridge").add("host").add("none");
        plugins.putArray("Log").add("json-file").add("local").add("none");
        json.putArray("SecurityOptions").add("name=seccomp,profile=builtin");
        json.putArray("Labels");
        json.putArray("Warnings");
        answer.json(json);
    }

    /** Sizes are read off the disk: once at a time is enough work. */
    synchronized void diskUsage(Request request, Answer answer) throws IOException {
        ObjectNode json = JSON.objectNode();
        for (SystemAccess.Usage usage : engine.system().usage()) {
            switch (usage.kind()) {
                case IMAGES -> images(json, usage);
                case CONTAINERS -> containers(json, usage);
                case VOLUMES -> volumes(json, usage);
                case BUILD_CACHE -> cache(json, usage);
            }
        }
        answer.json(json);
    }

    private static void images(ObjectNode json, SystemAccess.Usage usage) {
        json.put("LayersSize", usage.size().value());
        ArrayNode list = json.putArray("Images");
        usage.items()
                .forEach(item -> list.addObject()
                        .put("Id", item.name())
                        .put("Size", item.size().value())
                        .put("SharedSize", item.shared().value())
                        .put("Containers", item.uses()));
    }

    private static void containers(ObjectNode json, SystemAccess.Usage usage) {
        ArrayNode list = json.putArray("Containers");
        usage.items().forEach(item -> {
            ObjectNode one = list.addObject();
            one.put("SizeRw", item.size().value()).put("State", item.uses() > 0 ? "running" : "exited");
            one.putArray("Names").add("/" + item.name());
        });
    }

    private static void volumes(ObjectNode json, SystemAccess.Usage usage) {
        ArrayNode list = json.putArray("Volumes");
        usage.items()
                .forEach(item -> list.addObject()
                        .put("Name", item.name())
                        .putObject("UsageData")
                        .put("Size", item.size().value())
                        .put("RefCount", item.uses()));
    }

    private static void cache(ObjectNode json, SystemAccess.Usage usage) {
        ArrayNode list = json.putArray("BuildCache");
        usage.items()
                .forEach(item -> list.addObject()
                        .put("ID", item.name())
                        .put("Size", item.size().value())
                        .put("InUse", item.uses() > 0));
    }
}
