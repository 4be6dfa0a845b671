package io.jstack.cli.commands;

import io.jstack.engine.EngineError;
import io.jstack.values.ErrorCode;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Several things named on one command line: each is done, whatever became of the one before it, and all failures are told. */
record EachOf(List<String> names, Missing missing) {
    private static final Set<ErrorCode> ABSENT =
            Set.of(EngineError.NO_SUCH_CONTAINER, EngineError.NO_SUCH_NETWORK, EngineError.NO_SUCH_VOLUME);

    /** {@code rm -f}. */
    enum Missing {
        IS_AN_ERROR,
        IS_NO_ERROR
    }

    static EachOf names(List<String> names, boolean force) {
        return new EachOf(names, force ? Missing.IS_NO_ERROR : Missing.IS_AN_ERROR);
    }

    static EachOf names(List<String> names) {
        return new EachOf(names, Missing.IS_AN_ERROR);
    }

    /** Does {@code what} to each, and prints the names of those it was done to. */
    int act(Invocation run, Consumer<String> what) {
        List<Problem> problems = new ArrayList<>();
        for (String name : names) {
            try {
                what.accept(name);
                run.out().println(name);
            } catch (JstackException e) {
                if (missing == Missing.IS_AN_ERROR || !ABSENT.contains(e.code())) {
                    problems.addAll(e.problems());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new JstackException(problems);
        }
        return ExitCode.OK;
    }
}
