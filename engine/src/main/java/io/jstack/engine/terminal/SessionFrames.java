package io.jstack.engine.terminal;

import io.jstack.values.Problem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Optional;

/** The end of a client's pipeline: makes its {@link Session} from the first frame, and hands it the others. */
final class SessionFrames extends SimpleChannelInboundHandler<Frame> {
    private final TerminalServer.Settings settings;
    private final TerminalProgram program;
    private final Link link;
    private final int pid;
    private Optional<Session> session = Optional.empty();

    SessionFrames(TerminalServer.Settings settings, TerminalProgram program, Channel channel, int pid) {
        this.settings = settings;
        this.program = program;
        this.link = new SocketLink(channel);
        this.pid = pid;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (session.isPresent()) {
            session.get().received(frame);
        } else if (frame.type() == Frame.HELLO) {
            greet(Hello.parse(frame.bytes()));
        } else {
            throw new IllegalArgumentException("the first frame is of type " + frame.type());
        }
    }

    private void greet(Hello hello) {
        if (!hello.version().equals(settings.version())) {
            Problem problem = new Problem(
                    TerminalError.VERSION_MISMATCH,
                    Optional.empty(),
                    "the engine is of version " + settings.version() + ", this client of " + hello.version(),
                    "jstack engine restart (containers keep running)");
            link.sendNow(Frame.text(Frame.ERR, "jstack: " + problem + "\n"));
            link.sendLast(Frame.number(Frame.EXIT, 1));
            return;
        }
        Session greeted = new Session(
                hello, link, ClientTty.of(hello, link, stream -> KernelTty.of(pid, stream.descriptor(), link)));
        session = Optional.of(greeted);
        greeted.start(program);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        link.roomChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.ifPresent(Session::hungUp);
        link.roomChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        System.getLogger("terminal").log(System.Logger.Level.DEBUG, "client dropped  cause=" + cause);
        context.close().addListener(closed -> {});
    }
}
