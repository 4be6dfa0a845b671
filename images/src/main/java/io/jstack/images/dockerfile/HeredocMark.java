package io.jstack.images.dockerfile;

import io.jstack.images.dockerfile.Heredoc.Expansion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code <<NAME}, {@code <<-NAME}, {@code <<"NAME"}: a document is announced. */
record HeredocMark(String name, boolean stripsTabs, Expansion expansion) {
    private static final Pattern MARK = Pattern.compile("^([0-9]*)<<(-?)(['\"]?)([^<'\"\\s;&|]+)\\3$");

    /** Those outside quotes, in order. A word is one only as a whole: {@code a<<b} is none, and neither is {@code <<<x}. */
    static List<HeredocMark> find(String arguments, char escape) {
        List<HeredocMark> marks = new ArrayList<>();
        int at = 0;
        while (at < arguments.length()) {
            if (Character.isWhitespace(arguments.charAt(at))) {
                at++;
                continue;
            }
            int end = Words.endOfWord(arguments, at, escape);
            Matcher matcher = MARK.matcher(withoutShellTail(arguments.substring(at, end)));
            if (matcher.matches()) {
                marks.add(new HeredocMark(
                        matcher.group(4),
                        !matcher.group(2).isEmpty(),
                        matcher.group(3).isEmpty() ? Expansion.EXPAND : Expansion.LITERAL));
            }
            at = end;
        }
        return marks;
    }

    /** {@code <<EOF;} and {@code <<EOF|x} end the word for a shell. */
    private static String withoutShellTail(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (";&|)".indexOf(word.charAt(i)) >= 0) {
                return word.substring(0, i);
            }
        }
        return word;
    }
}
