package io.jstack.engine.terminal;

import io.jstack.values.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the socket answers in HTTP: {@code /_ping}, {@code /version}, the upgrade to a terminal, and {@code POST /jstack/stop}.
 * Admission is checked before anything is answered.
 */
final class HttpFront extends SimpleChannelInboundHandler<HttpObject> {
    private final TerminalServer.Settings settings;
    private final Admission admission;
    private final TerminalProgram program;

    HttpFront(TerminalServer.Settings settings, Admission admission, TerminalProgram program) {
        this.settings = settings;
        this.admission = admission;
        this.program = program;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws Exception {
        if (!(message instanceof HttpRequest request)) {
            return; // the end of a request without a body
        }
        if (request.decoderResult().isFailure()) {
            answer(context, request, HttpResponseStatus.BAD_REQUEST, "this is not HTTP\n");
            return;
        }
        PeerCredentials peer = ((EpollDomainSocketChannel) context.channel()).peerCredentials();
        Optional<String> refusal = admission.refusal(peer);
        if (refusal.isPresent()) {
            Problem problem = new Problem(
                    TerminalError.NOT_PERMITTED,
                    Optional.empty(),
                    refusal.get(),
                    "sudo jstack, or add the user to the group " + settings.group() + ", which is root in effect");
            answer(context, request, HttpResponseStatus.FORBIDDEN, problem + "\n");
            return;
        }
        route(context, request, peer.pid());
    }

    private void route(ChannelHandlerContext context, HttpRequest request, int pid) {
        String path = request.uri();
        if (path.equals("/_ping")) {
            answer(context, request, HttpResponseStatus.OK, "OK");
        } else if (path.equals("/version")) {
            answer(
                    context,
                    request,
                    HttpResponseStatus.OK,
                    "{\"Version\":\"%s\",\"Os\":\"linux\"}\n".formatted(settings.version()));
        } else if (path.equals("/jstack/terminal")
                && request.headers().contains(HttpHeaderNames.UPGRADE, TerminalServer.PROTOCOL, true)) {
            upgrade(context, pid);
        } else if (path.equals("/jstack/stop") && request.method().equals(HttpMethod.POST)) {
            answer(context, request, HttpResponseStatus.ACCEPTED, "stopping\n");
            new Thread(settings.stop(), "stop").start();
        } else {
            answer(context, request, HttpResponseStatus.NOT_FOUND, "{\"message\":\"page not found\"}\n");
        }
    }

    private void upgrade(ChannelHandlerContext context, int pid) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, TerminalServer.PROTOCOL);
        identify(response);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        // last in, then out: the codec gives the bytes it holds to the handler behind it
        context.pipeline().addLast(new FrameDecoder(), new SessionFrames(settings, program, context.channel(), pid));
        context.pipeline().remove(this);
        context.pipeline().remove(HttpServerCodec.class);
    }

    private void answer(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status,
                request.method().equals(HttpMethod.HEAD)
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        body.startsWith("{") ? "application/json" : "text/plain; charset=utf-8");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        identify(response);
        boolean kept = HttpUtil.isKeepAlive(request) && status.equals(HttpResponseStatus.OK);
        HttpUtil.setKeepAlive(response, kept);
        context.writeAndFlush(response).addListener(kept ? future -> {} : ChannelFutureListener.CLOSE);
    }

    /** By these a client of any version can say who answers, and stop it. */
    private void identify(HttpResponse response) {
        response.headers()
                .set("Server", "jstack/" + settings.version())
                .set("Jstack-Version", settings.version())
                .set("Jstack-Pid", ProcessHandle.current().pid());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.getLogger("terminal").log(System.Logger.Level.DEBUG, "connection dropped  cause=" + cause);
        context.close().addListener(closed -> {});
    }
}
