package io.jstack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The volumes of this host, those of stacks and those made by hand, as commands use them. */
public interface HostVolumes {
    /** By name. */
    List<Found> list();

    /**
     * Makes a volume; one that is there already with the same definition is left as it is.
     *
     * @param name empty: a random one, 64 hex digits
     * @param options of the local driver
     * @return its name
     */
    String create(String name, String driver, Map<String, String> options, Map<String, String> labels);

    /**
     * Removes a volume and its data.
     *
     * @throws io.jstack.values.JstackException {@link EngineError#NO_SUCH_VOLUME}, or who uses it
     */
    void remove(String name);

    /**
     * Writes all that a volume holds as a tar.
     *
     * @throws io.jstack.values.JstackException {@link EngineError#NO_SUCH_VOLUME}
     */
    void exportTo(String name, OutputStream tar) throws IOException;

    /**
     * Fills a volume, made when it is missing, with what a tar holds, plain or packed; owners, modes, times and attributes are kept.
     *
     * @throws io.jstack.values.JstackException {@link EngineError#VOLUME_NOT_EMPTY}, and what is wrong with the tar; the volume is empty
     *     again then
     */
    void importFrom(String name, InputStream tar) throws IOException;

    /**
     * A volume that is there.
     *
     * @param anonymous made for one container, by nobody's name
     * @param users names of the containers that mount it, running or not
     */
    record Found(
            String name,
            String driver,
            Path mountpoint,
            Instant created,
            boolean anonymous,
            Map<String, String> labels,
            List<String> users) {
        public Found {
            labels = Map.copyOf(labels);
            users = List.copyOf(users);
        }
    }
}
