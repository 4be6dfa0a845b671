package io.jstack.cli.commands;

import io.jstack.cli.commands.DockerCommands.Entry;
import io.jstack.cli.commands.DockerCommands.Flag;
import io.jstack.cli.commands.DockerCommands.Idle;
import io.jstack.cli.commands.DockerCommands.Refused;
import io.jstack.cli.commands.DockerCommands.Works;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code docs/commands.md}: the table of docker's commands, and what jstack has besides. */
final class CommandsPage {
    private CommandsPage() {}

    static String text(CommandTree tree) {
        long refused = DockerCommands.all().stream()
                .filter(entry -> entry.refusal().isPresent())
                .count();
        return """
                # Commands

                What becomes of each command of docker compose (v5) and of docker (v29, one host), and of each of its options. This page
                is made from the table the program itself reads (`docker-commands.txt`), and a test fails when table, page and program
                differ. %d commands, %d of them refused; %d options, %d of them without effect, %d refused.

                - An option in the third column does here what it does there.
                - *No effect*: it may be given, and changes nothing, for the reason beside it.
                - *Refused*: by its name, with the reason and what to do instead, before anything is done.

                `docker run …` is `jstack container run …`, since `jstack run` is docker compose's; what docker compose has no use for
                (`diff`, `rename`, `tag`, `rmi` …) needs no word before it. `tests/compare-commands` types the lines of a tutorial with
                both, and shows where the answers differ.

                ## docker compose

                %s
                ## docker

                %s
                ## jstack's own

                Commands without options are wholly so, of others these options:

                %s""".formatted(
                DockerCommands.all().size(),
                refused,
                count(Flag.class),
                count(Idle.class),
                count(Refused.class),
                table(DockerCommands.all().stream().filter(Entry::isOfCompose).toList()),
                table(DockerCommands.all().stream()
                        .filter(entry -> !entry.isOfCompose())
                        .toList()),
                own(tree.own()));
    }

    private static long count(Class<? extends Flag> kind) {
        return DockerCommands.all().stream()
                .flatMap(entry -> entry.flags().stream())
                .filter(kind::isInstance)
                .count();
    }

    private static String table(List<Entry> entries) {
        StringBuilder table = new StringBuilder("| there | here | options | apart from |\n| --- | --- | --- | --- |\n");
        entries.forEach(entry -> table.append(row(entry)));
        return table.toString();
    }

    private static String row(Entry entry) {
        String here = entry.refusal().isPresent()
                ? "refused"
                : "`" + (entry.jstack().equals("jstack") ? "jstack" : "jstack " + entry.jstack()) + "`";
        String apart = entry.refusal()
                .map(refusal -> refusal.why() + "; try " + code(refusal.instead()))
                .orElseGet(() -> apart(entry.flags()));
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        entry.names().stream().map(CommandsPage::code).collect(Collectors.joining(", ")),
                        here,
                        entry.flags().stream()
                                .filter(Works.class::isInstance)
                                .map(CommandsPage::names)
                                .collect(Collectors.joining(" ")),
                        apart);
    }

    private static String apart(List<Flag> flags) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Flag flag : flags) {
            if (flag instanceof Idle idle) {
                byReason.computeIfAbsent("no effect: " + idle.why(), reason -> new ArrayList<>())
                        .add(names(flag));
            } else if (flag instanceof Refused refused) {
                String reason = "refused: " + refused.refusal().why() + "; try "
                        + code(refused.refusal().instead());
                byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(names(flag));
            }
        }
        return byReason.entrySet().stream()
                .map(entry -> String.join(" ", entry.getValue()) + " " + entry.getKey())
                .collect(Collectors.joining("<br>"));
    }

    private static String own(Map<String, List<String>> own) {
        StringBuilder table = new StringBuilder("| command | options |\n| --- | --- |\n");
        own.forEach((name, options) -> table.append("| `jstack %s` | %s |\n"
                .formatted(name, options.stream().map(CommandsPage::code).collect(Collectors.joining(" ")))));
        return table.toString();
    }

    private static String names(Flag flag) {
        return code(String.join(", ", flag.names()));
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }
}
