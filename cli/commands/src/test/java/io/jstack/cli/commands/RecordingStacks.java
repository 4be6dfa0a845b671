package io.jstack.cli.commands;

import io.jstack.orchestrator.Projects;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An engine that only remembers what it was asked, and answers what the test said. */
final class RecordingStacks {
    private final List<Asked> asked = new ArrayList<>();
    private final Map<String, Object> answers = new HashMap<>();

    /** One call. */
    record Asked(String verb, List<Object> with) {}

    RecordingStacks answering(String verb, Object answer) {
        answers.put(verb, answer);
        return this;
    }

    /** The calls of a verb. */
    List<Asked> asked(String verb) {
        return asked.stream().filter(call -> call.verb().equals(verb)).toList();
    }

    Stacks stacks() {
        Projects projects = fake(Projects.class, this::answer);
        return fake(
                Stacks.class,
                (proxy, method, arguments) ->
                        method.getName().equals("projects") ? projects : answer(proxy, method, arguments));
    }

    private @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        asked.add(
                new Asked(method.getName(), arguments == null ? List.of() : new ArrayList<>(Arrays.asList(arguments))));
        Object answer = answers.get(method.getName());
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        if (answer == null && method.getReturnType() == List.class) {
            return List.of();
        }
        return answer == null && method.getReturnType() == int.class ? Integer.valueOf(0) : answer;
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
