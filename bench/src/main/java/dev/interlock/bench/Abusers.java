package dev.interlock.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// A process of many [Abuser]s: it says `ready` when each has its first connection, and ends with
/// its input.
final class Abusers {
  private static final int PAUSE_MILLIS = 10;

  private Abusers() {}

  /// Abuses a server.
  ///
  /// @param args how many, as many in each way; the port of the server, and a token that it knows
  public static void main(String[] args) throws IOException, InterruptedException {
    int connections = Integer.parseInt(args[0]);
    var opened = new AtomicLong();
    int port = Integer.parseInt(args[1]);
    for (var how : Abuser.How.values()) {
      for (int i = 0; i < connections / Abuser.How.values().length; i++) {
        Thread.startVirtualThread(new Abuser(how, port, args[2], opened));
      }
    }
    while (opened.get() < connections) {
      Thread.sleep(PAUSE_MILLIS);
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // until whoever has started it has enough
    }
    System.out.println(opened.get());
    System.exit(0);
  }
}
