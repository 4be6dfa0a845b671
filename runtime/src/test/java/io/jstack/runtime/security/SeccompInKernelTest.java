package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.DefaultSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel's own word: a thread puts the default filter on itself, tries what is forbidden to root in a container, and ends. */
@Tag("root")
class SeccompInKernelTest {
    private static final int SET_MODE_FILTER = 1;
    private static final int CLONE_NEWUSER = 0x10000000;
    private static final int AF_INET = 2;
    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_SEQPACKET = 5;

    @Test
    void theKernelTakesTheDefaultFilterAndRefusesByIt() throws InterruptedException {
        byte[] filter = SeccompFilter.of(SeccompProfile.defaults().resolve(DefaultSpec.capabilities()))
                .program();
        Map<String, Long> results = new LinkedHashMap<>();
        Thread thread = new Thread(() -> {
            NativeMemory program =
                    NativeMemory.ofSize(16).putShort(0, filter.length / 8).putPointer(8, NativeMemory.ofBytes(filter));
            results.put("install", Linux.raw(Syscall.SECCOMP, SET_MODE_FILTER, 0, program));
            results.put("mount", Linux.raw(Syscall.MOUNT, 0, 0, 0, 0, 0));
            results.put("setns", Linux.raw(Syscall.SETNS, -1, 0));
            results.put("unshare", Linux.raw(Syscall.UNSHARE, CLONE_NEWUSER));
            results.put("bpf", Linux.raw(Syscall.BPF, 0, 0, 0));
            results.put("pidfd_getfd", Linux.raw(Syscall.PIDFD_GETFD, -1, 0, 0));
            results.put("AF_ALG", Linux.raw(Syscall.SOCKET, AF_ALG, SOCK_SEQPACKET, 0));
            results.put("AF_VSOCK", Linux.raw(Syscall.SOCKET, AF_VSOCK, SOCK_STREAM, 0));
            results.put("AF_INET", Linux.raw(Syscall.SOCKET, AF_INET, SOCK_STREAM, 0));
        });
        thread.start();
        thread.join();

        assertThat(results.remove("install")).isZero();
        assertThat(results.remove("AF_INET")).isPositive().satisfies(fd -> Linux.raw(Syscall.CLOSE, fd));
        assertThat(results)
                .hasSize(7)
                .allSatisfy((call, result) -> assertThat(result).as(call).isEqualTo(-Errno.EPERM.number()));
    }
}
