package io.jstack.runtime.container;

import io.jstack.runtime.container.Check.Subject;
import java.util.stream.Collectors;

/** docs/conformance.md, out of {@link Checks}. */
final class ConformancePage {
    private ConformancePage() {}

    static String text() {
        return """
                # Conformance

                What a process in a container sees and can do: %d questions, asked by a shell script inside, in one run for each of the two tables.
                `ConformanceTest` asks them under jstack's launcher, `RuncConformanceTest` under Debian's runc, given the same record, and every
                answer must be the one below, whole, as a regular expression. Where the last column names something, `ConformanceTest` asks again with
                that, and the answer must be another one. A path that the host does not have is no question there.

                Generated from `Checks`: `mvn test -pl runtime -am -Dtest=ConformancePageTest -Dconformance.write` writes it anew.

                ## A container that asks for nothing

                %s
                ## A container that asks for all it can

                %s""".formatted(Checks.ALL.size(), table(Subject.PLAIN), table(Subject.ASKING));
    }

    private static String table(Subject subject) {
        return "| question | answer | another one with |\n| --- | --- | --- |\n"
                + Checks.ALL.stream()
                        .filter(check -> check.subject() == subject)
                        .map(ConformancePage::row)
                        .collect(Collectors.joining());
    }

    private static String row(Check check) {
        String expected = check.expected().pattern();
        return "| %s | %s | %s |\n"
                .formatted(
                        check.name(),
                        expected.isEmpty() ? "nothing" : "`" + expected.replace("|", "\\|") + "`",
                        check.without().map(Without::toString).orElse(""));
    }
}
