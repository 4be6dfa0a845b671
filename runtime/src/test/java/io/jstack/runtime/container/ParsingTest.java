package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.oci.Mount;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParsingTest {
    @Test
    void mountOptionsAreSortedByWhoTakesThem() {
        MountOptions options = MountOptions.of(new Mount(
                "/x", "tmpfs", "x", List.of("rbind", "ro", "nosuid", "noatime", "rslave", "size=1k", "noswap")));
        assertThat(options.recursive()).isTrue();
        assertThat(options.data()).containsExactly("size=1k", "noswap");
        assertThat(options.attributes())
                .isEqualTo(new MountAttributes(
                        Flags.MOUNT_ATTR_RDONLY | Flags.MOUNT_ATTR_NOSUID | Flags.MOUNT_ATTR_NOATIME,
                        Flags.MOUNT_ATTR_ATIME,
                        Flags.MS_SLAVE));
    }

    @Test
    void anOptionThatIsNotOfferedIsRefused() {
        assertThatThrownBy(() -> MountOptions.of(new Mount("/x", "bind", "/y", List.of("idmap"))))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("option idmap is not offered");
    }

    @Test
    void aScriptNamesItsInterpreter() {
        assertThat(ProgramFile.interpreter("#! /bin/sh -e\nx".getBytes(StandardCharsets.UTF_8)))
                .contains("/bin/sh");
        assertThat(ProgramFile.interpreter("plain".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(ProgramFile.interpreter("#!\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void anElfFileNamesItsLoader() throws Exception {
        byte[] java = Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin/java"));
        assertThat(ProgramFile.interpreter(Arrays.copyOf(java, 4096)).orElseThrow())
                .contains("ld-linux");
        java[54] = (byte) 0xff; // an entry size that leads out of the page
        java[55] = (byte) 0xff;
        assertThat(ProgramFile.interpreter(Arrays.copyOf(java, 4096))).isEmpty();
    }

    @Test
    void hierarchiesAreReadFromTheMountTable() {
        assertThat(CgroupMounts.parse(
                        "33 25 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct"))
                .containsExactly(new CgroupMounts.Hierarchy("cpu,cpuacct", "cgroup"));
        assertThat(CgroupMounts.parse("34 25 0:30 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd"))
                .containsExactly(new CgroupMounts.Hierarchy("systemd", "cgroup"));
        assertThat(CgroupMounts.parse("35 25 0:31 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate"))
                .containsExactly(new CgroupMounts.Hierarchy("", "cgroup2"));
        assertThat(CgroupMounts.parse("36 25 0:32 / /data rw - ext4 /dev/vda rw"))
                .isEmpty();
    }

    @Test
    void kernelVersionsAreCompared() {
        assertThat(ProcMount.KernelVersion.parse("6.18.44-fc-v669").isAtLeast(6, 17))
                .isTrue();
        assertThat(ProcMount.KernelVersion.parse("5.10.0-21").isAtLeast(5, 12)).isFalse();
        assertThat(ProcMount.KernelVersion.parse("7.0-rc1").isAtLeast(6, 17)).isTrue();
    }
}
