package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people do with images by hand: names, looking, archives, taking away. */
@Tag("root")
@ExtendWith(CleanHost.class)
class ImagesScenarioTest {
    private static Scenario images(String duty) {
        return Scenario.of("images", duty).step("build", jstack("image", "build", "-q", "-t", "app:1", "app"));
    }

    @Test
    void anImageInUseIsKeptAndAnUnusedOneGoes() {
        images("an image that a container uses must not be removed")
                .step("the network of the build is nobody's to prune", jstack("network", "prune", "-f"))
                .step("a second name", jstack("tag", "app:1", "spare:1"))
                .step("up", jstack("up", "-d"), running("user", 1))
                .step(
                        "a name can go",
                        jstackPrints(out -> assertThat(out).isEqualTo("Untagged: spare:1\n"), "rmi", "spare:1"))
                .step("the last one cannot", jstackFails(1, List.of("image-in-use"), "rmi", "app:1"))
                .step(
                        "nor by prune",
                        jstack("image", "prune", "-a", "-f", "--filter", "label=purpose=test"),
                        answersIn("user", "hello", "cat", "greeting"))
                .step(
                        "with -f the name goes, the image stays",
                        jstackPrints(out -> assertThat(out).isEqualTo("Untagged: app:1\n"), "rmi", "-f", "app:1"),
                        answersIn("user", "made", "cat", "made"))
                .step("down", jstack("down"))
                .step(
                        "and then it dangles and is pruned",
                        jstackPrints(out -> assertThat(out).contains("Deleted: sha256:"), "image", "prune", "-f"))
                .step("nothing is called so", jstackFails(1, List.of("image-not-found"), "rmi", "app:1"));
    }

    @Test
    void aSavedImageComesBackAsTheSame() {
        images("what is saved must come back under its name, with its id")
                .step("ask its id", run("sh", "-c", "$JSTACK image inspect -f '{{.Id}}' app:1 >before"))
                .step("save", jstack("save", "-o", "app.tar", "app:1"))
                .step("the tar is an OCI layout", run("sh", "-c", "tar -tf app.tar | grep -qx oci-layout"))
                .step("remove", jstack("image", "rm", "app:1"))
                .step(
                        "load",
                        jstackPrints(
                                out -> assertThat(out).isEqualTo("Loaded image: app:1\n"), "load", "-i", "app.tar"))
                .step("the same id", run("sh", "-c", "$JSTACK image inspect -f '{{.Id}}' app:1 | cmp - before"))
                .step(
                        "by a pipe too",
                        run("sh", "-c", "$JSTACK save app:1 | gzip | $JSTACK load -q | grep -qx 'Loaded image: app:1'"))
                .step("the store is sound", jstack("image", "fsck"))
                .step(
                        "what is no archive is refused",
                        jstackFails(1, List.of("invalid-image", "jstack import"), "load", "-i", "app/greeting"));
    }

    @Test
    void anImageTellsWhatItIs() {
        images("everything about an image must be seen in Docker's words")
                .step(
                        "inspect",
                        jstackPrints(
                                out -> assertThat(out).isEqualTo("[cat greeting] /srv test\n"),
                                "image",
                                "inspect",
                                "--format",
                                "{{.Config.Cmd}} {{.Config.WorkingDir}} {{index .Config.Labels \"purpose\"}}",
                                "app:1"))
                .step(
                        "history, newest first",
                        jstackPrints(
                                out -> assertThat(out.lines().map(String::strip))
                                        .startsWith("CMD [\"cat\", \"greeting\"]", "WORKDIR /srv")
                                        .contains("COPY greeting /srv/ # buildkit"),
                                "history",
                                "--no-trunc",
                                "--format",
                                "{{.CreatedBy}}",
                                "app:1"))
                .step(
                        "ls by name",
                        jstackPrints(
                                out -> assertThat(out).isEqualTo("app:1\n"),
                                "image",
                                "ls",
                                "--format",
                                "{{.Repository}}:{{.Tag}}",
                                "--filter",
                                "label=purpose=test",
                                "app"))
                .step(
                        "tree",
                        jstackPrints(
                                out -> assertThat(out).contains("├─ app:1", "COPY greeting"), "images", "-a", "--tree"))
                .step(
                        "df",
                        jstackPrints(
                                out -> assertThat(out).contains("Images", "Containers", "Local Volumes", "Build Cache"),
                                "system",
                                "df"))
                .step(
                        "a mistyped one",
                        jstackFails(1, List.of("no such command: image lss", "jstack image ls"), "image", "lss"));
    }

    @Test
    void aContainerBecomesAnImageAndAFileTree() {
        images("what a container has written must be in the image made of it, and nothing that was only mounted")
                .step("up", jstack("up", "-d"), running("user", 1))
                .step("write", jstack("exec", "-T", "user", "sh", "-c", "echo new >/srv/new; rm /srv/made"))
                .step(
                        "commit",
                        jstack(
                                "commit",
                                "-m",
                                "by hand",
                                "-a",
                                "me",
                                "-c",
                                "ENV A=b",
                                "-c",
                                "CMD [\"ls\"]",
                                "user",
                                "made:2"))
                .step(
                        "it says so",
                        jstackPrints(
                                out -> assertThat(out).isEqualTo("by hand me [ls] true\n"),
                                "image",
                                "inspect",
                                "-f",
                                "{{.Comment}} {{.Author}} {{.Config.Cmd}} {{if .Config.Env}}true{{end}}",
                                "made:2"))
                .step(
                        "export shows the same files",
                        run(
                                "sh",
                                "-c",
                                "$JSTACK export user | tar -t >files; grep -qx srv/new files && ! grep -qx srv/made files && grep -qx etc/passwd files"))
                .step(
                        "the layer holds what was written, and no place to mount upon",
                        run(
                                "sh",
                                "-c",
                                "d=$($JSTACK image inspect -f '{{.GraphDriver.Data.UpperDir}}' made:2) && test -f $d/srv/new && test -c $d/srv/made && ! test -e $d/etc/hosts"))
                .step("gone again", jstack("rmi", "made:2"))
                .step(
                        "import with changes",
                        run(
                                "sh",
                                "-c",
                                "$JSTACK export user | $JSTACK import -c 'USER nobody' -c 'WORKDIR /srv' - flat:1 && test \"$($JSTACK image inspect -f '{{.Config.User}} {{.Config.WorkingDir}}' flat:1)\" = 'nobody /srv'"))
                .step("and gone", jstack("rmi", "flat:1"));
    }

    @Test
    void aVolumeIsFilledFromATarAndWrittenAsOne() {
        Scenario.of("images", "what a volume holds must come out as it went in")
                .step(
                        "in and out",
                        run(
                                "sh",
                                "-c",
                                "mkdir t && echo x >t/f && chmod 640 t/f && chown 7:8 t/f && ln -s f t/l && tar -czf t.tgz -C t . && $JSTACK volume import images_data t.tgz && $JSTACK volume export images_data | tar -tv >out && grep -q -- '-rw-r----- 7/8' out && grep -q 'l -> f' out"))
                .step(
                        "not over what is there",
                        jstackFails(1, List.of("volume-not-empty"), "volume", "import", "images_data", "t.tgz"))
                .step("gone", jstack("volume", "rm", "images_data"));
    }
}
