package io.jstack.runtime.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code config.json}: what is absent in a record is absent in the text, and unknown properties are skipped as config.md demands. */
public final class SpecJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
            .withConfigOverride(List.class, SpecJson::absentIsEmpty)
            .withConfigOverride(Set.class, SpecJson::absentIsEmpty)
            .withConfigOverride(Map.class, SpecJson::absentIsEmpty)
            .withConfigOverride(String.class, SpecJson::absentIsEmpty)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private SpecJson() {}

    private static void absentIsEmpty(MutableConfigOverride type) {
        type.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }

    public static String write(RuntimeSpec spec) {
        try {
            return MAPPER.writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a runtime spec that cannot be written: " + spec, e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when the text is not such a spec; the message names the place
     */
    public static RuntimeSpec read(String json) {
        try {
            return MAPPER.readValue(json, RuntimeSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not an OCI runtime spec: " + e.getMessage(), e);
        }
    }
}
