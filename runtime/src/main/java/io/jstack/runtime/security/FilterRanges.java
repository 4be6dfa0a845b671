package io.jstack.runtime.security;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes a filter shorter, which the kernel checks and compiles at every start of a program: neighbouring numbers with the same answer
 * are a range, and ranges are searched by halving. libseccomp compares with each number by itself.
 *
 * <p>The program is followed with the architecture and the number known, from 0 upwards, until it returns or asks for an argument; code
 * that looks at arguments is kept as it is. Each comparison on the way tells how far up the same way would be taken.
 */
final class FilterRanges {
    /** So many numbers that stand alone in a range are asked for one after the other: more would make a list of a search. */
    private static final int ALONE = 3;

    private final BpfGraph graph;

    /** Where the program begins that is followed. */
    private final int first;

    private final CallWord architecture = new CallWord(BpfProgram.ARCHITECTURE);
    private final CallWord number = new CallWord(BpfProgram.NUMBER);

    private FilterRanges(BpfGraph graph, int first) {
        this.graph = graph;
        this.first = first;
    }

    /** A program with the same answer to every call; this one itself where that would not be shorter. */
    static byte[] of(byte[] program) {
        byte[] written = write(program);
        return written.length < program.length ? written : program;
    }

    /** A program with the same answer to every call; this one itself where it is not understood. */
    static byte[] write(byte[] program) {
        BpfGraph graph = new BpfGraph();
        OptionalInt first = graph.read(program);
        if (first.isEmpty() || graph.node(first.getAsInt()).code() != BpfProgram.LOAD) {
            return program;
        }
        return BpfWriter.write(graph, new FilterRanges(graph, first.getAsInt()).byArchitecture());
    }

    private int byArchitecture() {
        List<Range> ranges = new ArrayList<>();
        for (architecture.begin(); architecture.isThere(); architecture.advance()) {
            add(ranges, new Range(architecture.value, byNumber()));
        }
        return search(architecture, ranges);
    }

    private int byNumber() {
        List<Range> ranges = new ArrayList<>();
        for (number.begin(); number.isThere(); number.advance()) {
            add(ranges, new Range(number.value, outcome()));
        }
        return search(number, ranges);
    }

    private static void add(List<Range> ranges, Range range) {
        if (ranges.isEmpty() || ranges.get(ranges.size() - 1).outcome() != range.outcome()) {
            ranges.add(range);
        }
    }

    /** The node at which nothing more is decided by architecture and number. */
    private int outcome() {
        int at = first;
        CallWord loaded = number; // until the first node, which loads
        while (true) {
            BpfGraph.Node node = graph.node(at);
            switch (node.code()) {
                case BpfProgram.LOAD -> {
                    if (node.operand() == number.offset) {
                        loaded = number;
                    } else if (node.operand() == architecture.offset) {
                        loaded = architecture;
                    } else {
                        return at;
                    }
                    at = node.ifTrue();
                }
                case BpfProgram.JUMP_IF_EQUAL, BpfProgram.JUMP_IF_GREATER, BpfProgram.JUMP_IF_GREATER_OR_EQUAL ->
                    at = loaded.satisfies(node) ? node.ifTrue() : node.ifFalse();
                case BpfProgram.RETURN -> {
                    return at;
                }
                default -> { // bits, which make no ranges
                    return graph.straight(BpfProgram.LOAD, loaded.offset, at);
                }
            }
        }
    }

    private int search(CallWord word, List<Range> ranges) {
        if (ranges.size() == 1) {
            return ranges.get(0).outcome();
        }
        return graph.straight(BpfProgram.LOAD, word.offset, halve(fold(ranges)));
    }

    /** Takes a number that stands alone between two equal ranges into them: it costs one comparison then, not two. */
    private List<Range> fold(List<Range> ranges) {
        List<Range> folded = new ArrayList<>();
        int i = 0;
        while (i < ranges.size()) {
            Range range = ranges.get(i++);
            int outcome = range.outcome();
            for (int alone = 0; alone < ALONE && i + 1 < ranges.size(); alone++, i += 2) {
                Range between = ranges.get(i);
                Range after = ranges.get(i + 1);
                if (after.from() != between.from() + 1 || after.outcome() != range.outcome()) {
                    break;
                }
                outcome = graph.compare(BpfProgram.JUMP_IF_EQUAL, (int) between.from(), between.outcome(), outcome);
            }
            folded.add(new Range(range.from(), outcome));
        }
        return folded;
    }

    private int halve(List<Range> ranges) {
        if (ranges.size() == 1) {
            return ranges.get(0).outcome();
        }
        int middle = ranges.size() / 2;
        int upper = halve(ranges.subList(middle, ranges.size()));
        int lower = halve(ranges.subList(0, middle));
        int from = (int) ranges.get(middle).from();
        return graph.compare(BpfProgram.JUMP_IF_GREATER_OR_EQUAL, from, upper, lower);
    }

    /**
     * Values with the same outcome, up to the next range.
     *
     * @param outcome a node
     */
    private record Range(long from, int outcome) {}
}
