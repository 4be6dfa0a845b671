package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Acts.strangerFails;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A user who is neither root nor in the group jstack. */
@Tag("root")
@ExtendWith(CleanHost.class)
class StrangerScenarioTest {
    @Test
    void aStrangerIsToldWhatIsMissing() {
        Scenario.of("inside", "who may not use the engine must be told so, and how to get in")
                .step(
                        "ps",
                        strangerFails(
                                1,
                                List.of(
                                        "jstack: not-permitted: this user may not connect to /run/${INSTANCE}/engine.sock",
                                        "try: sudo jstack, or join the group jstack"),
                                "ps"))
                .step("engine stop", strangerFails(1, List.of("not-permitted: ", "try: "), "engine", "stop"))
                .step("engine status", strangerFails(1, List.of("not-permitted: ", "try: "), "engine", "status"));
    }

    @Test
    void aStrangerStartsNoEngine() {
        Scenario.of("inside", "who may not use an engine must not start one")
                .with("JSTACK_INSTANCE", "jstack-of-nobody")
                .step(
                        "ps",
                        strangerFails(
                                1,
                                List.of(
                                        "jstack: engine-not-running: ",
                                        "there is no /run/jstack-of-nobody/engine.sock",
                                        "try: sudo jstack engine start"),
                                "ps"));
    }

    /**
     * CVE-2021-41091: a user of the host ran a container's set-user-ID programs where they lie. CVE-2020-15257: a socket without a file
     * was open to whoever shares the host's network.
     */
    @Test
    void aStrangerReachesNoFileAndNoSocketOfTheEngines() {
        Scenario.of("inside", "who may not use the engine must not reach its files and sockets")
                .step("up", jstack("up", "-d"), running("box", 1))
                .step("files and sockets", script("""
                        stranger() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@" 2>/dev/null; }
                        test -d /var/lib/$JSTACK_INSTANCE/containers
                        for folder in /var/lib /run; do
                            ! stranger ls $folder/$JSTACK_INSTANCE
                            ! stranger ls $folder/$JSTACK_INSTANCE/containers
                        done
                        test "$(stat -c %a /run/$JSTACK_INSTANCE/engine.sock)" = 660
                        grep -q " /run/$JSTACK_INSTANCE/engine.sock" /proc/net/unix
                        ! grep " @.*$JSTACK_INSTANCE" /proc/net/unix
                        """));
    }
}
