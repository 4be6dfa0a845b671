package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link Template}, recursive descent over text/template's grammar. */
final class TemplateParser {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\\$?[A-Za-z_][A-Za-z0-9_]*|\\$|(?:\\.[A-Za-z_][A-Za-z0-9_-]*)+|\\.|:=|=|\\||,|\\(|\\)|-?[0-9]+|\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)");

    private final String text;
    private int at;
    private List<String> tokens = new ArrayList<>();
    private int next;

    TemplateParser(String text) {
        this.text = text;
    }

    List<TemplateNode> parse() {
        List<TemplateNode> nodes = new ArrayList<>();
        String end = body(nodes, Set.of());
        if (!end.isEmpty()) {
            throw fault("{{" + end + "}} closes nothing");
        }
        return nodes;
    }

    /** Nodes up to an action that is one of {@code ends}, or to the text's end; that action's word. */
    private String body(List<TemplateNode> nodes, Set<String> ends) {
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            int close = open < 0 ? -1 : text.indexOf("}}", open);
            if (open < 0) {
                nodes.add(new TemplateNode.Text(text.substring(at)));
                at = text.length();
                break;
            }
            if (close < 0) {
                throw fault("{{ without }}");
            }
            boolean trimBefore = text.startsWith("{{- ", open);
            boolean trimAfter = text.startsWith(" -}}", close - 2);
            String before = text.substring(at, open);
            nodes.add(new TemplateNode.Text(trimBefore ? before.stripTrailing() : before));
            String action = text.substring(open + (trimBefore ? 3 : 2), close - (trimAfter ? 1 : 0));
            at = close + 2;
            while (trimAfter && at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (action.strip().startsWith("/*")) {
                continue;
            }
            read(action);
            String word = peek();
            if (ends.contains(word)) {
                return word;
            }
            nodes.add(action(word));
        }
        if (ends.contains("end")) {
            throw fault("{{end}} is missing");
        }
        return "";
    }

    private TemplateNode action(String word) {
        switch (word) {
            case "if", "with" -> {
                next++;
                return condition(word.equals("with") ? TemplateNode.If.Dot.MOVES : TemplateNode.If.Dot.STAYS);
            }
            case "range" -> {
                next++;
                return range();
            }
            case "end", "else" -> throw fault("{{" + word + "}} closes nothing");
            default -> {
                if (word.startsWith("$")
                        && next + 1 < tokens.size()
                        && tokens.get(next + 1).endsWith("=")) {
                    next += 2;
                    return new TemplateNode.Assign(word, whole());
                }
                return new TemplateNode.Print(whole());
            }
        }
    }

    private TemplateNode condition(TemplateNode.If.Dot dot) {
        TemplateValue condition = whole();
        List<TemplateNode> then = new ArrayList<>();
        List<TemplateNode> otherwise = new ArrayList<>();
        if (body(then, Set.of("end", "else")).equals("else")) {
            next++;
            if (peek().equals("if") || peek().equals("with")) {
                TemplateNode.If.Dot inner =
                        peek().equals("with") ? TemplateNode.If.Dot.MOVES : TemplateNode.If.Dot.STAYS;
                next++;
                otherwise.add(condition(inner));
            } else {
                body(otherwise, Set.of("end"));
            }
        }
        return new TemplateNode.If(condition, dot, then, otherwise);
    }

    private TemplateNode range() {
        List<String> variables = new ArrayList<>();
        int assign = tokens.indexOf(":=");
        if (assign > 0) {
            while (next < assign) {
                if (peek().startsWith("$")) {
                    variables.add(peek());
                }
                next++;
            }
            next++;
        }
        TemplateValue over = whole();
        List<TemplateNode> body = new ArrayList<>();
        List<TemplateNode> otherwise = new ArrayList<>();
        if (body(body, Set.of("end", "else")).equals("else")) {
            body(otherwise, Set.of("end"));
        }
        Optional<String> key = variables.size() > 1 ? Optional.of(variables.get(0)) : Optional.empty();
        Optional<String> element =
                variables.isEmpty() ? Optional.empty() : Optional.of(variables.get(variables.size() - 1));
        return new TemplateNode.Range(key, element, over, body, otherwise);
    }

    // ---- one action

    private void read(String action) {
        tokens = new ArrayList<>();
        next = 0;
        Matcher token = TOKEN.matcher(action);
        int from = 0;
        while (from < action.stripTrailing().length()) {
            token.region(from, action.length());
            if (!token.lookingAt()) {
                throw fault("{{" + action + "}}");
            }
            tokens.add(token.group(1));
            from = token.end();
        }
    }

    private TemplateValue whole() {
        TemplateValue value = pipeline();
        if (next < tokens.size()) {
            throw fault(peek());
        }
        return value;
    }

    private TemplateValue pipeline() {
        TemplateValue value = command(Optional.empty());
        while (peek().equals("|")) {
            next++;
            value = command(Optional.of(value));
        }
        return value;
    }

    private TemplateValue command(Optional<TemplateValue> piped) {
        Optional<TemplateFunction> function = TemplateFunction.named(peek());
        if (function.isEmpty()) {
            if (piped.isPresent()) {
                throw fault(peek());
            }
            return operand();
        }
        next++;
        List<TemplateValue> arguments = new ArrayList<>();
        while (next < tokens.size() && !peek().equals("|") && !peek().equals(")")) {
            arguments.add(operand());
        }
        piped.ifPresent(arguments::add);
        return new TemplateValue.Call(function.get(), arguments);
    }

    private TemplateValue operand() {
        String token = peek();
        next++;
        if (token.equals("(")) {
            TemplateValue inner = pipeline();
            if (!peek().equals(")")) {
                throw fault("( without )");
            }
            next++;
            return fields(inner);
        }
        if (token.equals(".")) {
            return new TemplateValue.Dot();
        }
        if (token.startsWith(".")) {
            return new TemplateValue.Field(new TemplateValue.Dot(), path(token));
        }
        if (token.startsWith("$")) {
            return fields(new TemplateValue.Variable(token));
        }
        if (token.startsWith("\"") || token.startsWith("`")) {
            String quoted = token.substring(1, token.length() - 1);
            return new TemplateValue.Literal(
                    TextNode.valueOf(token.startsWith("`") ? quoted : quoted.replaceAll("\\\\(.)", "$1")));
        }
        if (token.equals("true") || token.equals("false")) {
            return new TemplateValue.Literal(BooleanNode.valueOf(token.equals("true")));
        }
        if (token.matches("-?[0-9]{1,18}")) {
            return new TemplateValue.Literal(LongNode.valueOf(Long.parseLong(token)));
        }
        throw fault(token.isEmpty() ? "an action without a value" : token);
    }

    private TemplateValue fields(TemplateValue base) {
        if (peek().startsWith(".") && peek().length() > 1) {
            List<String> path = path(peek());
            next++;
            return new TemplateValue.Field(base, path);
        }
        return base;
    }

    private static List<String> path(String token) {
        return List.of(token.substring(1).split("\\.", -1));
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private JstackException fault(String what) {
        return new JstackException(
                CommandError.USAGE, "--format does not understand " + what + " in " + text, "--format json, and jq");
    }
}
