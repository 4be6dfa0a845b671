package io.jstack.engine.api;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * A request as it came, before anybody has looked at what it asks.
 *
 * @param keptAlive whether the client may ask again on this connection
 * @param chunked whether the client understands an answer in chunks: HTTP 1.1 and later
 */
record Ask(String method, String uri, boolean keptAlive, boolean chunked) {
    static Ask of(FullHttpRequest request) {
        return new Ask(
                request.method().name(),
                request.uri(),
                HttpUtil.isKeepAlive(request),
                request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }
}
