package dev.interlock.bench;

import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The real server, started as people start it, in a fresh folder, with a policy and an emergency
/// stop file.
final class ServerUnderTest implements AutoCloseable {
  static final String WORK_NAME = "Bench";
  private static final long START_MILLIS_MAX = 60_000;

  private static final Pattern TOTAL_BYTES = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  /// Made before the start, so that every call has it.
  static final String TOKEN = "interlock_" + "x".repeat(43);

  private final Path folder;
  private final int port;
  private final Process process;
  private final ManagedChannel channel;

  private ServerUnderTest(Path folder, int port, Process process, ManagedChannel channel) {
    this.folder = folder;
    this.port = port;
    this.process = process;
    this.channel = channel;
  }

  /// @param database the setting: `sqlite`, or a URL
  static ServerUnderTest start(Path folder, String database)
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("policies.json"),
        """
        {"Name": "%s", "Policies": [
          {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["%s", "sleep"]}}]}
        """
            .formatted(WORK_NAME, NoOp.NAME));
    Files.writeString(
        folder.resolve("es.json"), "{\"Name\": \"%s\", \"Status\": \"go\"}".formatted(WORK_NAME));
    Files.writeString(
        folder.resolve("rights.json"),
        """
        {"Roles": ["submitter", "executor", "operator", "release", "admin", "auditor"],
         "Works": ["*"], "Principals": ["local"]}
        """);
    writeToken(folder.resolve("token"));
    installNoOp(folder);
    int port = freePort();
    var process =
        new ProcessBuilder(command(folder, port, database))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + TOKEN);
    var channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
    var server = new ServerUnderTest(folder, port, process, channel);
    try {
      server.awaitFirstAnswer();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static void writeToken(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, TOKEN);
  }

  private static List<String> command(Path folder, int port, String database) {
    var command = new ArrayList<String>(List.of("bin/interlock", "server"));
    command.addAll(List.of("--plugins", folder.resolve("plugins").toString()));
    command.addAll(List.of("--listen", "127.0.0.1:" + port));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of("--database", database));
    command.addAll(List.of("--policies", folder.resolve("policies.json").toString()));
    command.addAll(List.of("--stops", folder.resolve("es.json").toString()));
    // what callers may do is not what is measured
    command.addAll(List.of("--calls-a-second-max", "1000000"));
    command.addAll(List.of("--caller-connections-max", "1000000"));
    command.addAll(List.of("--rights", folder.resolve("rights.json").toString()));
    command.addAll(List.of("--token-file", folder.resolve("token").toString()));
    // the fold is measured on a work of 100,000 jobs
    command.addAll(List.of("--jobs-max", "100000", "--rate-limit-max", "10000"));
    command.addAll(List.of("--request-bytes-max", Integer.toString(16 << 20)));
    return command;
  }

  /// The no-op job type reaches the server as any other plug-in does.
  private static void installNoOp(Path folder) throws IOException {
    var jar = Path.of(NoOp.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Files.createDirectories(folder.resolve("plugins"));
    Files.copy(jar, folder.resolve("plugins").resolve(jar.getFileName()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitFirstAnswer() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS_MAX);
    while (true) {
      try {
        var _ = WorkServiceGrpc.newBlockingStub(channel).list(ListReq.getDefaultInstance());
        return;
      } catch (StatusRuntimeException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the server does not answer; see " + folder.resolve("server.log"), e);
        }
        Thread.sleep(50);
      }
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  int port() {
    return port;
  }

  /// What the server's heap holds after a collection.
  long liveHeapBytes() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, Long.toString(this.process.pid()), "GC.class_histogram")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = process.inputReader()) {
      return lines
          .lines()
          .map(TOTAL_BYTES::matcher)
          .filter(Matcher::lookingAt)
          .mapToLong(total -> Long.parseLong(total.group(1)))
          .findFirst()
          .orElseThrow(() -> new IOException("jcmd did not tell what the heap holds"));
    } finally {
      var _ = process.waitFor();
    }
  }

  Path database() {
    return folder.resolve("data").resolve("work.db");
  }

  /// The resident memory of the server, in MiB; 0 where the system does not tell.
  long residentMib() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
