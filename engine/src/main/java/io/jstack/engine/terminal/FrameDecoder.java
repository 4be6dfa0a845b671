package io.jstack.engine.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Cuts a client's bytes into {@link Frame}s. */
final class FrameDecoder extends ByteToMessageDecoder {
    private static final int HEADER = 5;
    /** A HELLO carries arguments and environment: execve(2) admits a quarter of the stack limit, 2 MiB as a rule. */
    private static final int LARGEST = 8 << 20;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex() + 1);
        if (length > LARGEST) {
            throw new TooLongFrameException("a frame of " + length + " bytes");
        }
        if (in.readableBytes() - HEADER < length) {
            return;
        }
        int type = in.readUnsignedByte();
        in.skipBytes(4);
        byte[] payload = new byte[(int) length];
        in.readBytes(payload);
        out.add(new Frame(type, io.netty.buffer.Unpooled.wrappedBuffer(payload)));
    }
}
