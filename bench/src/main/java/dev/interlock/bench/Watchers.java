package dev.interlock.bench;

import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
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
  private static final int JOBS = 10_000;
  private static final int SLEEP_SECONDS = 300;
  private static final double KIB = 1_024;

  private final ServerUnderTest server;
  private final Report report;

  Watchers(ServerUnderTest server, Report report) {
    this.server = server;
    this.report = report;
  }

  /// Of a work of one job, and of one of many that have run, all but the last.
  void measure() throws IOException, InterruptedException {
    measure("watcher_heap_kib", Requests.sleeping(1, 1, SLEEP_SECONDS));
    var large = Requests.of(1, JOBS, JOBS).toBuilder();
    large.addAllBlocks(Requests.sleeping(1, 1, SLEEP_SECONDS).getBlocksList());
    measure("watcher_heap_large_kib", large.build());
  }

  private void measure(String name, WorkReq request) throws IOException, InterruptedException {
    var works = WorkServiceGrpc.newBlockingStub(server.channel());
    var id = works.submit(request).getId();
    var _ = works.exec(ExecReq.newBuilder().setId(id).build());
    long seq = awaitLastJob(works, id);
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < WATCHERS / 10; i++) {
        open.add(watch(id, seq)); // what the first ones make for all is not theirs
      }
      long before = server.liveHeapBytes();
      for (int i = 0; i < WATCHERS; i++) {
        open.add(watch(id, seq));
      }
      double bytes = (double) server.liveHeapBytes() - before;
      report.number(name, bytes / WATCHERS / KIB);
    } finally {
      closeAll(open);
      var _ = works.kill(KillReq.newBuilder().setId(id).setReason("measured").build());
    }
  }

  /// Returns the seq from which a page would watch that is opened now.
  private static long awaitLastJob(WorkServiceBlockingStub works, String id)
      throws InterruptedException {
    StatusResp work;
    do {
      Thread.sleep(100);
      work = works.status(StatusReq.newBuilder().setId(id).build());
    } while (work.getCounts().getNotStarted() > 0 || work.getCounts().getRunning() != 1);
    return work.getSeq();
  }

  /// Opens a stream of events, and returns once it has begun, with a comment.
  private Socket watch(String id, long afterSeq) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket
        .getOutputStream()
        .write(
            "GET /v1/works/%s:watch?after_seq=%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(id, afterSeq, server.port(), ServerUnderTest.TOKEN)
                .getBytes(StandardCharsets.US_ASCII));
    var lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line;
    do {
      line = lines.readLine();
      if (line == null) {
        throw new IOException("the server closed a watch before it began");
      }
    } while (!line.equals(":"));
    return socket;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }
}
