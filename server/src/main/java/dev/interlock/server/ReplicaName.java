package dev.interlock.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What journals call this process, so that an operator finds where something ran.
final class ReplicaName {
  private ReplicaName() {}

  /// `HOST:PROCESS-ID`; `localhost` where the machine does not know its own name.
  static String ofThisProcess() {
    long pid = ProcessHandle.current().pid();
    try {
      return "%s:%d".formatted(InetAddress.getLocalHost().getHostName(), pid);
    } catch (UnknownHostException _) {
      return "localhost:%d".formatted(pid);
    }
  }
}
