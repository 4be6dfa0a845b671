package io.jstack.runtime.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Classic BPF as a graph: a node is an instruction and what comes after it. Code that does the same is the same node, wherever it stands,
 * and has the same number; an unconditional jump is only an edge. What comes after a node has a lower number than it.
 */
final class BpfGraph {
    /**
     * One instruction, of those that {@link BpfProgram} runs.
     *
     * @param ifTrue the node that comes next, where nothing is compared as well; nothing comes after {@code RETURN}
     */
    record Node(int code, int operand, int ifTrue, int ifFalse) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();

    Node node(int number) {
        return nodes.get(number);
    }

    /** Adds a program, and says which node is its first; empty when it has an instruction that libseccomp does not write. */
    OptionalInt read(byte[] program) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int[] read = new int[program.length / BpfProgram.INSTRUCTION];
        for (int i = read.length - 1; i >= 0; i--) { // jumps lead forward only
            int at = i * BpfProgram.INSTRUCTION;
            int operand = code.getInt(at + 4);
            int next = i + 1;
            int instruction = code.getShort(at);
            switch (instruction) {
                case BpfProgram.RETURN -> read[i] = end(operand);
                case BpfProgram.JUMP -> read[i] = read[next + operand];
                case BpfProgram.LOAD, BpfProgram.AND -> read[i] = straight(instruction, operand, read[next]);
                case BpfProgram.JUMP_IF_EQUAL,
                        BpfProgram.JUMP_IF_GREATER,
                        BpfProgram.JUMP_IF_GREATER_OR_EQUAL,
                        BpfProgram.JUMP_IF_ANY_BIT -> {
                    int ifTrue = read[next + Byte.toUnsignedInt(code.get(at + 2))];
                    int ifFalse = read[next + Byte.toUnsignedInt(code.get(at + 3))];
                    read[i] = compare(instruction, operand, ifTrue, ifFalse);
                }
                default -> {
                    return OptionalInt.empty();
                }
            }
        }
        return OptionalInt.of(read[0]);
    }

    /** The node that returns this verdict. */
    int end(int verdict) {
        return number(new Node(BpfProgram.RETURN, verdict, 0, 0));
    }

    /** The node that compares, unless it would lead to the same one either way. */
    int compare(int code, int operand, int ifTrue, int ifFalse) {
        return ifTrue == ifFalse ? ifTrue : number(new Node(code, operand, ifTrue, ifFalse));
    }

    /** The node that loads or calculates. */
    int straight(int code, int operand, int next) {
        return number(new Node(code, operand, next, next));
    }

    private int number(Node node) {
        Integer known = numbers.putIfAbsent(node, nodes.size());
        if (known != null) {
            return known;
        }
        nodes.add(node);
        return nodes.size() - 1;
    }

    /** The node and all that may come after it. */
    BitSet from(int first) {
        BitSet reached = new BitSet();
        reached.set(first);
        for (int number = first; number >= 0; number = reached.previousSetBit(number - 1)) {
            Node node = node(number);
            if (node.code() != BpfProgram.RETURN) {
                reached.set(node.ifTrue());
                reached.set(node.ifFalse());
            }
        }
        return reached;
    }
}
