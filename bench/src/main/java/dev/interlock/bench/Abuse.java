package dev.interlock.bench;

import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// What a good client notices while a thousand connections abuse the server: `make abuse`. Prints
/// how long its calls take without them and with them, in turns, and how long an emergency stop
/// takes until a running work is stopped. The abusers give way to other programs (`nice`): what
/// they do to the server is measured, not what they take of this machine's processors. Ends by
/// itself, after some minute and a half.
final class Abuse {
  private static final int CONNECTIONS = 1_000;
  private static final int ROUNDS = 4;
  private static final int CALLS_A_ROUND = 3_000;
  private static final long ROUND_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long STOP_MILLIS_MAX = 1_000;
  private static final double RATIO_MAX = 2;

  private final ServerUnderTest server;
  private final WorkServiceBlockingStub works;

  private Abuse(ServerUnderTest server) {
    this.server = server;
    this.works = WorkServiceGrpc.newBlockingStub(server.channel());
  }

  /// Takes no arguments. Exit status 1 says that calls took twice as long, or a stop more than a
  /// second.
  public static void main(String[] args) throws Exception {
    var target = Path.of("bench", "target");
    Files.createDirectories(target);
    var folder = Files.createTempDirectory(target, "abuse");
    boolean isGood;
    try (var server = ServerUnderTest.start(folder, "sqlite")) {
      isGood = new Abuse(server).run();
    }
    System.exit(isGood ? 0 : 1); // not before the server is ended
  }

  private boolean run() throws Exception {
    var quiet = LongStream.empty();
    var abused = LongStream.empty();
    long stopMillis = 0;
    for (int round = 0; round <= ROUNDS; round++) {
      boolean isWarm = round > 0; // the first is for the compilers of both programs
      quiet = LongStream.concat(quiet, latencies().filter(_ -> isWarm));
      var work = running();
      var abusers = new OtherProcess(server.port());
      try {
        abused = LongStream.concat(abused, latencies().filter(_ -> isWarm));
        stopMillis = Math.max(stopMillis, stop(work));
        release();
      } finally {
        abusers.end();
      }
    }
    return tell(quiet.sorted().toArray(), abused.sorted().toArray(), stopMillis);
  }

  private static boolean tell(long[] quiet, long[] abused, long stopMillis) {
    double ratio = (double) at(abused, 0.99) / at(quiet, 0.99);
    System.out.printf(
        Locale.ROOT,
        "{\"connections\": %d, \"calls\": [%d, %d], \"p50_micros\": [%d, %d],"
            + " \"p99_micros\": [%d, %d], \"p99_ratio\": %.2f, \"stop_millis\": %d}%n",
        CONNECTIONS,
        quiet.length,
        abused.length,
        at(quiet, 0.5),
        at(abused, 0.5),
        at(quiet, 0.99),
        at(abused, 0.99),
        ratio,
        stopMillis);
    return ratio < RATIO_MAX && stopMillis <= STOP_MILLIS_MAX;
  }

  /// Abusers, beside this process: what they take of its heap and its threads is not the server's.
  private static final class OtherProcess {
    private final Process process;

    OtherProcess(int port) throws IOException {
      process =
          new ProcessBuilder(
                  "nice",
                  "-n",
                  "19",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.interlock.bench.Abusers",
                  Integer.toString(CONNECTIONS),
                  Integer.toString(port),
                  ServerUnderTest.TOKEN)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader said = process.inputReader();
      if (!"ready".equals(said.readLine())) {
        throw new IOException("the abusers did not begin");
      }
    }

    void end() throws IOException, InterruptedException {
      process.outputWriter().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /// Of calls one after another, in microseconds.
  private LongStream latencies() {
    var micros = new long[CALLS_A_ROUND];
    int calls = 0;
    for (long end = System.nanoTime() + ROUND_NANOS_MAX;
        calls < CALLS_A_ROUND && System.nanoTime() < end;
        calls++) {
      long begun = System.nanoTime();
      var _ = works.list(ListReq.newBuilder().setPageSize(10).build());
      micros[calls] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
    }
    return Arrays.stream(micros, 0, calls);
  }

  private static long at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * part)];
  }

  private String running() throws InterruptedException {
    var id = works.submit(Requests.sleeping(1, 1, 600)).getId();
    var _ = works.exec(ExecReq.newBuilder().setId(id).build());
    await(id, WorkState.WORK_STATE_RUNNING);
    return id;
  }

  private void await(String id, WorkState state) throws InterruptedException {
    var status = StatusReq.newBuilder().setId(id).build();
    while (works.status(status).getState() != state) {
      Thread.sleep(1);
    }
  }

  private long stop(String work) throws InterruptedException {
    long begun = System.nanoTime();
    var stop = StopReq.newBuilder().setName("all").setReason("abuse").build();
    var _ = EmergencyStopServiceGrpc.newBlockingStub(server.channel()).stop(stop);
    await(work, WorkState.WORK_STATE_ES_STOPPED);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  private void release() {
    var go = GoReq.newBuilder().setName("all").setReason("next round").build();
    var _ = EmergencyStopServiceGrpc.newBlockingStub(server.channel()).go(go);
  }
}
