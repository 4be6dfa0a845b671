package io.jstack.cli.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connected socket of the Unix family, as bytes. The JDK's channel for it gathers random numbers, and with them every security
 * provider, before it connects: a third of a command's time. The JDK's attach tools connect without, and where they can be reached (the
 * client's manifest opens them, JDK 17 has them) they are what is used.
 */
interface Wire {
    /** As many bytes as there are, at least one; -1 at the end. */
    int read(byte[] into, int at, int length) throws IOException;

    /** All of them. */
    void write(byte[] bytes, int at, int length) throws IOException;

    void close() throws IOException;

    /** @throws IOException when nobody listens, or this user may not connect */
    static Wire connect(Path socket) throws IOException {
        String path = socket.toString();
        if (path.getBytes(StandardCharsets.UTF_8).length > Descriptor.LONGEST) {
            return Channel.to(socket);
        }
        try {
            return Descriptor.to(path);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError notThisJdk) {
            return Channel.to(socket);
        }
    }

    /** The usual way. */
    final class Channel implements Wire {
        private final SocketChannel channel;

        private Channel(SocketChannel channel) {
            this.channel = channel;
        }

        static Wire to(Path socket) throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new Channel(channel);
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(into, at, length));
        }

        @Override
        public void write(byte[] bytes, int at, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The attach tools' socket, and the plain streams of its descriptor. */
    final class Descriptor implements Wire {
        /** sockaddr_un(7) takes 107 bytes and a NUL; the attach tools would cut off the rest. */
        static final int LONGEST = 107;

        private final FileInputStream in;
        private final FileOutputStream out;

        private Descriptor(FileDescriptor descriptor) {
            in = new FileInputStream(descriptor);
            out = new FileOutputStream(descriptor);
        }

        static Wire to(String path) throws IOException, ReflectiveOperationException {
            Class<?> attach = Class.forName("sun.tools.attach.VirtualMachineImpl");
            Method socket = opened(attach.getDeclaredMethod("socket"));
            Method connect = opened(attach.getDeclaredMethod("connect", int.class, String.class));
            Constructor<FileDescriptor> descriptor = FileDescriptor.class.getDeclaredConstructor(int.class);
            descriptor.setAccessible(true);
            Object number = socket.invoke(null);
            Descriptor wire = new Descriptor(descriptor.newInstance(number));
            try {
                connect.invoke(null, number, path);
            } catch (InvocationTargetException e) {
                wire.close();
                if (e.getCause() instanceof IOException refused) {
                    throw refused;
                }
                throw e;
            }
            return wire;
        }

        private static Method opened(Method method) {
            method.setAccessible(true);
            return method;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            return in.read(into, at, length);
        }

        @Override
        public void write(byte[] bytes, int at, int length) throws IOException {
            out.write(bytes, at, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
