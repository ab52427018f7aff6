package dev.interlock.server.http;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The thread that takes connections. It ends at once when it is told to: the library would have it
/// wait for two seconds, in case somebody gives it more to do, and keep the whole server from
/// ending.
final class Acceptors extends MultiThreadIoEventLoopGroup {
  /// @param name of the thread
  Acceptors(String name) {
    super(1, new DefaultThreadFactory(name, true), ofTheServersKind());
  }

  /// The channels are of the kind that Armeria has found to work here.
  private static IoHandlerFactory ofTheServersKind() {
    return Flags.transportType() == TransportType.EPOLL
        ? EpollIoHandler.newFactory()
        : NioIoHandler.newFactory();
  }

  @Override
  public Future<?> shutdownGracefully() {
    return shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }
}
