package io.jstack.engine.api;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * A request as it came, before anybody has looked at what it asks.
 *
 * @param keptAlive whether the client may ask again on this connection
 * @param chunked whether the client understands an answer in chunks: HTTP 1.1 and later
 * @param upgrade whether it asked to leave HTTP, {@code Upgrade: tcp}
 */
record Ask(String method, String uri, String body, boolean keptAlive, boolean chunked, boolean upgrade) {
    static Ask of(FullHttpRequest request) {
        return new Ask(
                request.method().name(),
                request.uri(),
                request.content().toString(StandardCharsets.UTF_8),
                HttpUtil.isKeepAlive(request),
                request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0,
                request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true));
    }

    boolean isHead() {
        return method.equals("HEAD");
    }
}
