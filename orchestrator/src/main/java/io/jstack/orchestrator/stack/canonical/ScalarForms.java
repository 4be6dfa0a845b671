package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Form;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import io.jstack.orchestrator.stack.yaml.GoFloat;
import io.jstack.values.Bytes;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Forms of single values: numbers, flags, sizes, durations, permissions. */
final class ScalarForms {
    private static final Set<Form> KNOWN = EnumSet.of(
            Form.TEXT,
            Form.FLAG,
            Form.FLAG_KEPT,
            Form.FLAG_UNLESS_TRUE,
            Form.INTEGER,
            Form.INTEGER_KEPT,
            Form.NUMBER,
            Form.SINGLE,
            Form.SIZE,
            Form.DURATION,
            Form.DURATION_KEPT,
            Form.MODE,
            Form.DEVICE_COUNT);

    private final Findings findings;

    ScalarForms(Findings findings) {
        this.findings = findings;
    }

    static boolean knows(Form form) {
        return KNOWN.contains(form);
    }

    /** Empty when the value is left out. */
    Optional<Node> print(ScalarNode scalar, Form form, KeyPath path) {
        if (scalar.isNull()) {
            return Optional.empty();
        }
        return switch (form) {
            case FLAG -> flag(scalar, path).filter(ScalarNode::isTrue).map(node -> node);
            case FLAG_UNLESS_TRUE ->
                flag(scalar, path).filter(node -> !node.isTrue()).map(node -> node);
            case FLAG_KEPT -> flag(scalar, path).map(node -> node);
            case INTEGER ->
                integer(scalar, path).filter(node -> !node.text().equals("0")).map(node -> node);
            case INTEGER_KEPT -> integer(scalar, path).map(node -> node);
            case NUMBER -> number(scalar, path, Form.NUMBER);
            case SINGLE -> number(scalar, path, Form.SINGLE);
            case SIZE ->
                size(scalar, path).filter(node -> !node.text().equals("0")).map(node -> node);
            case DURATION ->
                duration(scalar, path).filter(node -> !node.text().equals("0s")).map(node -> node);
            case DURATION_KEPT -> duration(scalar, path).map(node -> node);
            case MODE -> mode(scalar, path);
            case DEVICE_COUNT -> deviceCount(scalar, path);
            default -> text(scalar);
        };
    }

    private static Optional<Node> text(ScalarNode scalar) {
        return scalar.text().isEmpty()
                ? Optional.empty()
                : Optional.of(scalar.kind() == Kind.STRING ? scalar : ScalarNode.string(scalar.text(), scalar.place()));
    }

    private Optional<ScalarNode> flag(ScalarNode scalar, KeyPath path) {
        if (scalar.kind() == Kind.BOOLEAN) {
            return Optional.of(scalar);
        }
        return switch (scalar.text().toLowerCase(Locale.ROOT)) {
            case "true", "y", "yes", "on" -> Optional.of(ScalarNode.bool(true, scalar.place()));
            case "false", "n", "no", "off" -> Optional.of(ScalarNode.bool(false, scalar.place()));
            default -> wrong(scalar, path, "expected true or false", "");
        };
    }

    private Optional<ScalarNode> integer(ScalarNode scalar, KeyPath path) {
        if (scalar.kind() == Kind.INTEGER) {
            return Optional.of(scalar);
        }
        try {
            long value = scalar.kind() == Kind.FLOAT
                    ? new BigDecimal(scalar.text()).longValue()
                    : Long.parseLong(scalar.text());
            return Optional.of(ScalarNode.integer(value, scalar.place()));
        } catch (NumberFormatException notANumber) {
            return wrong(scalar, path, "expected an integer", "");
        }
    }

    private Optional<Node> number(ScalarNode scalar, KeyPath path, Form precision) {
        try {
            double value = Double.parseDouble(scalar.text());
            if (value == 0) {
                return Optional.empty();
            }
            String text = precision == Form.SINGLE
                    ? GoFloat.print(Double.parseDouble(Float.toString((float) value)))
                    : GoFloat.print(value);
            return Optional.of(
                    text.matches("-?[0-9]+")
                            ? new ScalarNode(Kind.INTEGER, text, text, scalar.place(), scalar.directive())
                            : ScalarNode.decimal(text, scalar.place()));
        } catch (NumberFormatException notANumber) {
            wrong(scalar, path, "expected a number", "");
            return Optional.empty();
        }
    }

    private Optional<ScalarNode> size(ScalarNode scalar, KeyPath path) {
        if (scalar.kind() == Kind.FLOAT) {
            return Optional.of(ScalarNode.string(
                    new BigDecimal(scalar.text()).toBigInteger().toString(), scalar.place()));
        }
        Optional<Bytes> bytes = Bytes.parse(scalar.text());
        return bytes.isEmpty()
                ? wrong(scalar, path, "invalid size", "write a number and a unit of b, k, m, g, t, p: 512m")
                : Optional.of(ScalarNode.string(Long.toString(bytes.get().value()), scalar.place()));
    }

    private Optional<ScalarNode> duration(ScalarNode scalar, KeyPath path) {
        return GoDuration.parse(scalar.text())
                .map(duration -> ScalarNode.string(GoDuration.print(duration), scalar.place()))
                .or(() ->
                        wrong(scalar, path, "invalid duration", "write a number and a unit of us, ms, s, m, h: 1m30s"));
    }

    private Optional<Node> mode(ScalarNode scalar, KeyPath path) {
        try {
            long bits = scalar.kind() == Kind.STRING
                    ? Long.parseUnsignedLong(scalar.text(), 8)
                    : new BigDecimal(scalar.text()).longValueExact();
            return Optional.of(ScalarNode.string("0" + Long.toOctalString(bits), scalar.place()));
        } catch (ArithmeticException | NumberFormatException notOctal) {
            wrong(scalar, path, "invalid permissions", "write octal digits: 0440");
            return Optional.empty();
        }
    }

    private Optional<Node> deviceCount(ScalarNode scalar, KeyPath path) {
        if (scalar.text().equalsIgnoreCase("all")) {
            return Optional.of(ScalarNode.integer(-1, scalar.place()));
        }
        try {
            long count = Long.parseLong(scalar.text());
            return count == 0 ? Optional.empty() : Optional.of(ScalarNode.integer(count, scalar.place()));
        } catch (NumberFormatException notANumber) {
            wrong(scalar, path, "invalid value, the only value allowed is 'all' or a number", "write all, or a number");
            return Optional.empty();
        }
    }

    private Optional<ScalarNode> wrong(ScalarNode scalar, KeyPath path, String what, String remedy) {
        findings.problem(
                StackError.VALUE_INVALID, scalar.place(), path + ": " + what + ": '" + scalar.text() + "'", remedy);
        return Optional.empty();
    }
}
