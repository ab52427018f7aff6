package dev.interlock.e2e;

import dev.interlock.api.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Several servers on one database, each with a way of its own to it. A call goes to one after the
/// other, whatever its state. The calls for any thread, the rest for one.
final class Fleet implements Service, AutoCloseable {
  private static final long CALL_SECONDS_MAX = 8;

  private final Postgres postgres;
  private final Path effects;
  private final List<Replica> replicas = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /// A server and its way to the database.
  record Replica(Product product, TcpProxy way) {}

  private Fleet(Postgres postgres, Path effects) {
    this.postgres = postgres;
    this.effects = effects;
  }

  /// Starts a database and so many servers, which let works of these names run.
  static Fleet of(int servers, Path folder, String... names) throws IOException {
    return of(Build.THIS, servers, folder, names);
  }

  /// The same, of another build.
  static Fleet of(Build build, int servers, Path folder, String... names) throws IOException {
    var fleet = new Fleet(Postgres.in(folder), folder.resolve("effects.log"));
    for (int number = 0; number < servers; number++) {
      var way = TcpProxy.to(fleet.postgres.port());
      var place = Files.createDirectory(folder.resolve("replica-" + number));
      var product =
          Product.ofMarks(place, names)
              .of(build)
              .sharing(Postgres.urlAt(way.port()), fleet.effects)
              .set("shutdown-grace", "1s");
      fleet.replicas.add(new Replica(product, way));
      product.start();
    }
    return fleet;
  }

  List<Replica> replicas() {
    return replicas;
  }

  Postgres postgres() {
    return postgres;
  }

  Path effects() {
    return effects;
  }

  private Product next() {
    return replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size())).product();
  }

  @Override
  public WorkServiceBlockingStub works() {
    return next().works().withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS);
  }

  @Override
  public EmergencyStopServiceBlockingStub stops() {
    return next().stops().withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS);
  }

  @Override
  public AuditServiceBlockingStub audit() {
    return next().audit().withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /// One that is cut off from the database sees nothing new until it is not.
  @Override
  public int looksUntilSettled() {
    return 600;
  }

  @Override
  public void close() throws IOException {
    for (var replica : replicas) {
      replica.product().close();
      replica.way().close();
    }
    postgres.close();
  }
}
