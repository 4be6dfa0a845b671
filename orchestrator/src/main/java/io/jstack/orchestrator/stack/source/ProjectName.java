package io.jstack.orchestrator.stack.source;

import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules for a project's name: {@code [a-z0-9][a-z0-9_-]*}. */
public final class ProjectName {
    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    private ProjectName() {}

    /** A name somebody asked for, which must be right as it is. */
    public static String checked(String name) {
        if (!VALID.matcher(name).matches()) {
            String near = from(name);
            throw new JstackException(
                    StackError.PROJECT_NAME_INVALID,
                    "invalid project name \"" + name
                            + "\": must consist only of lowercase alphanumeric characters, hyphens,"
                            + " and underscores as well as start with a letter or number",
                    near.isEmpty() ? "choose a name such as web" : "use " + near);
        }
        return name;
    }

    /** A name taken from a file or a folder: lower case, without foreign characters; may be empty. */
    public static String from(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "").replaceAll("^[_-]+", "");
    }
}
