package dev.interlock.server.endpoint;

import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.Bucket;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.DrainReplicaReq;
import dev.interlock.api.v1.DrainReplicaResp;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.ListBucketsReq;
import dev.interlock.api.v1.ListBucketsResp;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.execute.JobServices;
import dev.interlock.engine.execute.LiveWorks;
import dev.interlock.engine.journal.BucketNow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.replica.DrainAnswer;
import dev.interlock.engine.replica.DrainOrder;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.settings.Settings;
import dev.interlock.store.postgres.PostgresStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The part of `interlock.v1.CatalogService` about the server itself: its token buckets, and who
/// serves.
public final class ServerEndpoint {
  private final ThisServer server;
  private final JobServices services;
  private final LiveWorks live;
  private final Tenure tenure;
  private final Map<String, String> sources;

  /// @param buckets where each is set
  public ServerEndpoint(
      ThisServer server,
      JobServices services,
      LiveWorks live,
      Tenure tenure,
      List<Settings.Bucket> buckets) {
    this.server = server;
    this.services = services;
    this.live = live;
    this.tenure = tenure;
    this.sources =
        buckets.stream()
            .collect(Collectors.toMap(bucket -> bucket.settings().name(), Settings.Bucket::source));
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(CatalogServiceGrpc.getListBucketsMethod(), this::buckets),
        new Call<>(CatalogServiceGrpc.getGetServerMethod(), this::server),
        new Call<>(CatalogServiceGrpc.getDrainReplicaMethod(), this::drain));
  }

  private Answer<ListBucketsResp> buckets(ListBucketsReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    asker.demandForSome(Right.VIEW);
    var response = ListBucketsResp.newBuilder();
    services.buckets().forEach(bucket -> response.addBuckets(bucket(bucket)));
    return Answer.ok(response.build());
  }

  private Bucket bucket(BucketNow bucket) {
    var settings = bucket.settings();
    var message =
        Bucket.newBuilder()
            .setName(settings.name())
            .setCapacity(settings.capacity())
            .setRefill(settings.refill())
            .setInterval(Durations.fromMillis(settings.interval().toMillis()))
            .setTokens(Math.toIntExact(bucket.level().tokens()))
            .setSource(sources.getOrDefault(settings.name(), ""));
    bucket.nextAt().ifPresent(next -> message.setNextTokenAt(Times.of(next)));
    return message.build();
  }

  private Answer<GetServerResp> server(GetServerReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    asker.demandForSome(Right.VIEW);
    var response =
        GetServerResp.newBuilder()
            .setVersion(server.version())
            .setStartedAt(Times.of(server.startedAt()))
            .setStore(server.store());
    tenure.replicas().forEach(row -> response.addReplicas(replica(row)));
    return Answer.ok(response.build());
  }

  private Replica replica(ReplicaRow row) {
    var replica = row.replica();
    boolean answers = replica.name().equals(server.replica());
    var message =
        Replica.newBuilder()
            .setName(replica.name())
            .setVersion(replica.version())
            .setAddress(replica.address())
            .setStartedAt(Times.of(replica.startedAt()))
            .setAnswers(answers)
            .setWorksRunning(answers ? live.count() : row.works())
            .setState(state(row, answers))
            .setDrainReason(row.drain().reason())
            .setDrainActor(row.drain().actor());
    row.leaseLeft().ifPresent(left -> message.setLeaseLeft(Durations.fromMillis(left.toMillis())));
    return message.build();
  }

  private ReplicaState state(ReplicaRow row, boolean answers) {
    if (row.leaseLeft().filter(Duration::isNegative).isPresent()) {
      return ReplicaState.REPLICA_STATE_GONE;
    }
    boolean hasWorks = row.works() > 0 || (answers && live.count() > 0);
    return switch (row.drain().state()) {
      case NONE, NOT_KNOWN -> ReplicaState.REPLICA_STATE_TAKING_WORKS;
      case DRAINING -> ReplicaState.REPLICA_STATE_DRAINING;
      // one came to have an order carried out
      case DRAINED ->
          hasWorks ? ReplicaState.REPLICA_STATE_DRAINING : ReplicaState.REPLICA_STATE_DRAINED;
    };
  }

  private Answer<DrainReplicaResp> drain(DrainReplicaReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    Fields.reason(message.getReason(), problems);
    Fields.requestId(message.getRequestId(), problems);
    if (message.getName().isEmpty()) {
      problems.add(new Violation("name", "is missing; say which server, as GetServer names it"));
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var name = message.getName();
    var what = message.getUndo() ? DrainOrder.What.UNDO : DrainOrder.What.DRAIN;
    asker.decision().because(message.getReason());
    asker.decision().doing("%s of %s".formatted(what, name));
    asker.demandForAll(Right.ADMINISTER);
    var caller = new Caller(asker.decision(), message.getRequestId());
    return switch (tenure.drain(new DrainOrder(name, what, message.getReason(), caller))) {
      case DrainAnswer.Done() -> Answer.ok(asItIs(name));
      case DrainAnswer.NoSuchReplica(var alive) -> Answer.no(Refusal.noSuchReplica(name, alive));
      case DrainAnswer.LastOne() -> Answer.no(Refusal.lastReplica(name, insteadOfDraining()));
      case DrainAnswer.NotKnown() -> Answer.no(Refusal.replicaTooOld(name));
      case DrainAnswer.RequestIdReused() -> Answer.no(Refusal.requestIdReused());
    };
  }

  /// Not how far it is when the database has just gone away: it was asked for all the same.
  private DrainReplicaResp asItIs(String name) {
    try {
      return replicaAsItIs(name);
    } catch (StoreUnavailable _) {
      return DrainReplicaResp.getDefaultInstance();
    }
  }

  private DrainReplicaResp replicaAsItIs(String name) {
    var response = DrainReplicaResp.newBuilder();
    tenure.replicas().stream()
        .filter(row -> row.replica().name().equals(name))
        .findFirst()
        .ifPresent(row -> response.setReplica(replica(row)));
    return response.build();
  }

  private String insteadOfDraining() {
    var stop = "just stop it: what runs is told to end, and the next start goes on";
    return server.store().equals(PostgresStore.KIND)
        ? "start another one on this database first, or " + stop
        : stop;
  }
}
