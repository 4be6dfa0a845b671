package io.jstack.orchestrator.stack.yaml;

import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads the documents of one YAML file. */
public final class YamlReader {
    /** Larger than any stack file written by hand or by a tool that means it. */
    public static final int MAXIMUM_BYTES = 8 << 20;

    private static final int MAXIMUM_DEPTH = 100;

    private final String file;

    public YamlReader(String file) {
        this.file = file;
    }

    /** The documents in order; an empty file has none. */
    public List<Node> read(byte[] bytes) {
        String text = decode(bytes);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAXIMUM_BYTES);
        options.setNestingDepthLimit(MAXIMUM_DEPTH);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // NodeConverter's budget counts what aliases expand to
        try {
            Composer composer = new Composer(
                    new ParserImpl(new StreamReader(new StringReader(text)), options), new CoreResolver(), options);
            NodeConverter converter = new NodeConverter(file);
            List<Node> documents = new ArrayList<>();
            while (composer.checkNode()) {
                documents.add(converter.convert(composer.getNode()));
            }
            return documents;
        } catch (MarkedYAMLException wrong) {
            throw problem(wrong);
        } catch (ReaderException wrong) {
            throw invalid(
                    placeOf(text, wrong.getPosition()),
                    "character " + hex(wrong.getCodePoint()) + " is not allowed in YAML");
        } catch (YAMLException wrong) {
            String message = firstLine(String.valueOf(wrong.getMessage()));
            throw message.startsWith("Nesting Depth")
                    ? new JstackException(
                            StackError.YAML_INVALID,
                            new Place(file, 1, 1),
                            "values are nested more than " + MAXIMUM_DEPTH + " levels deep",
                            "close the brackets and braces that are open")
                    : invalid(new Place(file, 1, 1), message);
        }
    }

    /** Whether {@code text} without quotes would be read as a text again, and not as a number, a truth or nothing. */
    public static boolean isPlainText(String text) {
        return !text.isEmpty() && PlainScalar.of(text).kind() == ScalarNode.Kind.STRING;
    }

    private JstackException problem(MarkedYAMLException wrong) {
        Mark mark = wrong.getProblemMark() == null ? wrong.getContextMark() : wrong.getProblemMark();
        Place place = mark == null ? new Place(file, 1, 1) : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
        String problem = firstLine(String.valueOf(wrong.getProblem()));
        String context = wrong.getContext() == null ? "" : " " + firstLine(wrong.getContext());
        String message = problem + context;
        return new JstackException(StackError.YAML_INVALID, place, lower(message), remedy(message));
    }

    private static String remedy(String message) {
        return message.contains("\\t") || message.contains("'\t'")
                ? "indent with blanks; YAML does not allow tabs"
                : "check the indentation and the quotes at and above this line";
    }

    private JstackException invalid(Place place, String message) {
        return new JstackException(StackError.YAML_INVALID, place, message, "");
    }

    private String decode(byte[] bytes) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(input)
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            String before = new String(bytes, start, input.position() - start, StandardCharsets.UTF_8);
            throw new JstackException(
                    StackError.FILE_UNREADABLE,
                    placeOf(before, before.length()),
                    "byte " + hex(bytes[input.position()] & 0xFF) + " is not UTF-8",
                    "save the file as UTF-8");
        }
    }

    private Place placeOf(String text, int position) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(position, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new Place(file, line, column);
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value).toUpperCase(Locale.ROOT);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String lower(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
