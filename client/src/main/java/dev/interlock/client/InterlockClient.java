package dev.interlock.client;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import dev.interlock.api.v1.CheckPoliciesReq;
import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.CreateSignInCodeReq;
import dev.interlock.api.v1.CreateSignInCodeResp;
import dev.interlock.api.v1.DrainReplicaReq;
import dev.interlock.api.v1.DrainReplicaResp;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.api.v1.GetOutputReq;
import dev.interlock.api.v1.GetOutputResp;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.GetSelfReq;
import dev.interlock.api.v1.GetSelfResp;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.GetVerbsReq;
import dev.interlock.api.v1.GetVerbsResp;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.IdentityServiceGrpc.IdentityServiceBlockingStub;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListAuditResp;
import dev.interlock.api.v1.ListBucketsReq;
import dev.interlock.api.v1.ListBucketsResp;
import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.ListFactsResp;
import dev.interlock.api.v1.ListJobTypesReq;
import dev.interlock.api.v1.ListJobTypesResp;
import dev.interlock.api.v1.ListPoliciesReq;
import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopResp;
import dev.interlock.api.v1.UnknownJobs;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkSummary;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A connection to an Interlock server. Any thread may use it.
///
/// Every call has a deadline, is tried again when the failure is a passing one (unavailable, no
/// answer in time, too busy), and is refused at once while the server keeps failing. A call that
/// changes something carries a `request_id`, chosen once: the server recognises a second attempt
/// and answers as it did to the first. Every call fails with [CallFailed].
public final class InterlockClient implements AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final ManagedChannel channel;
  private final ClientSettings settings;
  private final Calls calls;
  private final Supplier<String> requestIds;
  private final WorkServiceBlockingStub works;
  private final EmergencyStopServiceBlockingStub stops;
  private final CatalogServiceBlockingStub catalogue;
  private final IdentityServiceBlockingStub identity;
  private final AuditServiceBlockingStub audit;
  private final WorkVerbs verbs;

  private InterlockClient(
      ManagedChannel channel, ClientSettings settings, Supplier<String> requestIds) {
    this.channel = channel;
    this.settings = settings;
    this.calls = new Calls(channel, settings);
    this.requestIds = requestIds;
    this.works = WorkServiceGrpc.newBlockingStub(channel);
    this.stops = EmergencyStopServiceGrpc.newBlockingStub(channel);
    this.catalogue = CatalogServiceGrpc.newBlockingStub(channel);
    this.identity = IdentityServiceGrpc.newBlockingStub(channel);
    this.audit = AuditServiceGrpc.newBlockingStub(channel);
    this.verbs = new WorkVerbs(works, calls, requestIds);
  }

  /// A client of the server at `settings.address()`. Connects with the first call.
  ///
  /// @throws java.io.UncheckedIOException when a file of the credentials cannot be read
  public static InterlockClient of(ClientSettings settings) {
    var channel = Channels.to(settings);
    return new InterlockClient(channel, settings, () -> UUID.randomUUID().toString());
  }

  /// Has a work request checked, judged and stored. It runs when [#exec] says so.
  ///
  /// @param request gets a `request_id` if it has none
  public WorkResp submit(WorkReq request) {
    var named =
        request.getRequestId().isEmpty()
            ? request.toBuilder().setRequestId(requestIds.get()).build()
            : request;
    return calls.make("Submit", works, Duration.ZERO, stub -> stub.submit(named));
  }

  /// Everything that [#submit] would refuse the request for; stores nothing.
  public CheckResp check(WorkReq request) {
    return calls.make("Check", works, Duration.ZERO, stub -> stub.check(request));
  }

  /// Has a submitted work run.
  public void exec(String id) {
    exec(ExecReq.newBuilder().setId(id));
  }

  /// Has a submitted work run later.
  ///
  /// @param startAt it does not start before, but at once if that is past; at most 30 days ahead
  public void exec(String id, Instant startAt) {
    exec(
        ExecReq.newBuilder()
            .setId(id)
            .setStartAt(
                Timestamp.newBuilder()
                    .setSeconds(startAt.getEpochSecond())
                    .setNanos(startAt.getNano())));
  }

  private void exec(ExecReq.Builder which) {
    var request = which.setRequestId(requestIds.get()).build();
    calls.make("Exec", works, Duration.ZERO, stub -> stub.exec(request));
  }

  /// What operators do to works.
  public WorkVerbs verbs() {
    return verbs;
  }

  /// The request of a work, without a `request_id`: [#submit] takes it as it is.
  public WorkReq request(String id) {
    var request = GetRequestReq.newBuilder().setId(id).build();
    return calls.make("GetRequest", works, Duration.ZERO, stub -> stub.getRequest(request));
  }

  /// The request of what is not done of a work, as [WorkVerbs#retryFailed] would submit it.
  ///
  /// @param unknown as there
  public WorkReq requestOfNotDone(String id, UnknownJobs unknown) {
    var request = GetRequestReq.newBuilder().setId(id).setNotDone(true).setUnknown(unknown).build();
    return calls.make("GetRequest", works, Duration.ZERO, stub -> stub.getRequest(request));
  }

  /// What an attempt of a job wrote, as far as it is kept.
  ///
  /// @param job as the request has it: `blocks[2].jobs[7]`
  /// @param attempt from 1; 0 for the last one
  public GetOutputResp output(String id, String job, int attempt) {
    var request = GetOutputReq.newBuilder().setId(id).setJob(job).setAttempt(attempt).build();
    return calls.make("GetOutput", works, Duration.ZERO, stub -> stub.getOutput(request));
  }

  /// Brings the report of a work: one HTML document, part by part. What came before a failure is
  /// not whole.
  ///
  /// @param parts told, on this thread, each part in order
  public void report(String id, Consumer<String> parts) {
    new ReportSource(works, calls, settings).read(id, parts);
  }

  /// The work and its blocks, without jobs.
  public StatusResp status(String id) {
    return status(StatusReq.newBuilder().setId(id).build());
  }

  /// The work with every job. Large for a large work: [#jobs] brings them a page at a time.
  public StatusResp fullStatus(String id) {
    return status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }

  /// The work and its blocks, once it has ended or `atMost` has passed, whichever comes first.
  ///
  /// @param atMost at most 60 s
  public StatusResp statusOnceEnded(String id, Duration atMost) {
    return status(
        StatusReq.newBuilder()
            .setId(id)
            .setWaitUntilEnded(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(atMost.toSeconds())
                    .setNanos(atMost.toNanosPart()))
            .build());
  }

  private StatusResp status(StatusReq request) {
    var asked = request.getWaitUntilEnded();
    var extra = Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
    return calls.make("Status", works, extra, stub -> stub.status(request));
  }

  /// The jobs that `query` asks for, in the order of the request. Pages are fetched as the stream
  /// is read.
  public Stream<JobStatus> jobs(GetJobsReq query) {
    return Pages.stream(
        token -> {
          var page = query.toBuilder().setPageToken(token).build();
          return calls.make("GetJobs", works, Duration.ZERO, stub -> stub.getJobs(page));
        },
        GetJobsResp::getJobsList,
        GetJobsResp::getNextPageToken);
  }

  /// What happened to a work, oldest first, as `query` asks. Pages are fetched as the stream is
  /// read.
  public Stream<Fact> facts(ListFactsReq query) {
    return Pages.stream(
        token -> {
          var page = query.toBuilder().setPageToken(token).build();
          return calls.make("ListFacts", works, Duration.ZERO, stub -> stub.listFacts(page));
        },
        ListFactsResp::getFactsList,
        ListFactsResp::getNextPageToken);
  }

  /// What each verb would do to a work as it is now.
  public GetVerbsResp whatVerbsWouldDo(String id) {
    var request = GetVerbsReq.newBuilder().setId(id).build();
    return calls.make("GetVerbs", works, Duration.ZERO, stub -> stub.getVerbs(request));
  }

  /// The works that `query` asks for, newest first. Pages are fetched as the stream is read.
  public Stream<WorkSummary> works(ListReq query) {
    return Pages.stream(
        token -> list(query.toBuilder().setPageToken(token).build()),
        ListResp::getWorksList,
        ListResp::getNextPageToken);
  }

  /// One page of works.
  public ListResp list(ListReq query) {
    return calls.make("List", works, Duration.ZERO, stub -> stub.list(query));
  }

  /// Watches a work from after `afterSeq`; 0 brings everything from the start.
  public WorkWatch watch(String id, long afterSeq) {
    return watch(id, afterSeq, _ -> {});
  }

  /// Watches a work from after `afterSeq`; 0 brings everything from the start.
  ///
  /// @param onCut told, on the reading thread, when the connection was lost and will be made again;
  ///   once until the watch has brought something again
  public WorkWatch watch(String id, long afterSeq, Consumer<CallFailed> onCut) {
    var source = new WatchSource(works, calls, id, settings.streamDeadline());
    return new WorkWatch(source, afterSeq, settings.reconnects(), onCut);
  }

  /// Pulls the emergency stop for works of a name, or for `all`.
  ///
  /// @param reason why; required
  public StopResp stop(String name, String reason) {
    var request =
        StopReq.newBuilder().setName(name).setReason(reason).setRequestId(requestIds.get()).build();
    return calls.make("Stop", stops, Duration.ZERO, stub -> stub.stop(request));
  }

  /// Takes back what [#stop] set. The answer says what holds now: the file may still stop the name.
  ///
  /// @param reason why; required
  public GoResp go(String name, String reason) {
    var request =
        GoReq.newBuilder().setName(name).setReason(reason).setRequestId(requestIds.get()).build();
    return calls.make("Go", stops, Duration.ZERO, stub -> stub.go(request));
  }

  /// What every source of the emergency stop says now.
  public ListStopsResp stops() {
    var request = ListStopsReq.newBuilder().setCountHeldBack(true).build();
    return calls.make("ListStops", stops, Duration.ZERO, stub -> stub.listStops(request));
  }

  /// What jobs can be named in a request, with their arguments.
  public ListJobTypesResp jobTypes() {
    var request = ListJobTypesReq.getDefaultInstance();
    return calls.make("ListJobTypes", catalogue, Duration.ZERO, stub -> stub.listJobTypes(request));
  }

  /// What a policy file with this content would change, and everything that is wrong with it.
  public CheckPoliciesResp checkPolicies(String content) {
    var request = CheckPoliciesReq.newBuilder().setContent(content).build();
    return calls.make(
        "CheckPolicies", catalogue, Duration.ZERO, stub -> stub.checkPolicies(request));
  }

  /// The policies, and which are in force for which works.
  public ListPoliciesResp policies() {
    var request = ListPoliciesReq.getDefaultInstance();
    return calls.make("ListPolicies", catalogue, Duration.ZERO, stub -> stub.listPolicies(request));
  }

  /// How full each token bucket is. Takes nothing.
  public ListBucketsResp buckets() {
    var request = ListBucketsReq.getDefaultInstance();
    return calls.make("ListBuckets", catalogue, Duration.ZERO, stub -> stub.listBuckets(request));
  }

  /// The server's version, and which replicas run the works.
  public GetServerResp server() {
    var request = GetServerReq.getDefaultInstance();
    return calls.make("GetServer", catalogue, Duration.ZERO, stub -> stub.getServer(request));
  }

  /// Has a server taken out that shares its database with others: what runs there goes on, nothing
  /// new starts, and others go on with its works. [#server] tells how far it is.
  ///
  /// @param name of the replica
  /// @param reason why; required
  public DrainReplicaResp drainReplica(String name, String reason) {
    return drainReplica(DrainReplicaReq.newBuilder().setName(name).setReason(reason));
  }

  /// Takes back what [#drainReplica] asked for.
  ///
  /// @param reason why; required
  public DrainReplicaResp undoDrainReplica(String name, String reason) {
    return drainReplica(DrainReplicaReq.newBuilder().setName(name).setReason(reason).setUndo(true));
  }

  private DrainReplicaResp drainReplica(DrainReplicaReq.Builder order) {
    var request = order.setRequestId(requestIds.get()).build();
    return calls.make("DrainReplica", catalogue, Duration.ZERO, stub -> stub.drainReplica(request));
  }

  /// Whom the server takes the caller for, and what they may.
  public GetSelfResp self() {
    var request = GetSelfReq.getDefaultInstance();
    return calls.make("GetSelf", identity, Duration.ZERO, stub -> stub.getSelf(request));
  }

  /// By which a browser signs in as the caller, once, at `/sign-in#CODE`.
  public CreateSignInCodeResp signInCode() {
    var request = CreateSignInCodeReq.getDefaultInstance();
    return calls.make(
        "CreateSignInCode", identity, Duration.ZERO, stub -> stub.createSignInCode(request));
  }

  /// One page of who decided what.
  public ListAuditResp audit(ListAuditReq query) {
    return calls.make("ListAudit", audit, Duration.ZERO, stub -> stub.listAudit(query));
  }

  /// Ends the connection; watches end too. May be called twice.
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      // Not waiting would leave the connection's threads to a process that goes on.
      channel.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
