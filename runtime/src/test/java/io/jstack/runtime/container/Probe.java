package io.jstack.runtime.container;

import io.jstack.runtime.container.Check.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shell script that asks {@link Checks} inside a container: a line for each, its name, a tab and the answer. */
final class Probe {
    private static final String WORDS = """
            set -f
            own() { [ "$(readlink /proc/self/ns/$1)" = "$(cat /host/$1)" ] && echo "the host's" || echo own; }
            try() { "$@" >/dev/null 2>&1 </dev/null && echo done || echo refused; }
            status() { sed -n "s/^$1:[[:space:]]*//p" /proc/1/status | tr -s '[:space:]' ' '; }
            statistic() { cut -d' ' -f$1 /proc/1/stat; }
            type_of() { awk -v p=$1 '$5 == p { for (i = 7; i < NF; i++) if ($i == "-") t = $(i + 1) } END { print t }' /proc/1/mountinfo; }
            flags_of() { awk -v p=$1 '$5 == p { f = $6 } END { print f }' /proc/1/mountinfo; }
            flag() { case ",$(flags_of $1)," in *,$2,*) echo $2 ;; *) echo "not $2" ;; esac; }
            read_only() { if [ -e $1 ]; then flag $1 ro; else echo absent; fi; }
            masked() {
                if [ ! -e $1 ]; then echo absent
                elif [ -z "$(type_of $1)" ] || [ -n "$(ls -A $1/ 2>/dev/null || head -c 1 $1)" ]; then echo shown
                else echo masked; fi
            }
            cgroups() { grep -E ' - cgroup2? ' /proc/1/mountinfo; }
            limit() { cat /sys/fs/cgroup/$1/$2 2>/dev/null || cat /sys/fs/cgroup/$3; }
            ask() { printf '%s\\t' "$1"; printf '%s' "$(eval "$2" 2>&1)" | tr '\\n\\t' '  '; echo; }
            """;

    private Probe() {}

    /** Puts the script into a root file system, with the names of busybox that it uses. */
    static void install(Path layer) throws IOException {
        for (String name : List.of(
                "awk", "chown", "chroot", "cut", "dd", "df", "dmesg", "find", "ionice", "ip", "mkdir", "nsenter",
                "sort", "umount", "unshare")) {
            Files.createSymbolicLink(layer.resolve("bin").resolve(name), Path.of("busybox"));
        }
        Path host = Files.createDirectories(layer.resolve("host"));
        for (String namespace : List.of("mnt", "pid", "net", "ipc", "uts", "cgroup", "user")) {
            Files.writeString(
                    host.resolve(namespace),
                    Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace))
                            .toString());
        }
        Files.writeString(layer.resolve("probe"), script());
    }

    /** What process 1 runs: it waits for the script, and so holds no descriptor of the script's. */
    static String command(Subject subject) {
        return "sh /probe " + subject + "; exit";
    }

    private static String script() {
        StringBuilder script = new StringBuilder(WORDS);
        script.append("engine=%d\n".formatted(ProcessHandle.current().pid()));
        for (Subject subject : Subject.values()) {
            script.append("if [ $1 = %s ]; then\n".formatted(subject));
            Checks.ALL.stream()
                    .filter(check -> check.subject() == subject)
                    .forEach(check ->
                            script.append("ask %s %s\n".formatted(quoted(check.name()), quoted(check.question()))));
            script.append("fi\n");
        }
        return script.toString();
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The answers by the checks' names. */
    static Map<String, String> answers(String output) {
        Map<String, String> answers = new LinkedHashMap<>();
        output.lines()
                .map(line -> line.split("\t", 2))
                .filter(halves -> halves.length == 2)
                .forEach(halves -> answers.put(halves[0], halves[1].strip()));
        return answers;
    }
}
