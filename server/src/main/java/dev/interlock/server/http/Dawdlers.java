package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends those away who keep a connection and make nothing of it: whom the server does not know,
/// when they make no request for ten seconds, or for a minute while one is under way, and who goes
/// on sending bytes for ten seconds while no request of theirs is under way. Headers that come a
/// byte at a time are that, handshakes that do not end, and pings without calls; a good client that
/// has nothing to ask sends next to nothing.
///
/// For each connection one; all of it on the connection's event loop.
final class Dawdlers extends ChannelInboundHandlerAdapter {
  private static final long LOOK_SECONDS = 5;

  /// A call of somebody unknown, of health for instance, is not to go on for longer than a minute.
  private static final int QUIET_LOOKS_MAX = 12;

  /// A good client may ask now and then whether the connection lives.
  private static final int READS_MIN = 3;

  private boolean isKnown;
  private boolean dawdled;
  private int quietLooks;
  private int reads;
  private int requests;
  private int underWay;
  private @Nullable ScheduledFuture<?> looking;

  /// Watches a new connection.
  static void watch(ChannelPipeline pipeline) {
    if (pipeline.get(Dawdlers.class) == null) {
      pipeline.addFirst(new Dawdlers());
    }
  }

  /// Hears of each request, before everything else.
  static HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    var channel = context.log().partial().channel();
    var dawdler = channel == null ? null : channel.pipeline().get(Dawdlers.class);
    if (channel != null && dawdler != null) {
      dawdler.begun();
      var _ =
          context.log().whenComplete().thenAcceptAsync(_ -> dawdler.ended(), channel.eventLoop());
    }
    return next.serve(context, request);
  }

  /// On this connection somebody has made a call whom the server knows.
  static void isKnown(ChannelPipeline pipeline) {
    var dawdler = pipeline.get(Dawdlers.class);
    if (dawdler != null) {
      dawdler.known();
    }
  }

  void known() {
    isKnown = true;
  }

  void begun() {
    requests++;
    underWay++;
  }

  void ended() {
    underWay--;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      look(context.channel());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    look(context.channel());
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reads++;
    look(context.channel());
    context.fireChannelRead(message);
  }

  private void look(Channel channel) {
    if (looking != null) {
      return; // added to a connection that is active already
    }
    looking = channel.eventLoop().schedule(() -> judge(channel), LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void judge(Channel channel) {
    boolean asksNothing = requests == 0 && underWay == 0;
    boolean dawdles = asksNothing && (!isKnown || reads >= READS_MIN);
    quietLooks = requests == 0 ? quietLooks + 1 : 0;
    boolean hadItsTime = (dawdled && dawdles) || (!isKnown && quietLooks > QUIET_LOOKS_MAX);
    reads = 0;
    requests = 0;
    dawdled = dawdles;
    looking = null;
    if (hadItsTime) {
      CallerConnections.end(channel);
    } else if (dawdles || !isKnown) {
      look(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (looking != null) {
      looking.cancel(false);
    }
    context.fireChannelInactive();
  }
}
