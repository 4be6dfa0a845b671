package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jnr.ffi.Pointer;

/**
 * Zeroed memory outside the heap, in the machine's byte order, alive as long as this object is reachable. Small ones are pieces of a
 * block, which lives as long as any of them: a launch needs a thousand, and each allocation of its own would be one more for the
 * collector to watch.
 */
public final class NativeMemory {
    private static final int BLOCK = 16 << 10;
    private static final int LARGEST_PIECE = 4 << 10;
    private static final ThreadLocal<Block> CURRENT = ThreadLocal.withInitial(Block::new);

    /** What this is a piece of, from {@code base} on; each piece checks that it stays within. */
    private final ByteBuffer block;

    private final int base;
    private final int size;
    private final long address;
    /** What the pointers stored here point to: kept reachable with their holder. */
    private List<NativeMemory> pointees = List.of();

    private NativeMemory(int size) {
        this.size = size;
        if (size > LARGEST_PIECE) {
            block = direct(size);
            base = 0;
            address = addressOf(block);
            return;
        }
        Block current = CURRENT.get();
        if (!current.hasRoomFor(size)) {
            current = new Block();
            CURRENT.set(current);
        }
        block = current.whole;
        base = current.take(size);
        address = current.address + base;
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static long addressOf(ByteBuffer direct) {
        return Pointer.wrap(Native.RUNTIME, direct).address();
    }

    /** What one thread cuts its pieces from, each aligned as the largest number is. */
    private static final class Block {
        private final ByteBuffer whole = direct(BLOCK);
        private final long address = addressOf(whole);
        private int taken;

        boolean hasRoomFor(int size) {
            return size <= BLOCK - taken;
        }

        int take(int size) {
            int at = taken;
            taken = Math.min(BLOCK, (at + Math.max(size, 1) + Long.BYTES - 1) & -Long.BYTES);
            return at;
        }
    }

    /** Where {@code count} bytes from {@code at} lie in the block. */
    private int within(int at, int count) {
        return base + Objects.checkFromIndexSize(at, count, size);
    }

    public static NativeMemory ofSize(int size) {
        return new NativeMemory(size);
    }

    public static NativeMemory ofBytes(byte[] bytes) {
        NativeMemory memory = new NativeMemory(bytes.length);
        memory.block.put(memory.base, bytes);
        return memory;
    }

    /** A C string: UTF-8 and a NUL; a NUL within would silently cut it, so it is refused. */
    public static NativeMemory ofText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL character in " + text.replace('\0', '?'));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1);
        memory.block.put(memory.base, bytes);
        return memory;
    }

    /** A {@code char *[]} ended by NULL, as argv and envp are. */
    public static NativeMemory ofTexts(List<String> texts) {
        NativeMemory vector = new NativeMemory((texts.size() + 1) * Long.BYTES);
        for (int i = 0; i < texts.size(); i++) {
            vector.putPointer(i * Long.BYTES, ofText(texts.get(i)));
        }
        return vector;
    }

    public long address() {
        return address;
    }

    public int size() {
        return size;
    }

    /** The same bytes as a buffer; its position and limit belong to whoever asks. */
    public ByteBuffer buffer() {
        return block.slice(base, size).order(ByteOrder.nativeOrder());
    }

    public NativeMemory putByte(int at, int value) {
        block.put(within(at, Byte.BYTES), (byte) value);
        return this;
    }

    public NativeMemory putShort(int at, int value) {
        block.putShort(within(at, Short.BYTES), (short) value);
        return this;
    }

    public NativeMemory putInt(int at, int value) {
        block.putInt(within(at, Integer.BYTES), value);
        return this;
    }

    public NativeMemory putLong(int at, long value) {
        block.putLong(within(at, Long.BYTES), value);
        return this;
    }

    /** Stores the address of {@code target} and keeps it reachable. */
    public NativeMemory putPointer(int at, NativeMemory target) {
        if (pointees.isEmpty()) {
            pointees = new ArrayList<>();
        }
        pointees.add(target);
        block.putLong(within(at, Long.BYTES), target.address);
        return this;
    }

    public int getByte(int at) {
        return block.get(within(at, Byte.BYTES));
    }

    public int getShort(int at) {
        return block.getShort(within(at, Short.BYTES));
    }

    public int getInt(int at) {
        return block.getInt(within(at, Integer.BYTES));
    }

    public long getLong(int at) {
        return block.getLong(within(at, Long.BYTES));
    }

    /** A copy of {@code length} bytes from {@code at}. */
    public byte[] bytes(int at, int length) {
        byte[] copy = new byte[length];
        block.get(within(at, length), copy);
        return copy;
    }

    /** malloc_trim(3): what was freed goes back to the host, also where it lies between what is used. */
    public static void trim() {
        Native.LIBC.malloc_trim(0);
    }
}
