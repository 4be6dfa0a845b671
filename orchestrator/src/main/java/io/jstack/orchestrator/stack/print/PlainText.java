package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.yaml.YamlReader;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;

/** Which texts YAML needs no quotes for. On the cautious side: what any reader could take for more than a text is quoted. */
final class PlainText {
    private static final BitSet FIRST = letters("_/.$~");
    private static final BitSet LATER = letters("0123456789-_/.$+@()=, ~^");
    private static final BitSet AFTER_COLON = letters("0123456789-_/.$+@()=~");

    /** Truths of YAML 1.1. */
    private static final Set<String> OLD_WORDS = Set.of("y", "n", "yes", "no", "on", "off");

    private PlainText() {}

    static boolean holds(String text) {
        return !text.isEmpty()
                && hasPlainLetters(text)
                && !(text.indexOf(' ') >= 0 && hasOtherBlanks(text))
                && !(text.length() <= 3 && OLD_WORDS.contains(text.toLowerCase(Locale.ROOT)))
                && YamlReader.isPlainText(text);
    }

    private static boolean hasPlainLetters(String text) {
        int colon = text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        return FIRST.get(text.charAt(0)) && allIn(LATER, text, 1, end) && (colon < 0 || isPlainAfter(colon, text));
    }

    /** Colons stand between other letters, not beside each other and not at the end. */
    private static boolean isPlainAfter(int colon, String text) {
        for (int at = colon; at >= 0; ) {
            int next = text.indexOf(':', at + 1);
            int end = next < 0 ? text.length() : next;
            if (end == at + 1 || !allIn(AFTER_COLON, text, at + 1, end)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private static boolean allIn(BitSet letters, String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (!letters.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Blanks between words only, one each, and none after a comma. */
    private static boolean hasOtherBlanks(String text) {
        return text.contains(", ") || text.contains("  ") || text.endsWith(" ");
    }

    private static BitSet letters(String others) {
        BitSet set = new BitSet(128);
        set.set('A', 'Z' + 1);
        set.set('a', 'z' + 1);
        others.chars().forEach(set::set);
        return set;
    }
}
