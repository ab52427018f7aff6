package dev.interlock.server.endpoint;

import dev.interlock.engine.replica.Replica;
import java.net.InetSocketAddress;
import java.time.Instant;

/// Who answers.
///
/// @param replica what journals call this process
/// @param store what keeps the works: `sqlite`
public record ThisServer(String replica, String version, Instant startedAt, String store) {
  /// What other replicas see of it.
  ///
  /// @param address where it is told to serve
  public Replica asReplica(InetSocketAddress address) {
    var where = "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    return new Replica(replica, version, where, startedAt);
  }
}
