package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.Engine;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Approvers;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.FaultyStore;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.policy.BoundPolicy;
import dev.interlock.engine.policy.Configured;
import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.replica.OrderDesk;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.replica.SoleTenure;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.secret.Secrets;
import dev.interlock.engine.stop.DatabaseStops;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.stop.StopTimes;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.watch.Watchers;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.JobView;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One process: a whole engine wired by hand, on a store that other engines may go on with.
///
/// Its clock stands still, so nothing is polled and nothing times out until a test moves it.
/// Readings of the emergency stop never go stale.
public final class EngineUnderTest implements AutoCloseable {
  public static final Duration POLL = Duration.ofMillis(500);
  public static final Duration STOP_GRACE = RunSettings.STOP_GRACE;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicLong IDS = new AtomicLong();
  private static final Replica HERE = new Replica("here:1", "", "", Instant.EPOCH);
  private static final Configured NOWHERE = new Configured("", "", List.of());

  public final ManualClock clock = new ManualClock();
  public final FaultyStore store;
  public final ScriptedSource file = ScriptedSource.letting(Plans.NAME, "Other");
  public final EmergencyStop stop;
  public final LiveWorks live;
  public final ClaimLoop claims;
  public final JobServices services;
  public final Watchers watchers;

  /// What the policy in force says of a request: nothing, until a test wants something else.
  public volatile Function<WorkReq, List<Violation>> policy = _ -> List.of();

  /// Who must approve it, by the same policy.
  public volatile Function<WorkReq, Approvals> approvals = _ -> Approvals.NONE;

  /// Which policies are in force.
  public volatile String version = "v1";

  /// Who may approve works: everybody, until a test wants something else.
  public volatile Approvers approvers = (_, _) -> true;

  public final Engine engine;

  private EngineUnderTest(Setup setup) {
    this.store = new FaultyStore(setup.store);
    var buckets =
        setup.buckets.stream().collect(Collectors.toMap(BucketSettings::name, bucket -> bucket));
    var jobTypes =
        JobTypes.of(setup.jobs.stream().map(job -> job.registered(buckets.keySet())).toList());
    var journal = new Journal(store, clock);
    var times = new StopTimes(POLL, Duration.ofMillis(250), Duration.ofDays(1));
    this.stop = new EmergencyStop(file, new DatabaseStops(store), journal, clock, times, 1);
    this.watchers = new Watchers(store, clock);
    this.services =
        new JobServices(
            buckets,
            store,
            journal,
            clock,
            () -> 0.5,
            new Secrets(Map.of(ScriptedSecrets.NAME, new ScriptedSecrets())));
    var parts = new RunParts(jobTypes, journal, stop, services, watchers, setup.tenure, clock);
    this.live =
        new LiveWorks(
            parts, new RunSettings(setup.replica, STOP_GRACE, setup.handOffGrace), setup.worksMax);
    var policies = Map.of(Plans.NAME, scripted(), "Other", scripted());
    var admission =
        new Admission(
            new Admission.Rules(
                jobTypes,
                () -> new PolicySource.Reading.InForce(new PolicyBook(policies, version)),
                stop,
                (approval, name) -> approvers.mayApprove(approval, name),
                RequestLimits.DEFAULTS),
            journal,
            clock,
            EngineUnderTest::nextId);
    var orders = new Claims(journal, live, setup.tenure);
    this.claims = new ClaimLoop(store, live, orders, clock);
    var desk = setup.desk;
    var neighbours =
        desk == null ? null : new Neighbours(desk, setup.replica, clock, UUID::randomUUID);
    this.engine = new Engine(admission, parts, live, orders, claims, neighbours);
    engine.start();
    clock.awaitSleepers(2); // both sources of the emergency stop were read
  }

  private static WorkId nextId() {
    return new WorkId(new UUID(0x019A_0000_0000_7000L, IDS.incrementAndGet()));
  }

  private List<BoundPolicy<?>> scripted() {
    return List.of(
        new BoundPolicy<>(
            new ScriptedPolicy(
                request -> policy.apply(request), request -> approvals.apply(request)),
            new NoSettings(),
            NOWHERE));
  }

  private record NoSettings() {}

  private record ScriptedPolicy(
      Function<WorkReq, List<Violation>> says, Function<WorkReq, Approvals> asks)
      implements Policy<NoSettings> {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public String purpose() {
      return "says what a test says";
    }

    @Override
    public Class<NoSettings> settingsType() {
      return NoSettings.class;
    }

    @Override
    public List<Violation> judge(WorkReq request, NoSettings settings) {
      return says.apply(request);
    }

    @Override
    public Approvals approvals(WorkReq request, NoSettings settings) {
      return asks.apply(request);
    }
  }

  /// What an engine is made of; the same setup can be started again, on the same store.
  public static Setup on(WorkStore store, ScriptedJob... jobs) {
    return new Setup(store, List.of(jobs));
  }

