package io.jstack.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./jstack install} and {@code uninstall}, with a copy of /etc and an empty /run in a mount namespace of their own. */
@Tag("root")
class InstallTest {
    private static final String SCRIPT = """
            mount -t tmpfs none /run
            mkdir etc && mount -t tmpfs none etc
            cp -a /etc/. etc && mkdir -p etc/systemd/system/multi-user.target.wants
            sed -i '/^jstack:/d' etc/group etc/gshadow
            mount --bind etc /etc
            PATH=$PWD/bin:$PATH
            ./jstack install "$PWD/prefix"
            readlink -f prefix/bin/jstack
            getent group jstack | cut -d: -f1
            bash -c '. prefix/share/bash-completion/completions/jstack && complete -p jstack'
            cat /etc/systemd/system/jstack.service
            readlink /etc/systemd/system/multi-user.target.wants/jstack.service
            echo --- uninstall
            ./jstack uninstall "$PWD/prefix"
            find prefix -type f -o -type l
            find /etc/systemd -name 'jstack*'
            getent group jstack || echo no group
            ./jstack uninstall "$PWD/prefix"
            """;

    @TempDir
    Path clone;

    @Test
    void installPutsTheCommandOnThePathAndUninstallLeavesNothingOfIt() throws Exception {
        Path repository = Scenario.repository();
        Files.copy(repository.resolve("jstack"), clone.resolve("jstack"));
        Files.createDirectories(clone.resolve("target/jstack"));
        for (String file : new String[] {"target/jstack/settings", "target/jstack/client.jar"}) {
            Files.copy(repository.resolve(file), clone.resolve(file));
        }
        program("systemctl", "exit 0");

        String said = run();

        assertThat(said)
                .startsWith("jstack: installed " + clone + "/prefix/bin/jstack; members of the group jstack may use it")
                .contains("\njstack: only root gets through " + clone + ", and the command is a link into it: ")
                .contains("\njstack: systemd unit: /etc/systemd/system/jstack.service\n")
                .contains("\n" + clone.toRealPath() + "/jstack\njstack\ncomplete -F _jstack jstack\n")
                .contains("\nExecStart=" + clone + "/jstack --engine\nRestart=on-failure\n")
                .contains("\nWantedBy=multi-user.target\n/etc/systemd/system/jstack.service\n")
                .endsWith("--- uninstall\n"
                        + "jstack: uninstalled; images, volumes and records stay in /var/lib/jstack, running"
                        + " containers go on\n"
                        + "no group\n"
                        + "jstack: uninstalled; images, volumes and records stay in /var/lib/jstack, running"
                        + " containers go on\n");
        assertThat(clone.resolve("prefix/bin")).isEmptyDirectory();
        assertThat(clone.resolve("prefix/share/bash-completion")).doesNotExist();
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.createDirectories(clone.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "--mount", "sh", "-ec", SCRIPT)
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
