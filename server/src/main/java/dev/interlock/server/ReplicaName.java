package dev.interlock.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What journals call this process, so that an operator finds where something ran.
final class ReplicaName {
  private ReplicaName() {}

  /// `HOST:PROCESS-ID-RANDOM`, for in two containers both HOST and PROCESS-ID may be the same.
  ///
  /// @param random any number
  static String ofThisProcess(int random) {
    return "%s:%d-%08x".formatted(host(), ProcessHandle.current().pid(), random);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost"; // the machine does not know its own name
    }
  }
}
