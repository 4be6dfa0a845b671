package io.jstack.runtime.kernel;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One system call of a program, with everything it needs already in native memory. {@link Calls} makes them. */
public final class Step {
    private final String name;
    private final int number;
    private final List<Argument> arguments;
    private final Optional<Register> result;
    private final Set<Errno> allowed;
    private final Optional<Guard> guard;
    private final Optional<Template> template;

    private Step(
            String name,
            int number,
            List<Argument> arguments,
            Optional<Register> result,
            Set<Errno> allowed,
            Optional<Guard> guard,
            Optional<Template> template) {
        this.name = name;
        this.number = number;
        this.arguments = arguments;
        this.result = result;
        this.allowed = allowed;
        this.guard = guard;
        this.template = template;
    }

    static Step of(Syscall call, Argument... arguments) {
        return new Step(
                call.toString(),
                call.number(),
                List.of(arguments),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** posix_spawn(3), the only step that is a function of libc. */
    static Step ofSpawn(Argument... arguments) {
        return new Step(
                "posix_spawn",
                SyscallProgram.SPAWN,
                List.of(arguments),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Writes {@code template} before the call, which names its memory. */
    Step filling(Template filled) {
        return new Step(name, number, arguments, result, allowed, guard, Optional.of(filled));
    }

    /** Keeps the result, a descriptor, for later steps; the register stays empty when the call fails with an allowed error. */
    public Step into(Register register) {
        return new Step(name, number, arguments, Optional.of(register), allowed, guard, template);
    }

    /** Goes on where the call fails with one of these. */
    public Step allowing(Errno first, Errno... more) {
        return new Step(name, number, arguments, result, EnumSet.of(first, more), guard, template);
    }

    /** Does nothing where the register is filled. */
    public Step unless(Register filled) {
        return new Step(name, number, arguments, result, allowed, Optional.of(new Guard(filled, false)), template);
    }

    /** Does nothing where the register is empty. */
    public Step when(Register filled) {
        return new Step(name, number, arguments, result, allowed, Optional.of(new Guard(filled, true)), template);
    }

    int number() {
        return number;
    }

    List<Argument> arguments() {
        return arguments;
    }

    Optional<Register> result() {
        return result;
    }

    Set<Errno> allowed() {
        return allowed;
    }

    Optional<Guard> guard() {
        return guard;
    }

    Optional<Template> template() {
        return template;
    }

    String name() {
        return name;
    }

    /** As strace would print it, registers by name: {@code $root = openat(-100, "/x", 0x200000)}. */
    @Override
    public String toString() {
        String call = arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", name + "(", ")"));
        return Stream.of(
                        result.map(r -> r + " = ").orElse(""),
                        call,
                        allowed.isEmpty() ? "" : " or " + allowed,
                        guard.map(g -> " " + g).orElse(""))
                .collect(Collectors.joining());
    }

    /** On what a step depends beside its arguments. */
    record Guard(Register register, boolean filled) {
        @Override
        public String toString() {
            return (filled ? "when " : "unless ") + register;
        }
    }

    /** What stands in one of a call's six places. */
    sealed interface Argument {
        /** The word passed to the kernel when no register stands here. */
        long word();

        /**
         * A number.
         *
         * @param shown how it is written; asked only when somebody reads the step, as a launch has hundreds of words
         */
        record Word(long word, LongFunction<String> shown) implements Argument {
            @Override
            public String toString() {
                return shown.apply(word);
            }
        }

        /** A C string. */
        record Text(NativeMemory memory, String text) implements Argument {
            @Override
            public long word() {
                return memory.address();
            }

            @Override
            public String toString() {
                return '"' + text + '"';
            }
        }

        /**
         * An address.
         *
         * @param text what lies there, as {@code shown} of a word
         */
        record Block(NativeMemory memory, Supplier<String> text) implements Argument {
            @Override
            public long word() {
                return memory.address();
            }

            @Override
            public String toString() {
                return text.get();
            }
        }

        /** What the register holds when the step is run. */
        record Slot(Register register) implements Argument {
            @Override
            public long word() {
                return Register.EMPTY;
            }

            @Override
            public String toString() {
                return register.toString();
            }
        }
    }
}
