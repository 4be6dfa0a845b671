package io.jstack.engine.api;

import io.jstack.engine.ApiSocket;
import io.jstack.engine.RunningEngine;
import io.jstack.engine.terminal.TerminalServer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Docker's Engine API, on both of the engine's API sockets. Until somebody connects it costs two descriptors: routes are made, and a
 * request gets a thread, when there is one.
 */
public final class DockerApi {
    /** Of a request's first line, and of all its headers: filters stand in the line. */
    private static final int HEAD = 16 << 10;

    private static final int CHUNK = 8 << 10;
    /** Of a request's body: what is asked for stands in the line, and a body is not looked at. */
    private static final int BODY = 64 << 10;

    /** Clients of one socket, and their requests, at a time: each stream that is followed has a thread. */
    private static final int CLIENTS = 256;

    private final String version;
    private final Routes routes;
    private final AtomicInteger clients = new AtomicInteger();

    /** What a socket lets its clients do. */
    enum Scope {
        EVERYTHING,
        LOOKING
    }

    DockerApi(String version, Routes routes) {
        this.version = version;
        this.routes = routes;
    }

    /** Answers on both sockets from now on, by the loop of {@code server}. */
    public static void offer(RunningEngine engine, TerminalServer server, String version) {
        for (ApiSocket socket : ApiSocket.values()) {
            Offer offer = new Offer(engine, version, socket == ApiSocket.FULL ? Scope.EVERYTHING : Scope.LOOKING);
            engine.serveApi(server, socket, offer::open);
        }
    }

    /** The API of one socket, as soon as a first client is there: who may only look takes no thread from the others. */
    private static final class Offer {
        private final RunningEngine engine;
        private final String version;
        private final Scope scope;
        private Optional<Consumer<ChannelPipeline>> door = Optional.empty();

        Offer(RunningEngine engine, String version, Scope scope) {
            this.engine = engine;
            this.version = version;
            this.scope = scope;
        }

        /** Only the event loop comes here. */
        void open(ChannelPipeline client) {
            if (door.isEmpty()) {
                DockerApi api = new DockerApi(version, Routes.of(engine, version));
                ExecutorService workers = workers();
                door = Optional.of(newcomer -> api.serve(newcomer, scope, workers));
            }
            door.get().accept(client);
        }

        private static ExecutorService workers() {
            return new ThreadPoolExecutor(0, CLIENTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "api");
                thread.setDaemon(true);
                return thread;
            });
        }
    }

    void serve(ChannelPipeline client, Scope scope, ExecutorService workers) {
        if (clients.incrementAndGet() > CLIENTS) {
            clients.decrementAndGet();
            client.channel().close().addListener(closed -> {});
            return;
        }
        client.channel().closeFuture().addListener(closed -> clients.decrementAndGet());
        client.addLast(
                new HttpServerCodec(HEAD, HEAD, CHUNK),
                new HttpObjectAggregator(BODY, true),
                new ApiConnection(this, scope, workers));
    }

    /** For the header {@code Server}. */
    String server() {
        return "jstack/" + version + " (linux)";
    }

    /** Whether it goes on though its client is gone. */
    boolean isCarriedThrough(Ask ask) {
        try {
            Versions.Asked asked = Versions.of(new QueryStringDecoder(ask.uri()).path());
            return routes.find(ask.method(), asked.path())
                    .filter(found -> found.route().kind() == Route.Kind.ACTS)
                    .isPresent();
        } catch (Refusal | IllegalArgumentException e) {
            return false; // then it is about to be refused
        }
    }

    void handle(Ask ask, Scope scope, Answer answer) throws IOException, InterruptedException {
        QueryStringDecoder uri = new QueryStringDecoder(ask.uri());
        String path;
        Query query;
        try {
            path = uri.path();
            query = new Query(uri.parameters());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("malformed address: " + ask.uri());
        }
        Versions.Asked asked = Versions.of(path);
        Optional<Routes.Found> found = routes.find(ask.method(), asked.path());
        String what = ask.method() + " " + asked.path();
        if (scope == Scope.LOOKING && !isLook(ask, found)) {
            throw Refusal.forbidden(
                    what + " is refused: the socket was bound read-only; bind it without :ro to allow it");
        }
        Routes.Found one = found.orElseThrow(() -> Refusal.notSpoken(what));
        one.route()
                .handler()
                .handle(new Request(ask.method(), asked.version(), asked.path(), one.parameters(), query), answer);
    }

    private static boolean isLook(Ask ask, Optional<Routes.Found> found) {
        return found.map(one -> one.route().kind() == Route.Kind.LOOKS)
                .orElse(ask.method().equals("GET") || ask.isHead());
    }
}
