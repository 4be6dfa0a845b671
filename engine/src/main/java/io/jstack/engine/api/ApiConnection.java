package io.jstack.engine.api;

import io.jstack.values.JstackException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One client. Its requests are answered one after the other, each on a thread of its own kind; everything here but {@link #serve} is the
 * event loop's.
 */
final class ApiConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** How many requests a client may send ahead; none of the known ones does. */
    private static final int AHEAD = 4;
    /** How long a client may take to ask, in minutes. */
    private static final int PATIENCE = 3;

    private final DockerApi api;
    private final DockerApi.Scope scope;
    private final ExecutorService workers;
    private final Deque<Ask> waiting = new ArrayDeque<>();
    private Optional<Serving> current = Optional.empty();
    private Optional<ScheduledFuture<?>> dismissal = Optional.empty();
    private boolean inputEnded;

    private record Serving(Ask ask, HttpAnswer answer, Future<?> work) {}

    ApiConnection(DockerApi api, DockerApi.Scope scope, ExecutorService workers) {
        this.api = api;
        this.scope = scope;
        this.workers = workers;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitAsk(context);
    }

    /** Who neither asks nor listens holds nothing of ours for long. */
    private void awaitAsk(ChannelHandlerContext context) {
        dismissal = Optional.of(context.executor().schedule(() -> leave(context), PATIENCE, TimeUnit.MINUTES));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure() || waiting.size() >= AHEAD) {
            leave(context);
            return;
        }
        waiting.add(Ask.of(request));
        next(context);
    }

    private void next(ChannelHandlerContext context) {
        if (current.isPresent()) {
            return;
        }
        Ask ask = waiting.poll();
        if (ask == null) {
            if (inputEnded) {
                leave(context);
            } else if (dismissal.isEmpty()) {
                awaitAsk(context);
            }
            return;
        }
        dismissal.ifPresent(timer -> timer.cancel(false));
        dismissal = Optional.empty();
        HttpAnswer answer = new HttpAnswer(context.channel(), ask, api.server());
        try {
            Future<?> work = workers.submit(() -> serve(context, ask, answer));
            current = Optional.of(new Serving(ask, answer, work));
        } catch (RejectedExecutionException e) {
            leave(context);
        }
    }

    private void serve(ChannelHandlerContext context, Ask ask, HttpAnswer answer) {
        try {
            answer(ask, answer);
        } catch (ClosedChannelException | InterruptedIOException | InterruptedException gone) {
            leave(context);
        } catch (IOException | RuntimeException e) {
            System.getLogger("api")
                    .log(
                            System.Logger.Level.WARNING,
                            "request failed  ask=\"" + ask.method() + " " + ask.uri() + "\"",
                            e);
            leave(context);
        } finally {
            context.executor().execute(() -> {
                current = Optional.empty();
                next(context);
            });
        }
    }

    private void answer(Ask ask, HttpAnswer answer) throws IOException, InterruptedException {
        try {
            api.handle(ask, scope, answer);
            answer.finish();
        } catch (Refusal e) {
            answer.refuse(e);
        } catch (JstackException e) {
            answer.refuse(Refusal.of(e));
        }
    }

    /** The client will not ask again. What goes on for ever ends with it, as in Docker; what has an end is still told. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (current.isEmpty() || current.get().answer().isStreaming()) {
                leave(context);
            }
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        current.ifPresent(serving -> serving.answer().roomChanged());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dismissal.ifPresent(timer -> timer.cancel(false));
        waiting.clear();
        current.ifPresent(serving -> {
            serving.answer().clientIsGone();
            if (!api.isCarriedThrough(serving.ask())) {
                serving.work().cancel(true);
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.getLogger("api").log(System.Logger.Level.DEBUG, "connection dropped  cause=" + cause);
        leave(context);
    }

    private static void leave(ChannelHandlerContext context) {
        context.close().addListener(closed -> {});
    }
}
