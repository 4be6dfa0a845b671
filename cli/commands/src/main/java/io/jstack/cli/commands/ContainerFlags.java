package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code docker run} and {@code docker create} say about a container, by their names there. */
final class ContainerFlags {
    @Option(names = "--name", paramLabel = "NAME", description = "Its name; one is made up when none is given.")
    Optional<String> name = Optional.empty();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable; NAME alone takes this shell's.")
    List<String> environment = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Variables, a line each.")
    List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "PORT",
            description = "8080:80, 127.0.0.1:8080:80/udp, 80.")
    List<String> ports = new ArrayList<>();

    @Option(
            names = {"-P", "--publish-all"},
            description = "Publish every exposed port at a free one.")
    boolean publishAll;

    @Option(names = "--expose", paramLabel = "PORT", description = "A port it serves.")
    List<String> expose = new ArrayList<>();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET",
            description = "A volume's name or a path here; :ro.")
    List<String> volumes = new ArrayList<>();

    @Option(names = "--mount", paramLabel = "type=…,src=…,dst=…", description = "The same in words.")
    List<String> mounts = new ArrayList<>();

    @Option(names = "--volumes-from", paramLabel = "CONTAINER", description = "All mounts of another; :ro.")
    List<String> volumesFrom = new ArrayList<>();

    @Option(names = "--tmpfs", paramLabel = "PATH", description = "A tmpfs there.")
    List<String> tmpfs = new ArrayList<>();

    @Option(names = "--link", paramLabel = "CONTAINER:ALIAS", description = "Its name and variables.")
    List<String> links = new ArrayList<>();

    @Option(
            names = {"--network", "--net"},
            paramLabel = "NETWORK",
            description = "bridge unless given; none, host, container:NAME.")
    List<String> networks = new ArrayList<>();

    @Option(
            names = {"--network-alias", "--net-alias"},
            paramLabel = "NAME",
            description = "Another name on its network.")
    List<String> aliases = new ArrayList<>();

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "Its address there.")
    Optional<String> ip = Optional.empty();

    @Option(names = "--add-host", paramLabel = "NAME:ADDRESS", description = "A line of /etc/hosts.")
    List<String> hosts = new ArrayList<>();

    @Option(names = "--dns", paramLabel = "ADDRESS", description = "A name server.")
    List<String> dns = new ArrayList<>();

    @Option(names = "--dns-search", paramLabel = "DOMAIN", description = "A search domain.")
    List<String> dnsSearch = new ArrayList<>();

    @Option(
            names = {"--dns-option", "--dns-opt"},
            paramLabel = "OPTION",
            description = "An option of resolv.conf.")
    List<String> dnsOptions = new ArrayList<>();

    @Option(
            names = {"-h", "--hostname"},
            paramLabel = "NAME",
            description = "What it calls itself.")
    Optional<String> hostname = Optional.empty();

    @Option(names = "--domainname", paramLabel = "NAME", description = "And its domain.")
    Optional<String> domainname = Optional.empty();

    @Option(names = "--mac-address", paramLabel = "MAC", description = "Of its first interface.")
    Optional<String> mac = Optional.empty();

    @Option(names = "--entrypoint", paramLabel = "COMMAND", description = "Instead of the image's; '' clears it.")
    Optional<String> entrypoint = Optional.empty();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As that user.")
    Optional<String> user = Optional.empty();

    @Option(names = "--group-add", paramLabel = "GROUP", description = "And in that group.")
    List<String> groups = new ArrayList<>();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "In that directory.")
    Optional<String> directory = Optional.empty();

    @Option(
            names = {"-t", "--tty"},
            description = "With a terminal.")
    boolean tty;

    @Option(
            names = {"-i", "--interactive"},
            description = "Keep standard input open.")
    boolean interactive;

    @Option(names = "--init", description = "With an init that reaps.")
    boolean init;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "Add a label.")
    List<String> labels = new ArrayList<>();

    @Option(names = "--label-file", paramLabel = "FILE", description = "Labels, a line each.")
    List<String> labelFiles = new ArrayList<>();

    @Option(names = "--annotation", paramLabel = "NAME=VALUE", description = "Add an annotation.")
    List<String> annotations = new ArrayList<>();

    @Option(names = "--restart", paramLabel = "POLICY", description = "no, on-failure[:n], always, unless-stopped.")
    String restart = "no";

    @Option(names = "--rm", description = "Remove it when it has ended.")
    boolean remove;

    @Option(names = "--stop-signal", paramLabel = "SIGNAL", description = "Instead of the image's.")
    Optional<String> stopSignal = Optional.empty();

    @Option(names = "--stop-timeout", paramLabel = "SECONDS", description = "Before SIGKILL.")
    Optional<Integer> stopTimeout = Optional.empty();

    @Option(names = "--health-cmd", paramLabel = "COMMAND", description = "Healthy while it succeeds.")
    Optional<String> healthCommand = Optional.empty();

    @Option(names = "--health-interval", paramLabel = "TIME", description = "30s.")
    Optional<String> healthInterval = Optional.empty();

    @Option(names = "--health-timeout", paramLabel = "TIME", description = "30s.")
    Optional<String> healthTimeout = Optional.empty();

    @Option(names = "--health-start-period", paramLabel = "TIME", description = "Failures that do not count.")
    Optional<String> healthStartPeriod = Optional.empty();

    @Option(names = "--health-start-interval", paramLabel = "TIME", description = "Within that period.")
    Optional<String> healthStartInterval = Optional.empty();

    @Option(names = "--health-retries", paramLabel = "N", description = "Failures until unhealthy.")
    Optional<Integer> healthRetries = Optional.empty();

    @Option(names = "--no-healthcheck", description = "Not the image's either.")
    boolean noHealthcheck;

    @Option(names = "--read-only", description = "The image's files read-only.")
    boolean readOnly;

    @Option(names = "--privileged", description = "With every right.")
    boolean privileged;

    @Option(names = "--cap-add", paramLabel = "CAP", description = "Add a capability.")
    List<String> capAdd = new ArrayList<>();

    @Option(names = "--cap-drop", paramLabel = "CAP", description = "Drop a capability.")
    List<String> capDrop = new ArrayList<>();

    @Option(names = "--security-opt", paramLabel = "OPTION", description = "As in a stack file.")
    List<String> securityOptions = new ArrayList<>();

    @Option(names = "--sysctl", paramLabel = "NAME=VALUE", description = "Of its namespaces.")
    List<String> sysctls = new ArrayList<>();

    @Option(names = "--ulimit", paramLabel = "NAME=SOFT:HARD", description = "nofile=1024:2048.")
    List<String> ulimits = new ArrayList<>();

    @Option(names = "--device", paramLabel = "PATH", description = "A device of this host.")
    List<String> devices = new ArrayList<>();

    @Option(names = "--device-cgroup-rule", paramLabel = "RULE", description = "c 1:3 rwm.")
    List<String> deviceRules = new ArrayList<>();

    @Option(names = "--log-driver", paramLabel = "DRIVER", description = "json-file, local, none.")
    Optional<String> logDriver = Optional.empty();

    @Option(names = "--log-opt", paramLabel = "NAME=VALUE", description = "max-size, max-file.")
    List<String> logOptions = new ArrayList<>();

    @Mixin
    LimitFlags limits = new LimitFlags();

    @Mixin
    BlockIoFlags blockIo = new BlockIoFlags();

    @Mixin
    KeyFlags keys = new KeyFlags();

    @Option(names = "--oom-kill-disable", description = "As the stack file's key.")
    boolean oomKillDisable;

    @Option(names = "--cidfile", paramLabel = "FILE", description = "Write its id there.")
    Optional<String> idFile = Optional.empty();

    @Option(names = "--pull", paramLabel = "WHEN", description = "always, missing or never.")
    String pull = "missing";

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not show how the image comes.")
    boolean quiet;
}
