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

  private volatile Banned banned = Banned.NOBODY;

  /// @param max how many one caller may have
  CallerConnections(int max) {
    this.max = max;
  }

  int max() {
    return max;
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
    if (banned.principals().contains(caller) || isBanned(channel)) {
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
    nowBanned.principals().forEach(caller -> connectionsOf(caller).forEach(CallerConnections::end));
  }

  private boolean isBanned(Channel channel) {
    return certificate(channel).filter(banned::has).isPresent();
  }

  /// Ends those whose clients have shown a certificate: whose it is must be looked at again.
  void endThoseOfCertificates() {
    endIf(channel -> certificate(channel).isPresent());
  }

  private void endIf(Predicate<Channel> which) {
    all().stream().filter(which).forEach(CallerConnections::end);
  }

  private static void end(Channel channel) {
    log.atInfo().addKeyValue("from", channel.remoteAddress()).log("a caller's connection is ended");
    var nearestToTheSocket = channel.pipeline().firstContext();
    if (nearestToTheSocket != null) { // the channel's own close would wait for its streams
      var _ = nearestToTheSocket.close();
    }
  }

  private synchronized List<Channel> all() {
    return byCaller.values().stream().flatMap(Set::stream).distinct().toList();
  }

  private synchronized List<Channel> connectionsOf(String caller) {
    return List.copyOf(byCaller.getOrDefault(caller, Set.of()));
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
