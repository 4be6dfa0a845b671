package io.jstack.cli.commands;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What people read who ask for help: an example first, then all on one screen. */
final class Help {
    /** Of a terminal as they are at least. */
    private static final int WIDTH = 80;

    private Help() {}

    static String overview() {
        return """
                Runs a Compose file, and keeps it running.

                  jstack up -d      start what compose.yaml or stack.yaml describes
                  jstack ps         see it
                  jstack down       take it away

                A stack
                  up       create, start and keep true    down     stop and remove
                  plan     show what up would do          create   create, do not start
                  ps       list containers                logs     print output; -f follows
                  start    stop     restart   kill   rm   scale    set the number of replicas
                  pause    unpause  wait   ls             events   what happened, and why
                  follow   up, and again when its files change
                Inside
                  exec     run a command in a service     run      run a one-off container
                  cp       copy files in and out          top      processes
                  attach   join a service's terminal      port     a published port's address
                  stats    what containers use            inspect  everything about one
                Files and images
                  config   the file, checked, complete    graph    services as text or SVG
                  build    pull     push   images         import   a file system as an image
                  tag      history  rmi                   save     load   images as archives
                  login    logout   search                of registries
                  commit   a container as an image        export   its files as a tar
                One by one, as docker has them: each with --help
                  container  run, ps, exec, logs, rm …    network  volume  ls, create, rm …
                  image      ls, build, pull, prune …     system   df, prune
                The engine
                  engine   status, start, stop, logs …    doctor   is this machine fit?
                  version

                Before or after the command: -f FILE, -p NAME, --project-directory DIR,
                --profile NAME, --env-file FILE, --ansi WHEN, --progress HOW, --dry-run.
                More of a command: jstack COMMAND --help
                """;
    }

    static String of(CommandLine command) {
        command.getCommandSpec().usageMessage().sortOptions(false).width(WIDTH).abbreviateSynopsis(true);
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    static String synopsis(CommandLine command) {
        command.getCommandSpec().usageMessage().width(WIDTH).abbreviateSynopsis(true);
        return "Usage: " + command.getHelp().synopsis(0);
    }

    /** {@code --help}, and {@code -h} where the command has no other use for it. */
    static void addOption(CommandSpec spec) {
        String[] names = spec.optionsMap().containsKey("-h") ? new String[] {"--help"} : new String[] {"-h", "--help"};
        spec.addOption(OptionSpec.builder(names)
                .usageHelp(true)
                .hidden(true)
                .description("Show this.")
                .build());
    }
}
