package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.oci.ProcessSpec;
import java.time.Duration;
import java.util.Optional;

/** By an exec of its own. */
class CaptureTest extends CaptureContract {
    @Override
    Captured capture(ProcessSpec process, Duration patience) {
        return container.capture(process, Optional.empty(), patience, MOST);
    }
}
