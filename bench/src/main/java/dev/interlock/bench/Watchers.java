package dev.interlock.bench;

import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What it costs the server that somebody watches: pages that stand open on a work, each over a
/// connection of its own, as browsers have them.
final class Watchers {
  private static final int WATCHERS = 1_000;
  private static final int SLEEP_SECONDS = 60;
  private static final double KIB = 1_024;

  private final ServerUnderTest server;
  private final Report report;

  Watchers(ServerUnderTest server, Report report) {
    this.server = server;
    this.report = report;
  }

  void measure() throws IOException, InterruptedException {
    var works = WorkServiceGrpc.newBlockingStub(server.channel());
    var id = works.submit(Requests.sleeping(1, 1, SLEEP_SECONDS)).getId();
    var _ = works.exec(ExecReq.newBuilder().setId(id).build());
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < WATCHERS / 10; i++) {
        open.add(watch(id)); // what the first ones make for all is not theirs
      }
      long before = server.liveHeapBytes();
      for (int i = 0; i < WATCHERS; i++) {
        open.add(watch(id));
      }
      double bytes = (double) server.liveHeapBytes() - before;
      report.number("watcher_heap_kib", bytes / WATCHERS / KIB);
    } finally {
      closeAll(open);
      var _ = works.kill(KillReq.newBuilder().setId(id).setReason("measured").build());
    }
  }

  /// Opens a stream of events, and returns once the first one is there.
  private Socket watch(String id) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket
        .getOutputStream()
        .write(
            "GET /v1/works/%s:watch?after_seq=0 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                .formatted(id, server.port())
                .getBytes(StandardCharsets.US_ASCII));
    var lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line;
    do {
      line = lines.readLine();
      if (line == null) {
        throw new IOException("the server closed a watch before its first event");
      }
    } while (!line.startsWith("data:"));
    return socket;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }
}
