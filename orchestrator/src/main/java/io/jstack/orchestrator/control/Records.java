package io.jstack.orchestrator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records to JSON and back, component by component under their own names. Understands what the model is made of: records, sealed
 * families ({@code "type"} names the member), enums, text, numbers, lists, sets, maps with text keys, paths, durations. An empty
 * {@link Optional} is left out, and a component the JSON does not have reads as empty where that is possible.
 */
final class Records {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Records() {}

    static JsonNode write(Object value) {
        if (value instanceof Record record) {
            return writeRecord(record);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = NODES.objectNode();
            map.forEach((key, item) -> node.set(key.toString(), write(item)));
            return node;
        }
        if (value instanceof Collection<?> items) {
            ArrayNode node = NODES.arrayNode();
            items.forEach(item -> node.add(write(item)));
            return node;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Records::write).orElse(NODES.nullNode());
        }
        if (value instanceof Integer || value instanceof Long) {
            return NODES.numberNode(((Number) value).longValue());
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        }
        return NODES.textNode(value instanceof Enum<?> constant ? constant.name() : value.toString());
    }

    private static JsonNode writeRecord(Record record) {
        ObjectNode node = NODES.objectNode();
        if (isMemberOfFamily(record.getClass())) {
            node.put("type", record.getClass().getSimpleName());
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            JsonNode value = write(get(component, record));
            if (!value.isNull()) {
                node.set(component.getName(), value);
            }
        }
        return node;
    }

    static <T> T read(JsonNode node, Class<T> type) {
        return type.cast(readAs(node, type));
    }

    private static Object readAs(JsonNode node, Type type) {
        if (type instanceof ParameterizedType generic) {
            return readGeneric(node, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return readRecord(node, plain);
        }
        if (plain.isSealed()) {
            for (Class<?> member : plain.getPermittedSubclasses()) {
                if (member.getSimpleName().equals(node.path("type").asText())) {
                    return readRecord(node, member);
                }
            }
            throw new IllegalArgumentException(
                    "no %s is called %s".formatted(plain.getSimpleName(), node.path("type")));
        }
        if (plain.isEnum()) {
            return constant(plain, node.asText());
        }
        if (plain == int.class || plain == Integer.class) {
            return node.asInt();
        }
        if (plain == long.class || plain == Long.class) {
            return node.asLong();
        }
        if (plain == double.class || plain == Double.class) {
            return node.asDouble();
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return node.asBoolean();
        }
        if (plain == Path.class) {
            return Path.of(node.asText());
        }
        if (plain == Duration.class) {
            return Duration.parse(node.asText());
        }
        return node.asText();
    }

    private static Object readGeneric(JsonNode node, Class<?> raw, Type[] arguments) {
        if (raw == Optional.class) {
            return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(readAs(node, arguments[0]));
        }
        if (raw == Map.class) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), readAs(entry.getValue(), arguments[1])));
            return map;
        }
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(readAs(item, arguments[0])));
        return raw == Set.class ? new LinkedHashSet<>(items) : items;
    }

    private static Object readRecord(JsonNode node, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = readAs(node.path(components[i].getName()), components[i].getGenericType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make %s of %s".formatted(type.getSimpleName(), node), e);
        }
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no %s is called %s".formatted(type.getSimpleName(), name));
    }

    private static boolean isMemberOfFamily(Class<?> type) {
        for (Class<?> family : type.getInterfaces()) {
            if (family.isSealed()) {
                return true;
            }
        }
        return false;
    }

    private static Object get(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
