package dev.interlock.server;

import dev.interlock.server.http.WebServer;
import dev.interlock.server.logs.LogSetup;
import dev.interlock.server.plugins.BadPlugin;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import dev.interlock.store.sql.StoreNotOpened;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's program: `interlock server`.
///
/// Exit codes: 0 stopped as asked, 1 could not start or broke down, 2 wrong settings or files.
public final class Main {
  static final int BROKEN = 1;
  static final int BAD_SETTINGS = 2;

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    quickenStart();
    WebServer.loadAhead();
    int exitCode = run(List.of(args), System.out, System.err);
    System.exit(exitCode);
  }

  /// Leaves out what libraries load for things that this server does not do. What the command line
  /// of the JVM says counts more.
  private static void quickenStart() {
    for (var unused :
        List.of(
            "com.linecorp.armeria.tlsEngineType=jdk", // no native TLS
            "io.netty.jfr.enabled=false")) {
      int sign = unused.indexOf('=');
      var key = unused.substring(0, sign);
      System.setProperty(key, System.getProperty(key, unused.substring(sign + 1)));
    }
  }

  private static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    long startedNanos = System.nanoTime();
    return switch (SettingsReader.read(args, System.getenv(), Path.of("").toAbsolutePath())) {
      case Reading.Help(var text) -> {
        out.print(text);
        yield 0;
      }
      case Reading.Version() -> {
        out.println("interlock " + version());
        yield 0;
      }
      case Reading.Bad(var problems) -> {
        tell(problems, err);
        yield BAD_SETTINGS;
      }
      case Reading.SelfTest() -> SelfTest.run(out, err);
      case Reading.Good good -> {
        LogSetup.use(good.settings().logFormat());
        yield serve(good, startedNanos, out, err);
      }
    };
  }

  private static int serve(Reading.Good good, long startedNanos, PrintStream out, PrintStream err)
      throws InterruptedException {
    log.atInfo().log("Interlock {} starts; {}", version(), String.join(", ", good.effective()));
    Wiring wiring;
    try {
      wiring = Wiring.start(good.settings());
    } catch (RuntimeException failed) {
      return cannotStart(failed, err);
    }
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  log.info("asked to end: no more calls, running works are handed off");
                  wiring.close();
                  log.info("ended");
                  ended.countDown();
                  // without this the exit code would be that of the signal
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
    long millis = (System.nanoTime() - startedNanos) / 1_000_000;
    out.printf(
        "Interlock is ready after %d ms: %s://%s (gRPC, REST), data in %s%n",
        millis,
        good.settings().files().access().tls().isPresent() ? "https" : "http",
        host(wiring),
        good.settings().files().database());
    out.flush();
    ended.await();
    return 0;
  }

  static int cannotStart(RuntimeException failed, PrintStream err) {
    return switch (failed) {
      case StartRefused refused -> {
        tell(refused.problems(), err);
        yield refused.exitCode();
      }
      case BadPlugin bad -> {
        tell(bad.problems(), err);
        yield BAD_SETTINGS;
      }
      case StoreNotOpened locked -> {
        tell(List.of(String.valueOf(locked.getMessage())), err);
        yield BROKEN;
      }
      // of a class that depends on the platform
      case CompletionException late when late.getCause() instanceof IOException taken -> {
        tell(
            List.of(
                "cannot listen: %s; another server may have the port, choose one with --listen"
                    .formatted(taken.getMessage())),
            err);
        yield BROKEN;
      }
      default -> {
        log.error("could not start", failed);
        tell(List.of("could not start: " + failed), err);
        yield BROKEN;
      }
    };
  }

  private static void tell(List<String> problems, PrintStream err) {
    problems.forEach(problem -> err.println("interlock server: " + problem));
    err.flush();
  }

  static String host(Wiring wiring) {
    var address = wiring.address();
    var host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  static void logClosing(AutoCloseable part, Exception failed) {
    log.atWarn().addKeyValue("part", part.getClass().getSimpleName()).log("did not close", failed);
  }

  static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
