package io.jstack.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Jumps farther than a comparison reaches. */
class BpfWriterTest {
    private static final int FIRST_ARGUMENT = 16;
    private static final int END = 1_000;
    private static final int REFUSED = 3;
    private static final int LISTED = 4;

    @Test
    void aComparisonReachesBothWaysAtEveryDistance() {
        for (int length = 100; length < 300; length++) {
            for (int way = 1; way <= 2; way++) {
                int other = 3 - way;
                BpfProgram program = new BpfProgram(program(length, way, other));

                assertThat(program.run(length, 0)).as("the list's %d", length).isEqualTo(LISTED);
                assertThat(program.run(0, 0)).isEqualTo(2);
                assertThat(program.run(0, 0, 7)).isEqualTo(REFUSED);
                assertThat(program.run(END, 0)).as("after %d", length).isEqualTo(way);
                assertThat(program.run(END + 1, 0)).as("after %d", length).isEqualTo(other);
                assertThat(program.run(END + 1, 0, 7)).isEqualTo(REFUSED);
            }
        }
    }

    /** A list of that length stands between a comparison and both its ways: 1 is farther away, and both are code, not only an end. */
    private static byte[] program(int length, int ifEnd, int ifNot) {
        BpfGraph graph = new BpfGraph();
        int[] ways = {0, ifNoArgument(graph, 1), ifNoArgument(graph, 2)};
        int list = ways[2];
        for (int number = 1; number <= length; number++) {
            list = graph.compare(BpfProgram.JUMP_IF_EQUAL, number, graph.end(LISTED), list);
        }
        int far = graph.compare(BpfProgram.JUMP_IF_EQUAL, END, ways[ifEnd], ways[ifNot]);
        int both = graph.compare(BpfProgram.JUMP_IF_GREATER_OR_EQUAL, END, far, list);
        return BpfWriter.write(graph, graph.straight(BpfProgram.LOAD, BpfProgram.NUMBER, both));
    }

    private static int ifNoArgument(BpfGraph graph, int verdict) {
        int comparison = graph.compare(BpfProgram.JUMP_IF_EQUAL, 0, graph.end(verdict), graph.end(REFUSED));
        return graph.straight(BpfProgram.LOAD, FIRST_ARGUMENT, comparison);
    }
}
