package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Build;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.Healthcheck;
import io.jstack.orchestrator.model.ImageUse;
import io.jstack.orchestrator.model.ImageUse.PullPolicy;
import io.jstack.orchestrator.model.Logging;
import io.jstack.orchestrator.model.Service;
import io.jstack.values.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One service; its larger groups have decoders of their own. */
final class ServiceDecoder {
    /** The platforms this program runs on, as OCI's image-spec and uname(1) write them. */
    private static final Set<String> HERE = Set.of("linux", "linux/amd64", "amd64", "linux/x86_64", "x86_64");

    private final String name;
    private final String project;
    private final Fields service;
    private final Extension extension;

    ServiceDecoder(String name, String project, Fields service, Extension stack) {
        this.name = name;
        this.project = project;
        this.service = service;
        this.extension = ExtensionDecoder.of(service, stack);
    }

    Service decode(String hash) {
        return new Service(
                name,
                replicas(),
                service.text("container_name"),
                image(),
                execution(),
                dependencies(),
                new ConnectivityDecoder(service).decode(),
                new StorageDecoder(service).decode(),
                service.fields("healthcheck").map(ServiceDecoder::healthcheck),
                new LifecycleDecoder(service).decode(),
                new ResourcesDecoder(service).decode(),
                SecurityDecoder.of(service),
                logging(),
                service.pairs("labels"),
                service.pairs("annotations"),
                extension,
                hash);
    }

    private int replicas() {
        Optional<Fields> deploy = service.fields("deploy");
        Optional<String> mode = deploy.flatMap(fields -> fields.text("mode"));
        if (mode.isPresent() && !mode.get().equals("replicated") && !mode.get().equals("global")) {
            deploy.get().warn("mode", mode.get() + " is run as an ordinary service");
        }
        return service.integer("scale")
                .or(() -> deploy.flatMap(fields -> fields.integer("replicas")))
                .orElse(1);
    }

    private ImageUse image() {
        Optional<Build> build = service.fields("build").map(BuildDecoder::of);
        Optional<Duration> refresh = refreshAfter();
        return new ImageUse(
                service.text("image").orElse(project + "-" + name),
                build,
                refresh.isPresent() ? PullPolicy.REFRESH : pullPolicy(),
                refresh,
                platform());
    }

    /** {@code daily}, {@code weekly} and {@code every_12h}. */
    private Optional<Duration> refreshAfter() {
        String policy = service.text("pull_policy").orElse("");
        return switch (policy) {
            case "daily" -> Optional.of(Duration.ofDays(1));
            case "weekly" -> Optional.of(Duration.ofDays(7));
            default -> policy.startsWith("every_") ? Optional.of(every(policy.substring(6))) : Optional.empty();
        };
    }

    /** {@code 1w2d12h}, as the schema has checked. */
    private static Duration every(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = Pattern.compile("([0-9]+)([wdhms])").matcher(text);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "w" -> Duration.ofDays(7 * count);
                        case "d" -> Duration.ofDays(count);
                        case "h" -> Duration.ofHours(count);
                        case "m" -> Duration.ofMinutes(count);
                        default -> Duration.ofSeconds(count);
                    });
        }
        return sum;
    }

    /** Images of other machines would need an emulator. */
    private Optional<String> platform() {
        Optional<String> platform = service.text("platform");
        platform.filter(one -> !HERE.contains(one))
                .ifPresent(other -> service.refuse(
                        "platform", "images of " + other + " do not run here", "leave it out, or use linux/amd64"));
        return platform;
    }

    private PullPolicy pullPolicy() {
        Optional<String> policy = service.text("pull_policy");
        if (policy.isEmpty()) {
            return PullPolicy.UNSET;
        }
        return switch (policy.get()) {
            case "never" -> PullPolicy.NEVER;
            case "missing", "if_not_present" -> PullPolicy.MISSING;
            case "build" -> PullPolicy.BUILD;
            default -> PullPolicy.ALWAYS; // always, refresh
        };
    }

    private Execution execution() {
        if (service.flag("init")
                && service.text("pid").filter(mode -> !mode.equals("private")).isPresent()) {
            service.warn("init", "true has no effect: the pid namespace has a process 1 already");
        }
        return new Execution(
                service.list("entrypoint"),
                service.list("command"),
                service.pairs("environment"),
                service.text("working_dir"),
                service.text("user"),
                service.texts("group_add"),
                service.flag("init"),
                service.flag("tty"),
                service.flag("stdin_open"),
                service.truth("attach").orElse(true));
    }

    private List<Dependency> dependencies() {
        List<Dependency> dependencies = new ArrayList<>();
        for (Map.Entry<String, Fields> entry : service.named("depends_on").entrySet()) {
            Fields fields = entry.getValue();
            String condition = fields.text("condition").orElse("service_started");
            dependencies.add(new Dependency(
                    entry.getKey(),
                    Dependency.Condition.valueOf(
                            condition.replace("service_", "").toUpperCase(Locale.ROOT)),
                    fields.flag("restart"),
                    fields.truth("required").orElse(true)));
        }
        return dependencies;
    }

    private static Healthcheck healthcheck(Fields fields) {
        Optional<List<String>> test = fields.list("test").filter(words -> !words.isEmpty());
        boolean none = test.filter(words -> words.get(0).equals("NONE")).isPresent();
        return new Healthcheck(
                test,
                fields.duration("interval"),
                fields.duration("timeout"),
                fields.integer("retries"),
                fields.duration("start_period"),
                fields.duration("start_interval"),
                none || fields.flag("disable"));
    }

    private Logging logging() {
        Optional<Fields> logging = service.fields("logging");
        if (logging.isEmpty()) {
            return Logging.DEFAULT;
        }
        Fields fields = logging.get();
        String driver = fields.text("driver").orElse("json-file");
        if (driver.equals("none")) {
            return new Logging(false, Logging.DEFAULT.maxSize(), Logging.DEFAULT.maxFiles());
        }
        if (!driver.equals("json-file") && !driver.equals("local")) {
            fields.refuse("driver", "no logging driver " + driver, "use json-file, local or none");
            return Logging.DEFAULT;
        }
        Map<String, String> options = fields.pairs("options");
        options.keySet().stream()
                .filter(option -> !option.equals("max-size") && !option.equals("max-file"))
                .forEach(option -> fields.warn("options", option + " has no effect: known are max-size and max-file"));
        Bytes size = Optional.ofNullable(options.get("max-size"))
                .flatMap(Bytes::parse)
                .filter(bytes -> bytes.value() > 0)
                .orElse(Logging.DEFAULT.maxSize());
        return new Logging(true, size, files(options.get("max-file")));
    }

    private static int files(@org.jspecify.annotations.Nullable String option) {
        return option != null && option.matches("[1-9][0-9]{0,5}")
                ? Integer.parseInt(option)
                : Logging.DEFAULT.maxFiles();
    }
}
