package io.jstack.cli.commands;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The commands by name. Only the one that was named is made: a model of all would cost each command its start. */
final class Verbs {
    static final List<String> NAMES = List.of(
            "attach", "audit", "build", "commit", "config", "cp", "create", "doctor", "down", "engine", "events",
            "exec", "export", "follow", "graph", "history", "images", "import", "inspect", "kill", "load", "login",
            "logout", "logs", "ls", "pause", "plan", "port", "ps", "pull", "push", "restart", "rm", "rmi", "run",
            "save", "scale", "search", "spec", "start", "stats", "stop", "tag", "top", "unpause", "up", "version",
            "volumes", "wait", "watch");

    private Verbs() {}

    static Optional<Callable<Integer>> make(String verb, Invocation run, String version) {
        return Optional.ofNullable(
                switch (verb) {
                    case "attach" -> new AttachCommand(run);
                    case "audit" -> new AuditCommand(run);
                    case "build" -> new BuildCommand(run);
                    case "commit" -> new CommitCommand(run);
                    case "export" -> new ExportCommand(run);
                    case "history" -> new HistoryCommand(run);
                    case "load" -> new LoadCommand(run);
                    case "login" -> new LoginCommand(run);
                    case "logout" -> new LogoutCommand(run);
                    case "push" -> new PushCommand(run);
                    case "rmi" -> new RmiCommand(run);
                    case "save" -> new SaveCommand(run);
                    case "search" -> new SearchCommand(run);
                    case "tag" -> new TagCommand(run);
                    case "config", "convert" -> new ConfigCommand(run);
                    case "cp" -> new CpCommand(run);
                    case "create" -> new CreateCommand(run);
                    case "doctor" -> new DoctorCommand(run);
                    case "down" -> new DownCommand(run);
                    case "events" -> new EventsCommand(run);
                    case "exec" -> new ExecCommand(run);
                    case "follow" -> new FollowCommand(run);
                    case "graph" -> new GraphCommand(run);
                    case "images" -> new ImagesCommand(run);
                    case "import" -> new ImportCommand(run);
                    case "inspect" -> InspectCommand.anything(run);
                    case "kill" -> new KillCommand(run);
                    case "logs" -> new LogsCommand(run);
                    case "ls" -> new LsCommand(run);
                    case "pause" -> new PauseCommand(run);
                    case "plan" -> new PlanCommand(run);
                    case "port" -> new PortCommand(run);
                    case "ps" -> new PsCommand(run);
                    case "pull" -> new PullCommand(run);
                    case "restart" -> new RestartCommand(run);
                    case "rm" -> new RmCommand(run);
                    case "run" -> new RunCommand(run);
                    case "scale" -> new ScaleCommand(run);
                    case "spec" -> new SpecCommand(run);
                    case "start" -> new StartCommand(run);
                    case "stats" -> new StatsCommand(run);
                    case "stop" -> new StopCommand(run);
                    case "top" -> new TopCommand(run);
                    case "unpause" -> new UnpauseCommand(run);
                    case "up" -> new UpCommand(run);
                    case "volumes" -> new VolumesCommand(run);
                    case "wait" -> new WaitCommand(run);
                    case "watch" -> new WatchCommand(run);
                    case "engine" -> new EngineCommand(run, version);
                    case "version" -> new VersionCommand(run, version);
                    default -> null;
                });
    }

    /** The command that was probably meant. */
    static Optional<String> near(String word) {
        return NAMES.stream()
                .min(java.util.Comparator.comparingInt(name -> distance(name, word)))
                .filter(name -> distance(name, word) <= Math.max(1, word.length() / 2));
    }

    /** Levenshtein's. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
