package io.jstack.orchestrator.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jstack.values.Bytes;
import io.jstack.values.ContainerId;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The model as JSON, for durable records. A secret that came from the caller's environment is left without its value: it must never
 * reach a disk, so after a reboot such a service waits until the stack is brought up again.
 */
public final class ModelJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(plainValues())
            .addMixIn(NetworkMode.class, NetworkModeNames.class)
            .addMixIn(Mount.class, MountNames.class)
            .addMixIn(FileSource.class, FileSourceNames.class)
            .addMixIn(FileSource.FromEnvironment.class, WithoutValue.class)
            .addMixIn(Extension.Probe.class, ProbeNames.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ModelJson() {}

    /** Reads and writes every record of this package; callers add nothing to it. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static SimpleModule plainValues() {
        SimpleModule module = new SimpleModule("values");
        module.addSerializer(Path.class, new JsonSerializer<Path>() {
            @Override
            public void serialize(Path path, JsonGenerator json, SerializerProvider unused) throws IOException {
                json.writeString(path.toString());
            }
        });
        module.addDeserializer(Path.class, new JsonDeserializer<Path>() {
            @Override
            public Path deserialize(JsonParser json, DeserializationContext unused) throws IOException {
                return Path.of(json.getText());
            }
        });
        module.addSerializer(Bytes.class, new JsonSerializer<Bytes>() {
            @Override
            public void serialize(Bytes bytes, JsonGenerator json, SerializerProvider unused) throws IOException {
                json.writeNumber(bytes.value());
            }
        });
        module.addDeserializer(Bytes.class, new JsonDeserializer<Bytes>() {
            @Override
            public Bytes deserialize(JsonParser json, DeserializationContext unused) throws IOException {
                return new Bytes(json.getLongValue());
            }
        });
        module.addSerializer(ContainerId.class, new JsonSerializer<ContainerId>() {
            @Override
            public void serialize(ContainerId id, JsonGenerator json, SerializerProvider unused) throws IOException {
                json.writeString(id.value());
            }
        });
        module.addDeserializer(ContainerId.class, new JsonDeserializer<ContainerId>() {
            @Override
            public ContainerId deserialize(JsonParser json, DeserializationContext unused) throws IOException {
                return new ContainerId(json.getText());
            }
        });
        return module;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = NetworkMode.Own.class, name = "own"),
        @JsonSubTypes.Type(value = NetworkMode.None.class, name = "none"),
        @JsonSubTypes.Type(value = NetworkMode.Host.class, name = "host"),
        @JsonSubTypes.Type(value = NetworkMode.OfService.class, name = "service"),
        @JsonSubTypes.Type(value = NetworkMode.OfContainer.class, name = "container")
    })
    private interface NetworkModeNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Mount.Named.class, name = "volume"),
        @JsonSubTypes.Type(value = Mount.Anonymous.class, name = "anonymous"),
        @JsonSubTypes.Type(value = Mount.Bind.class, name = "bind"),
        @JsonSubTypes.Type(value = Mount.Tmpfs.class, name = "tmpfs"),
        @JsonSubTypes.Type(value = Mount.FromImage.class, name = "image")
    })
    private interface MountNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FileSource.FromFile.class, name = "file"),
        @JsonSubTypes.Type(value = FileSource.Inline.class, name = "content"),
        @JsonSubTypes.Type(value = FileSource.FromEnvironment.class, name = "environment"),
        @JsonSubTypes.Type(value = FileSource.External.class, name = "external")
    })
    private interface FileSourceNames {}

    private interface WithoutValue {
        @com.fasterxml.jackson.annotation.JsonProperty(
                access = com.fasterxml.jackson.annotation.JsonProperty.Access.WRITE_ONLY)
        String value();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "probe")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Extension.Probe.Tcp.class, name = "tcp"),
        @JsonSubTypes.Type(value = Extension.Probe.Http.class, name = "http")
    })
    private interface ProbeNames {}
}
