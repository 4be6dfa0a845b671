package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Zeroed memory outside the heap, in the machine's byte order, alive as long as this object is reachable. */
public final class NativeMemory {
    private final ByteBuffer buffer;
    private final long address;
    /** What the pointers stored here point to: kept reachable with their holder. */
    private final List<NativeMemory> pointees = new ArrayList<>();

    private NativeMemory(int size) {
        buffer = ByteBuffer.allocateDirect(Math.max(size, 1)).order(ByteOrder.nativeOrder());
        address = Pointer.wrap(Native.RUNTIME, buffer).address();
    }

    public static NativeMemory ofSize(int size) {
        return new NativeMemory(size);
    }

    public static NativeMemory ofBytes(byte[] bytes) {
        NativeMemory memory = new NativeMemory(bytes.length);
        memory.buffer.put(0, bytes);
        return memory;
    }

    /** A C string: UTF-8 and a NUL; a NUL within would silently cut it, so it is refused. */
    public static NativeMemory ofText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL character in " + text.replace('\0', '?'));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1);
        memory.buffer.put(0, bytes);
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
        return buffer.capacity();
    }

    /** The same bytes as a buffer; its position and limit belong to whoever asks. */
    public ByteBuffer buffer() {
        return buffer.duplicate().order(ByteOrder.nativeOrder());
    }

    public NativeMemory putByte(int at, int value) {
        buffer.put(at, (byte) value);
        return this;
    }

    public NativeMemory putShort(int at, int value) {
        buffer.putShort(at, (short) value);
        return this;
    }

    public NativeMemory putInt(int at, int value) {
        buffer.putInt(at, value);
        return this;
    }

    public NativeMemory putLong(int at, long value) {
        buffer.putLong(at, value);
        return this;
    }

    /** Stores the address of {@code target} and keeps it reachable. */
    public NativeMemory putPointer(int at, NativeMemory target) {
        pointees.add(target);
        buffer.putLong(at, target.address);
        return this;
    }

    public int getByte(int at) {
        return buffer.get(at);
    }

    public int getShort(int at) {
        return buffer.getShort(at);
    }

    public int getInt(int at) {
        return buffer.getInt(at);
    }

    public long getLong(int at) {
        return buffer.getLong(at);
    }

    /** A copy of {@code length} bytes from {@code at}. */
    public byte[] bytes(int at, int length) {
        byte[] copy = new byte[length];
        buffer.get(at, copy);
        return copy;
    }

    /** malloc_trim(3): what was freed goes back to the host, also where it lies between what is used. */
    public static void trim() {
        Native.LIBC.malloc_trim(0);
    }
}
