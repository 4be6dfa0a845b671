package io.jstack.runtime.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * From a graph to a program, written from its end to its beginning: jumps lead forward only, so each one's length is known when it is
 * written. Chrome's sandbox does it like that (sandbox/linux/bpf_dsl/codegen.cc).
 */
final class BpfWriter {
    /** How many instructions a comparison leaps at most: a byte says how many. */
    private static final int REACH = 255;

    private final BpfGraph graph;
    private final ByteBuffer program;
    private int start;

    /** By the node's number: where a jump to it leads. */
    private final int[] places;

    private BpfWriter(BpfGraph graph, BitSet nodes) {
        this.graph = graph;
        int most = 3 * nodes.cardinality() * BpfProgram.INSTRUCTION; // each with two that bring what follows near
        this.program = ByteBuffer.allocate(most).order(ByteOrder.nativeOrder());
        this.start = most;
        this.places = new int[nodes.length()];
    }

    /** The program that begins with this node. */
    static byte[] write(BpfGraph graph, int first) {
        BitSet nodes = graph.from(first);
        BpfWriter writer = new BpfWriter(graph, nodes);
        nodes.stream().forEach(writer::write); // what comes after a node has a lower number, and is there already
        return Arrays.copyOfRange(writer.program.array(), writer.start, writer.program.capacity());
    }

    private void write(int number) {
        BpfGraph.Node node = graph.node(number);
        switch (node.code()) {
            case BpfProgram.RETURN -> put(number, node.code(), 0, 0, node.operand());
            case BpfProgram.LOAD, BpfProgram.AND -> {
                bringNear(node.ifTrue(), 0);
                put(number, node.code(), 0, 0, node.operand());
            }
            default -> {
                bringNear(node.ifTrue(), REACH - 1); // the other one may put an instruction in between
                bringNear(node.ifFalse(), REACH);
                put(number, node.code(), distance(node.ifTrue()), distance(node.ifFalse()), node.operand());
            }
        }
    }

    /** Writes again what is too far away: an end as it is, else a jump there. */
    private void bringNear(int number, int reach) {
        int distance = distance(number);
        if (distance > reach) {
            BpfGraph.Node node = graph.node(number);
            if (node.code() == BpfProgram.RETURN) {
                put(number, node.code(), 0, 0, node.operand());
            } else {
                put(number, BpfProgram.JUMP, 0, 0, distance);
            }
        }
    }

    /** Instructions between the one written next and that node. */
    private int distance(int number) {
        return (places[number] - start) / BpfProgram.INSTRUCTION;
    }

    private void put(int number, int code, int ifTrue, int ifFalse, int operand) {
        start -= BpfProgram.INSTRUCTION;
        places[number] = start;
        program.putShort(start, (short) code)
                .put(start + 2, (byte) ifTrue)
                .put(start + 3, (byte) ifFalse)
                .putInt(start + 4, operand);
    }
}
