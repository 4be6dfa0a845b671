package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class DevicesScenarioTest {
    private static final String MAKE = "rm -f /made; mknod /made c 1 11 && : </made && echo opened";

    @Test
    void aContainerOpensTheDevicesItWasGivenAndNoOther() {
        Scenario.of("devices", "a device must be there, as far as the file says")
                .step("up", jstack("up", "-d"), running("given", 1), running("privileged", 1))
                .then(
                        "a node under another name, to be read",
                        answersIn("given", "1 11", "sh", "-c", "stat -c '%t %T' /dev/given | sed 's/b$/11/'"),
                        answersIn("given", "opened", "sh", "-c", ": </dev/given && echo opened"))
                .then("and not to be written", failsInside("given", "not permitted", "sh", "-c", ": >/dev/given"))
                .then("nor made anew", failsInside("given", "ermi", "sh", "-c", MAKE))
                .then("a rule lets it open what it makes", answersIn("ruled", "opened", "sh", "-c", MAKE))
                .then(
                        "a privileged container has all of the host's",
                        answersIn("privileged", "opened", "sh", "-c", ": </dev/kmsg && : </dev/given && echo opened"))
                .then("another has none of them", failsInside("usual", "No such file", "ls", "/dev/kmsg"))
                .then("and opens none it makes", failsInside("usual", "ermi", "sh", "-c", MAKE));
    }
}
