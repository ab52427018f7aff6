package dev.interlock.e2e;

import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CreateSignInCodeReq;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// An installation in a folder of its own: configuration, data, and the server's process when it
/// runs. For one thread, except the stubs.
final class Product implements Service, AutoCloseable {
  private static final Path ROOT = Build.THIS.root();

  /// Tests start many servers and load none of them. The first one that ends in order leaves an
  /// archive of its classes to the others.
  private static final String QUICK_START =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+AutoCreateSharedArchive"
          + " -XX:SharedArchiveFile=";

  /// Made before the first start, so that calls have it from the beginning.
  static final String TOKEN = "interlock_" + "e2e".repeat(14) + "_";

  private static final String RIGHTS =
      """
      {
        "Roles": ["submitter", "executor", "operator", "release", "admin", "auditor"],
        "Works": ["*"],
        "Principals": ["local"]
      }
      """;

  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private final ManagedChannel channel;
  private final Map<String, String> settings = new TreeMap<>();
  private Build build = Build.THIS;
  private @Nullable Process server;

  private Product(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + TOKEN);
    this.channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
  }

  /// Lays out an installation; nothing runs yet.
  static Product in(Path folder) throws IOException {
    var product = new Product(folder, freePort());
    Files.createDirectories(folder.resolve("plugins"));
    var plugin = Path.of(System.getProperty("interlock.e2e.plugin"));
    Files.copy(plugin, folder.resolve("plugins").resolve(plugin.getFileName()));
    for (var type : List.of("appendAgain", "appendOnce", "stubborn")) {
      product.set("job.%s.log".formatted(type), product.effects().toString());
    }
    product.set("policies", folder.resolve("policies.json").toString());
    product.set("stops", folder.resolve("es.json").toString());
    product.set("plugins", folder.resolve("plugins").toString());
    product.set("data", folder.resolve("data").toString());
    product.set("rights", folder.resolve("rights.json").toString());
    product.set("token-file", product.tokenFile().toString());
    product.set("listen", product.address());
    Files.createFile(
        product.tokenFile(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return product
        .write(product.tokenFile().getFileName().toString(), TOKEN)
        .write("rights.json", RIGHTS);
  }

  /// Lays out one that lets works of these names run, with jobs that leave marks.
  static Product ofMarks(Path folder, String... names) throws IOException {
    var policies = new StringBuilder();
    var stops = new StringBuilder();
    for (var name : names) {
      policies.append(
          """
          {"Name": "%s", "Policies": [
            {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain", "appendOnce"]}}]}
          """
              .formatted(name));
      stops.append("{\"Name\": \"%s\", \"Status\": \"go\"}%n".formatted(name));
    }
    return in(folder)
        .write("policies.json", policies.toString())
        .write("es.json", stops.toString());
  }

  /// Lays out the sample, quicker than it comes: an erasure takes a second, a pause none.
  static Product ofSample(Path folder) throws IOException {
    var product =
        in(folder)
            .write("es.json", "{\"Name\": \"SatelliteDiskErase\", \"Status\": \"go\"}\n")
            .write("policies.json", Files.readString(ROOT.resolve("configs/policies.json")));
    var sites = Files.createDirectories(folder.resolve("sites"));
    copyAll(ROOT.resolve("examples/diskerase/data"), sites);
    copyAll(ROOT.resolve("dist/target/interlock/plugins/diskerase"), folder.resolve("plugins"));
    return product
        .set("job.diskErase.seconds", "1")
        .set("job.sleep.seconds-max", "0")
        .set("job.diskErase.data", sites.toString())
        .set("job.validateDecom.data", sites.toString())
        .set("token-buckets.diskEraseSatellite.capacity", "1")
        .set("token-buckets.diskEraseSatellite.refill", "1")
        .set("token-buckets.diskEraseSatellite.interval", "1h");
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Has it share a database and the jobs' file with others.
  Product sharing(String database, Path effects) {
    set("database", database);
    for (var type : List.of("appendAgain", "appendOnce", "stubborn")) {
      set("job.%s.log".formatted(type), effects.toString());
    }
    return this;
  }

  /// A setting for the next start.
  Product set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /// Which build the next start and the next commands are of.
  Product of(Build other) {
    build = other;
    return this;
  }

  Product write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
    return this;
  }

  Path folder() {
    return folder;
  }

  /// Lets whoever may read it do everything.
  Path tokenFile() {
    return folder.resolve("token");
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /// The file that the jobs of the tests' plug-in append to.
  Path effects() {
    return folder.resolve("effects.log");
  }

  @Override
  public WorkServiceBlockingStub works() {
    return WorkServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @Override
  public EmergencyStopServiceBlockingStub stops() {
    return EmergencyStopServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @Override
  public AuditServiceBlockingStub audit() {
    return AuditServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /// By which a browser signs in.
  String signInCode() {
    return IdentityServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .createSignInCode(CreateSignInCodeReq.getDefaultInstance())
        .getCode();
  }

  /// What it says of itself and of the others on its database.
  GetServerResp server() {
    return CatalogServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .getServer(GetServerReq.getDefaultInstance());
  }

  @Override
  public int looksUntilSettled() {
    return 1;
  }

  /// Starts the server and returns when it answers.
  void start() throws IOException {
    var process = begin();
    Awaitility.await()
        .atMost(START_MAX)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("the server ended: " + log());
          }
          return answers();
        });
  }

  /// Starts the server and does not wait until it answers.
  ///
  /// @return its process
  Process begin() throws IOException {
    var process = launch();
    server = process;
    return process;
  }

  /// Lets the server run for so long: nothing is waited for, and the moment is all that counts.
  void letRunFor(Duration time) throws IOException, InterruptedException {
    if (running().waitFor(time)) {
      throw new IllegalStateException("the server ended: " + log());
    }
  }

  private Process launch() throws IOException {
    var command = new ArrayList<>(List.of(program("interlock"), "server"));
    settings.forEach((key, value) -> command.addAll(List.of("--" + key, value)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("INTERLOCK_JAVA_FLAGS", QUICK_START + build.archive());
    return builder
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
        .start();
  }

  private String program(String command) {
    return build.root().resolve("bin").resolve(command).toString();
  }

  private boolean answers() {
    try {
      var _ = works().list(ListReq.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException _) {
      channel.resetConnectBackoff();
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("server.log"));
  }

  /// Ends the server as a power cut would, as far as a process can: no code of its own runs.
  void kill() {
    running().destroyForcibly().onExit().join();
  }

  /// Ends the server as an operator does.
  ///
  /// @return its exit code
  int stop() {
    running().destroy();
    return running().onExit().join().exitValue();
  }

  /// Has the server's process stand still, or go on.
  ///
  /// @param signal `STOP` or `CONT`
  void signal(String signal) throws IOException, InterruptedException {
    var pid = Long.toString(running().pid());
    int exitCode = new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("kill -%s %s: %d".formatted(signal, pid, exitCode));
    }
  }

  long pid() {
    return running().pid();
  }

  /// Where the server has its jars from, by the command line of its process.
  Path home() throws IOException {
    var mark = "-Dinterlock.home=";
    var words = Files.readString(Path.of("/proc", Long.toString(pid()), "cmdline")).split("\0", -1);
    return Arrays.stream(words)
        .filter(word -> word.startsWith(mark))
        .map(word -> Path.of(word.substring(mark.length())))
        .findFirst()
        .orElseThrow();
  }

  private Process running() {
    return Objects.requireNonNull(server, "the server was not started");
  }

  /// What the server answers to a GET, by whoever has the token file.
  String get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + address() + path))
            .header("authorization", "Bearer " + TOKEN)
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
      }
      return answer.body();
    }
  }

  /// A figure of the server's metrics that is a whole number.
  int metric(String name) throws IOException, InterruptedException {
    var lines = get("/metrics").lines();
    var line = lines.filter(one -> one.startsWith(name + " ")).findFirst().orElseThrow();
    return (int) Double.parseDouble(line.substring(name.length() + 1));
  }

  /// What a command of the product printed, and how it ended.
  record Ran(int exitCode, String output) {}

  /// Runs `bin/COMMAND` against this server, to its end.
  Ran run(String command, String... args) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(program(command)));
    all.addAll(List.of(args));
    var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("INTERLOCK_SERVER", address());
    builder.environment().put("INTERLOCK_TOKEN_FILE", tokenFile().toString());
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    if (server != null) {
      kill();
    }
  }
}
