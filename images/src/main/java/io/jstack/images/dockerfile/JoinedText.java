package io.jstack.images.dockerfile;

import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.List;

/** An instruction's text with its continuation lines joined, which still knows where each character stood. */
final class JoinedText {
    private final SourceLines lines;
    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(int start, int line, int column) {}

    JoinedText(SourceLines lines) {
        this.lines = lines;
    }

    /**
     * Adds one line's share.
     *
     * @param column of its first character, from 1
     */
    void add(String part, int line, int column) {
        pieces.add(new Piece(text.length(), line, column));
        text.append(part);
    }

    Place placeOf(int index) {
        Piece found = pieces.get(0);
        for (Piece piece : pieces) {
            if (piece.start() <= index) {
                found = piece;
            }
        }
        return lines.place(found.line(), found.column() + index - found.start());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
