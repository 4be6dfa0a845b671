package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code docker run} that are {@code blkio_config} of a stack file. */
final class BlockIoFlags {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--blkio-weight", paramLabel = "10..1000", description = "Its share of the disks' time.")
    private Optional<Integer> weight = Optional.empty();

    @Option(names = "--blkio-weight-device", paramLabel = "PATH:N", description = "And of one disk's.")
    private List<String> weightDevice = new ArrayList<>();

    @Option(names = "--device-read-bps", paramLabel = "PATH:BYTES", description = "Bytes read a second.")
    private List<String> readBps = new ArrayList<>();

    @Option(names = "--device-write-bps", paramLabel = "PATH:BYTES", description = "Bytes written a second.")
    private List<String> writeBps = new ArrayList<>();

    @Option(names = "--device-read-iops", paramLabel = "PATH:N", description = "Reads a second.")
    private List<String> readIops = new ArrayList<>();

    @Option(names = "--device-write-iops", paramLabel = "PATH:N", description = "Writes a second.")
    private List<String> writeIops = new ArrayList<>();

    /** Writes those that were given. */
    void addTo(ObjectNode service) {
        ObjectNode config = JSON.createObjectNode();
        weight.ifPresent(share -> config.put("weight", share));
        for (String text : weightDevice) {
            config.withArray("weight_device")
                    .addObject()
                    .put("path", path(text))
                    .put("weight", Integer.parseInt(value(text)));
        }
        rates(config, "device_read_bps", readBps);
        rates(config, "device_write_bps", writeBps);
        rates(config, "device_read_iops", readIops);
        rates(config, "device_write_iops", writeIops);
        if (!config.isEmpty()) {
            service.set("blkio_config", config);
        }
    }

    private static void rates(ObjectNode config, String key, List<String> texts) {
        for (String text : texts) {
            config.withArray(key).addObject().put("path", path(text)).put("rate", value(text));
        }
    }

    private static String path(String text) {
        return text.substring(0, colon(text));
    }

    private static String value(String text) {
        return text.substring(colon(text) + 1);
    }

    private static int colon(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9.]+[a-zA-Z]*")) {
            throw new JstackException(CommandError.USAGE, text + " is no device and its figure", "/dev/sda:1mb");
        }
        return colon;
    }
}
