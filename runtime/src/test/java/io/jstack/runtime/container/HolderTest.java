package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HolderTest {
    /** A release that fails so is aborted, which abandons the holder: what libc allocated for it must not be freed twice. */
    @Test
    void oneThatCannotBeStartedIsAbandonedWithoutHarm() {
        try (ExitWatch watch = new ExitWatch();
                Fd nobodys = Fd.owning(Integer.MAX_VALUE)) {
            Holder.Kit kit = new Holder.Kit(nobodys, Optional.empty(), Optional.empty(), List.of());
            Holder.Starting holder = Holder.start(ContainerId.random(), kit);
            assertThatThrownBy(holder::await)
                    .isInstanceOfSatisfying(
                            JstackException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.LAUNCH_FAILED));
            holder.abandon(watch);
        }
    }
}
