package io.jstack.engine.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jstack.engine.terminal.WriteRoom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An {@link Answer} in HTTP 1.1. Used by the request's thread; only {@link #roomChanged} and {@link #clientIsGone} come from the event loop. */
final class HttpAnswer implements Answer {
    private static final ChannelFutureListener STAY = future -> {};
    private static final String JSON = "application/json";

    private final Channel channel;
    private final WriteRoom room;
    private final Ask ask;
    private final String server;
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile State state = State.UNBEGUN;

    private enum State {
        UNBEGUN,
        STREAMING,
        ENDED
    }

    /** @param server who answers, for the header of that name */
    HttpAnswer(Channel channel, Ask ask, String server) {
        this.channel = channel;
        this.room = new WriteRoom(channel);
        this.ask = ask;
        this.server = server;
    }

    @Override
    public void json(JsonNode body) throws IOException {
        whole(HttpResponseStatus.OK, JSON, body.toString() + "\n");
    }

    @Override
    public void status(int status) throws IOException {
        whole(HttpResponseStatus.valueOf(status), "", "");
    }

    @Override
    public void text(String body) throws IOException {
        whole(HttpResponseStatus.OK, "text/plain; charset=utf-8", body);
    }

    /** Says no; where an answer has begun, that it breaks off says it. */
    void refuse(Refusal refusal) throws IOException {
        if (state != State.UNBEGUN) {
            channel.close().addListener(STAY);
            return;
        }
        whole(
                HttpResponseStatus.valueOf(refusal.status()),
                JSON,
                JsonNodeFactory.instance.objectNode().put("message", refusal.message()) + "\n");
    }

    private void whole(HttpResponseStatus status, String type, String body) throws IOException {
        ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        identify(response);
        if (!type.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        if (status.code() != HttpResponseStatus.NO_CONTENT.code()
                && status.code() != HttpResponseStatus.NOT_MODIFIED.code()) {
            HttpUtil.setContentLength(response, content.readableBytes());
        }
        HttpUtil.setKeepAlive(response, ask.keptAlive());
        send(response, ask.keptAlive() ? STAY : ChannelFutureListener.CLOSE);
        state = State.ENDED;
    }

    @Override
    public OutputStream stream(String contentType) throws IOException {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        identify(response);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (ask.chunked()) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        HttpUtil.setKeepAlive(response, stays());
        send(response, STAY);
        state = State.STREAMING;
        return new Chunks();
    }

    private boolean stays() {
        return ask.keptAlive() && ask.chunked();
    }

    @Override
    public boolean pause(Duration time) throws InterruptedException {
        return !gone.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether bytes are still to come, so that nobody who has stopped talking can wait for the end. */
    boolean isStreaming() {
        return state == State.STREAMING;
    }

    /** Ends what the handler left open. */
    void finish() throws IOException {
        if (state == State.UNBEGUN) {
            throw new IOException("nothing was answered");
        }
        end();
    }

    private void end() throws IOException {
        if (state == State.STREAMING) {
            state = State.ENDED;
            send(LastHttpContent.EMPTY_LAST_CONTENT, stays() ? STAY : ChannelFutureListener.CLOSE);
        }
    }

    /** By the event loop, when what lay unsent has gone out. */
    void roomChanged() {
        room.changed();
    }

    void clientIsGone() {
        gone.countDown();
        room.changed();
    }

    private void send(Object message, ChannelFutureListener then) throws IOException {
        room.await();
        if (!channel.isActive()) {
            throw new ClosedChannelException();
        }
        channel.writeAndFlush(message).addListener(then);
    }

    /** What Docker says with every answer. */
    private void identify(HttpResponse response) {
        response.headers()
                .set(HttpHeaderNames.SERVER, server)
                .set("Api-Version", "1." + Versions.NEWEST)
                .set("Docker-Experimental", "false")
                .set("Ostype", "linux")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache, no-store, must-revalidate")
                .set(HttpHeaderNames.PRAGMA, "no-cache");
    }

    /** Each write is a chunk, and waits for room. */
    private final class Chunks extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0 && !ask.isHead()) {
                send(new DefaultHttpContent(Unpooled.copiedBuffer(bytes, offset, length)), STAY);
            }
        }

        @Override
        public void close() throws IOException {
            end();
        }
    }
}
