package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;

/** {@code --mount type=bind,source=/srv,target=/data,readonly} as the long form of a stack file. */
final class MountOption {
    private MountOption() {}

    static ObjectNode parse(String text) {
        ObjectNode mount = JsonNodeFactory.instance.objectNode().put("type", "volume");
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "true" : ServiceDocument.literal(part.substring(equals + 1));
            switch (key) {
                case "type" -> mount.put("type", value);
                case "source", "src" -> mount.put("source", value);
                case "target", "dst", "destination" -> mount.put("target", value);
                case "readonly", "ro" -> mount.put("read_only", !value.equals("false") && !value.equals("0"));
                case "bind-propagation" -> mount.withObject("/bind").put("propagation", value);
                case "volume-nocopy" -> mount.withObject("/volume").put("nocopy", value.equals("true"));
                case "volume-subpath" -> mount.withObject("/volume").put("subpath", value);
                case "tmpfs-size" -> mount.withObject("/tmpfs").put("size", value);
                case "tmpfs-mode" -> mount.withObject("/tmpfs").put("mode", mode(value));
                default ->
                    throw new JstackException(
                            CommandError.USAGE,
                            "--mount does not know " + key,
                            "--mount type=bind|volume|tmpfs,source=…,target=…,readonly");
            }
        }
        if (!mount.has("target")) {
            throw new JstackException(CommandError.USAGE, "--mount names no target: " + text, "target=/data");
        }
        return mount;
    }

    private static int mode(String octal) {
        try {
            return Integer.parseInt(octal, 8);
        } catch (NumberFormatException e) {
            throw new JstackException(CommandError.USAGE, "tmpfs-mode is octal, not " + octal, "tmpfs-mode=1777");
        }
    }
}
