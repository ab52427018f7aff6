package dev.interlock.server.http;

import dev.interlock.server.identity.Banned;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who has called on which connection, so that nobody has more of them than their share, and those
/// of one who is banned end. Any thread.
final class CallerConnections {
  private static final Logger log = LoggerFactory.getLogger(CallerConnections.class);

  /// The caller of the last call on a connection: nearly always also that of the next.
  private static final AttributeKey<String> LAST =
      AttributeKey.valueOf(CallerConnections.class, "LAST");

  private final int max;
  private final Map<String, Set<Channel>> byCaller = new HashMap<>(); // guarded by this

  /// All that are open, whoever has called on them.
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  private volatile Banned banned = Banned.NOBODY;

  /// @param max how many one caller may have
  CallerConnections(int max) {
    this.max = max;
  }

  int max() {
    return max;
  }

  /// Hears of a new connection.
  void opened(Channel channel) {
    open.add(channel);
    channel.closeFuture().addListener((ChannelFuture _) -> open.remove(channel));
  }

  /// Hears of a call, on the connection's event loop.
  ///
  /// @return whether it came on a connection more than the caller may have, which is not counted
  boolean isTooMany(Channel channel, String caller) {
    var last = channel.attr(LAST);
    if (caller.equals(last.get())) {
      return false;
    }
    if (!isTheirs(channel, caller)) {
      return true;
    }
    last.set(caller);
    Dawdlers.isKnown(channel.pipeline());
    return false;
  }

  private boolean isTheirs(Channel channel, String caller) {
    synchronized (this) {
      var channels = byCaller.computeIfAbsent(caller, _ -> new HashSet<>());
      if (channels.contains(channel)) {
        return true;
      }
      if (channels.size() >= max) {
        return false;
      }
      channels.add(channel);
    }
    channel.closeFuture().addListener((ChannelFuture _) -> forget(channel, caller));
    if (banned.has(caller) || isBanned(channel)) {
      end(channel); // banned while the call came in
    }
    return true;
  }

  private synchronized void forget(Channel channel, String caller) {
    byCaller.computeIfPresent(
        caller,
        (_, channels) -> {
          channels.remove(channel);
          return channels.isEmpty() ? null : channels;
        });
  }

  /// Ends the connections of those who are banned, and what is under way on them.
  void end(Banned nowBanned) {
    banned = nowBanned;
    endIf(this::isBanned);
    connectionsOf(nowBanned).forEach(CallerConnections::end);
  }

  private boolean isBanned(Channel channel) {
    return certificate(channel).filter(banned::has).isPresent();
  }

  /// Over TLS: ends those whose clients have shown a certificate, or are about to: whose it is must
  /// be looked at again.
  void endThoseOfCertificates() {
    endIf(channel -> isShaking(channel) || certificate(channel).isPresent());
  }

  private static boolean isShaking(Channel channel) {
    var tls = channel.pipeline().get(SslHandler.class);
    return tls == null || !tls.handshakeFuture().isDone();
  }

  private void endIf(Predicate<Channel> which) {
    open.stream().filter(which).forEach(CallerConnections::end);
  }

  /// Ends a connection at once, with what is under way on it.
  static void end(Channel channel) {
    log.atDebug().addKeyValue("from", channel.remoteAddress()).log("a connection is ended");
    var nearestToTheSocket = channel.pipeline().firstContext();
    if (nearestToTheSocket != null) { // the channel's own close would wait for its streams
      var _ = nearestToTheSocket.close();
    }
  }

  private synchronized List<Channel> connectionsOf(Banned callers) {
    return byCaller.entrySet().stream()
        .filter(connections -> callers.has(connections.getKey()))
        .flatMap(connections -> connections.getValue().stream())
        .toList();
  }

  private static Optional<X509Certificate> certificate(Channel channel) {
    var tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? Optional.empty() : shown(tls.engine().getSession());
  }

  /// What the client of a connection has shown and proved to be its own.
  static Optional<X509Certificate> shown(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? Optional.of(shown)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