  /// See [#on].
  public static final class Setup {
    private final WorkStore store;
    private final List<ScriptedJob> jobs;
    private final List<BucketSettings> buckets = new ArrayList<>();
    private String replica = "here:1";
    private int worksMax = 100;
    private Tenure tenure = new SoleTenure(HERE);
    private @Nullable OrderDesk desk;
    private Duration handOffGrace = Duration.ofMillis(50);

    private Setup(WorkStore store, List<ScriptedJob> jobs) {
      this.store = store;
      this.jobs = jobs;
    }

    public Setup replica(String name) {
      replica = name;
      return this;
    }

    public Setup tenure(Tenure held) {
      tenure = held;
      return this;
    }

    /// Has it share its store, and leave word for others there.
    public Setup desk(OrderDesk given) {
      desk = given;
      return this;
    }

    public Setup worksMax(int most) {
      worksMax = most;
      return this;
    }

    public Setup bucket(BucketSettings bucket) {
      buckets.add(bucket);
      return this;
    }

    public Setup handOffGrace(Duration grace) {
      handOffGrace = grace;
      return this;
    }

    public EngineUnderTest start() {
      return new EngineUnderTest(this);
    }
  }

  public WorkId submit(Block... blocks) throws InterruptedException {
    return submit(Plans.work(blocks));
  }

  public WorkId submit(WorkReq request) throws InterruptedException {
    var answer = engine.submit(request, new Caller("ann", ""));
    assertThat(answer).isInstanceOf(SubmitAnswer.Accepted.class);
    return ((SubmitAnswer.Accepted) answer).id();
  }

  /// Submits and executes.
  public WorkId run(Block... blocks) throws InterruptedException {
    return run(Plans.work(blocks));
  }

  public WorkId run(WorkReq request) throws InterruptedException {
    var id = submit(request);
    assertThat(exec(id)).isEqualTo(new ExecAnswer.Accepted());
    return id;
  }

  public ExecAnswer exec(WorkId id) throws InterruptedException {
    return engine.exec(id, Admission.AT_ONCE, new Caller("ann", ""));
  }

  /// Has a verb carried out.
  public OrderAnswer order(WorkId id, Verb verb) throws InterruptedException {
    return order(id, verb, "");
  }

  /// Has a verb carried out by a call that can be repeated.
  public OrderAnswer order(WorkId id, Verb verb, String requestId) throws InterruptedException {
    return engine.order(id, verb, "a drill", new Caller("bob", requestId));
  }

  /// Says what became of the first job of a work.
  public void resolve(WorkId id, Resolution as) throws InterruptedException {
    var verb = new Verb.ResolveJobs(List.of("blocks[0].jobs[0]"), as);
    assertThat(order(id, verb)).isInstanceOf(OrderAnswer.Done.class);
  }

  /// Waits until it is stored so, and its runner is gone.
  public void awaitRest(WorkId id, WorkState state) {
    awaitUntil(() -> stored(id).summary().state() == state && !live.isLiveOrAside(id));
  }

  public WorkRecord stored(WorkId id) {
    return store.find(id).orElseThrow();
  }

  /// Waits for the end, as it is stored.
  public WorkRecord awaitEnd(WorkId id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> stored(id).summary().state().isTerminal());
    return stored(id);
  }

  /// Waits for the end and for the runner to be gone.
  public void awaitEnd(WorkId id, WorkState state) {
    assertThat(awaitEnd(id).summary().state()).isEqualTo(state);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !live.isLiveOrAside(id));
  }

  public void awaitUntil(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(condition);
  }

  public WorkState state(WorkId id) throws InterruptedException {
    return engine.look(id, look -> look.machine().state()).orElseThrow();
  }

  public JobView job(WorkId id, int job) throws InterruptedException {
    return engine.look(id, look -> look.machine().jobView(job)).orElseThrow();
  }

  public List<JobState> jobs(WorkId id) throws InterruptedException {
    return engine
        .look(
            id,
            look ->
                IntStream.range(0, look.machine().jobCount())
                    .mapToObj(look.machine()::jobState)
                    .toList())
        .orElseThrow();
  }

  /// Every fact that is stored, in order.
  public List<Fact> facts(WorkId id) {
    return store.journal(id, 0, Integer.MAX_VALUE).stream()
        .flatMap(entry -> entry.facts().stream())
        .toList();
  }

  public <F extends Fact> List<F> facts(WorkId id, Class<F> kind) {
    return facts(id).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Lets the emergency stop read its sources and tell everybody.
  public void poll() {
    int before = file.readings();
    clock.advance(POLL);
    awaitUntil(() -> file.readings() > before);
    clock.awaitSleepers(2);
  }

  /// Ends this process as kill -9 does: it never reaches its store again.
  public void kill() {
    store.goAway();
  }

  @Override
  public void close() {
    engine.close();
  }

  static WorkReq named(String name, Block... blocks) {
    return new WorkReq(name, "", Arrays.asList(blocks));
  }

  static List<String> keys(WorkId id, int... jobs) {
    return IntStream.of(jobs).mapToObj(job -> id + "/" + job).toList();
  }

  static <T> Stream<T> times(int count, java.util.function.IntFunction<T> make) {
    return IntStream.range(0, count).mapToObj(make);
  }
}
