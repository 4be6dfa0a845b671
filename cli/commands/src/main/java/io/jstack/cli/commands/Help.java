package io.jstack.cli.commands;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What people read who ask for help: an example first, then all on one screen. */
final class Help {
    private Help() {}

    static String overview() {
        return """
                Runs a Compose file, and keeps it running.

                  jstack up -d                     start what compose.yaml or stack.yaml describes
                  jstack ps                        see it
                  jstack down                      take it away

                A stack
                  up        create, start and keep true        down      stop and remove
                  plan      show what up would do              create    create, without starting
                  ps        list containers                    logs      print output; -f follows
                  start     stop     restart   kill   rm       scale     change the number of replicas
                  follow    up, and up again whenever its files change
                  pause     unpause  wait      ls              events    what happened, and why
                Inside
                  exec      run a command in a service         run       run a one-off container
                  cp        copy files in and out              top       processes
                  attach    join a service's terminal          port      a published port's address
                  inspect   everything about one thing
                Files and images
                  config    the file, checked and complete     graph     services as text or SVG
                  build     pull      push     images          import    a root file system as an image
                  tag       history   rmi                      save      load      images as archives
                  login     logout    search                   of registries
                  commit    a container as an image            export    a container's files as a tar
                One by one, as docker has them: each with --help
                  container run, ps, exec, logs, stop, rm …    network   volume    ls, create, inspect, rm, prune
                  image     ls, build, pull, inspect, prune …  system    df, prune
                The engine
                  engine    status, start, stop, restart, logs doctor    is this machine fit?
                  version

                Before or after the command: -f FILE, -p NAME, --project-directory DIR, --profile NAME,
                --env-file FILE, --ansi WHEN, --progress HOW, --dry-run.
                More of a command: jstack COMMAND --help
                """;
    }

    static String of(CommandLine command) {
        command.getCommandSpec().usageMessage().sortOptions(false).width(100).abbreviateSynopsis(true);
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    static String synopsis(CommandLine command) {
        command.getCommandSpec().usageMessage().width(100).abbreviateSynopsis(true);
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
