package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyscallProgramTest {
    @TempDir
    Path dir;

    private final Register directory = new Register("dir");
    private final Register file = new Register("file");

    private SyscallProgram run(Step... steps) {
        SyscallProgram program = new SyscallProgram(List.of(steps));
        program.run();
        return program;
    }

    @Test
    void aStepUsesTheDescriptorOfAnEarlierOne() {
        SyscallProgram program = run(
                Calls.open(dir.toString(), Linux.O_PATH | Linux.O_DIRECTORY).into(directory),
                Calls.openAt(directory, "made", Linux.O_CREAT | Linux.O_WRONLY, 0600)
                        .into(file),
                Calls.write(file, "hello"),
                Calls.close(file),
                Calls.close(directory));
        assertThat(program.failure()).isEmpty();
        assertThat(dir.resolve("made")).hasContent("hello");
    }

    @Test
    void theFirstFailureEndsItAndIsNamed() {
        SyscallProgram program = run(
                Calls.open(dir + "/nothing", Linux.O_PATH).into(file),
                Calls.open(dir.toString(), Linux.O_PATH).into(directory));
        SyscallProgram.Failure failure = program.failure().orElseThrow();
        assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
        assertThat(failure.isSpawn()).isFalse();
        assertThat(failure.asException()).hasMessageContaining("openat").hasMessageContaining("ENOENT");
        assertThat(directory.isEmpty()).isTrue();
    }

    @Test
    void anAllowedErrorLeavesTheRegisterEmptyAndSkipsWhatNeedsIt() throws Exception {
        SyscallProgram program = run(
                Calls.open(dir.toString(), Linux.O_PATH | Linux.O_DIRECTORY).into(directory),
                Calls.openAt(directory, "absent", Linux.O_WRONLY, 0).into(file).allowing(Errno.ENOENT),
                Calls.write(file, "lost"),
                Calls.mkdirAt(directory, "instead", 0700).unless(file),
                Calls.mkdirAt(directory, "never", 0700).when(file),
                Calls.close(directory));
        assertThat(program.failure()).isEmpty();
        assertThat(Files.isDirectory(dir.resolve("instead"))).isTrue();
        assertThat(dir.resolve("never")).doesNotExist();
    }

    @Test
    void aTemplateGetsTheNumbersOfTheRun() {
        directory.set(1234);
        file.set(0);
        Template template = new Template(List.of("lower=", ":", ",end"), List.of(directory, file));
        template.fill();
        assertThat(template).hasToString("lower=$dir:$file,end");
        assertThat(template.memory().bytes(0, 18)).asString().isEqualTo("lower=1234:0,end\0\0");
    }

    @Test
    void itReadsAsStraceWouldPrintIt() {
        assertThat(new SyscallProgram(List.of(
                        Calls.openInRoot(directory, "etc", 0x200000)
                                .into(file)
                                .allowing(Errno.ENOENT)
                                .unless(file),
                        Calls.mount("overlay", "/x", "overlay", Flags.MS_NODEV, "lowerdir=a"))))
                .hasToString(
                        "$file = openat2($dir, \"etc\", {0x200000, IN_ROOT|NO_MAGICLINKS}, 24) or [ENOENT] unless $file\n"
                                + "mount(\"overlay\", \"/x\", \"overlay\", 0x4, \"lowerdir=a\")");
    }

    @Test
    void aSpawnReportsWhatTheKernelSaidOfTheProgram() {
        Spawn nothing = new Spawn(List.of("nothing"), List.of());
        nothing.setPath("/does/not/exist");
        SyscallProgram.Failure failure = run(Calls.spawn(nothing)).failure().orElseThrow();
        assertThat(failure.isSpawn()).isTrue();
        assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
        nothing.free();
    }
}
