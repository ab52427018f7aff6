package dev.interlock.engine.admit;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.policy.BoundPolicy;
import dev.interlock.engine.policy.Configured;
import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.stop.DatabaseStops;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.stop.StopTimes;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What gets in, and what of that may run.
class AdmissionTest {
  private static final WorkReq REQUEST =
      new WorkReq(
          Plans.NAME,
          "a drill",
          List.of(block("job")),
          Tolerance.UNSAID,
          Checks.NONE,
          Duration.ZERO,
          Map.of("team", "storage"));
  private static final Configured NOWHERE = new Configured("", "", List.of());
  private static final Caller ANN = new Caller("ann", "");

  private final InMemoryStore store = new InMemoryStore();
  private final ManualClock clock = new ManualClock();
  private final ScriptedSource file = ScriptedSource.letting(Plans.NAME);
  private final Journal journal = new Journal(store, clock);
  private final EmergencyStop stop =
      new EmergencyStop(
          file,
          new DatabaseStops(store),
          journal,
          clock,
          new StopTimes(Duration.ofMillis(500), Duration.ofMillis(250), Duration.ofDays(1)),
          1);
  private final Forbids forbids = new Forbids();
  private final AtomicLong ids = new AtomicLong();
  private PolicySource.Reading policies = inForce(forbids);
  private JobTypes jobTypes = JobTypes.of(List.of(ScriptedJob.quick("job").registered(Set.of())));

  private record NoSettings() {}

  /// Forbids what a test says.
  private static final class Forbids implements Policy<NoSettings> {
    private volatile List<Violation> violations = List.of();

    @Override
    public String name() {
      return "forbids";
    }

    @Override
    public String purpose() {
      return "forbids what a test says";
    }

    @Override
    public Class<NoSettings> settingsType() {
      return NoSettings.class;
    }

    @Override
    public List<Violation> judge(WorkReq request, NoSettings settings) {
      return violations;
    }
  }

  private static PolicySource.Reading inForce(Forbids policy) {
    return new PolicySource.Reading.InForce(
        new PolicyBook(
            Map.of(Plans.NAME, List.of(new BoundPolicy<>(policy, new NoSettings(), NOWHERE))),
            "v1"));
  }

  @BeforeEach
  void start() {
    stop.start();
  }

  @AfterEach
  void close() {
    stop.close();
  }

  private Admission admission() {
    return new Admission(
        new Admission.Rules(
            jobTypes, () -> policies, stop, (_, _) -> false, RequestLimits.DEFAULTS),
        journal,
        clock,
        () -> new WorkId(new UUID(0x7000L, ids.incrementAndGet())));
  }

  private SubmitAnswer submit(WorkReq request) throws InterruptedException {
    return admission().submit(request, ANN);
  }

  private WorkRecord submitted() throws InterruptedException {
    var accepted = (SubmitAnswer.Accepted) submit(REQUEST);
    return store.find(accepted.id()).orElseThrow();
  }

  private ExecAnswer mayRun(WorkRecord work) throws InterruptedException {
    return admission()
        .mayRun(
            work,
            store.request(work.id()).orElseThrow(),
            Admission.AT_ONCE,
            Decision.unrecorded("eve"));
  }

  private void assertNothingStored() {
    assertThat(store.list(WorkFilter.ALL, Optional.empty(), 9)).isEmpty();
  }

  @Test
  void an_accepted_request_is_stored_with_what_is_known_of_it() throws Exception {
    var answer = (SubmitAnswer.Accepted) submit(REQUEST);

    var work = store.find(answer.id()).orElseThrow();
    assertThat(work.summary().state()).isEqualTo(WorkState.NOT_STARTED);
    assertThat(work.origin())
        .isEqualTo(
            new WorkRecord.Origin(
                Plans.NAME,
                "a drill",
                1,
                PlanHash.of(REQUEST),
                REQUEST.labels(),
                new WorkRecord.Submission("ann", ManualClock.NOON),
                ManualClock.NOON.plus(Duration.ofHours(1))));
    assertThat(answer.planHash()).isEqualTo(PlanHash.of(REQUEST));
    assertThat(answer.expiresAt()).isEqualTo(work.origin().expiresAt());
    assertThat(store.request(answer.id())).contains(REQUEST);
  }

  @Test
  void a_request_out_of_order_is_rejected_and_not_stored() throws Exception {
    assertThat(submit(Plans.work())).isInstanceOf(SubmitAnswer.Rejected.class);
    assertThat(submit(Plans.work(block("gone")))).isInstanceOf(SubmitAnswer.Rejected.class);
    assertNothingStored();
  }

  @Test
  void what_a_policy_forbids_and_what_a_job_type_does_not_take_are_told_together()
      throws Exception {
    forbids.violations = List.of(new Violation("name", "not today"));

    var rejected = (SubmitAnswer.Rejected) submit(Plans.work(block("job", "gone")));

    assertThat(rejected.violations())
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[1].name", "name");
    assertNothingStored();
  }

  @Test
  void values_job_types_and_policies_are_all_told_of_at_once() throws Exception {
    forbids.violations = List.of(new Violation("blocks[1]", "not today"));

    var rejected = (SubmitAnswer.Rejected) submit(Plans.work(block(), block("gone")));

    assertThat(rejected.violations())
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs", "blocks[1].jobs[0].name", "blocks[1]");
  }

  @Test
  void a_name_without_policies_is_rejected() throws Exception {
    policies = new PolicySource.Reading.InForce(new PolicyBook(Map.of(), "v0"));

    assertThat(submit(REQUEST)).isInstanceOf(SubmitAnswer.Rejected.class);
    assertNothingStored();
  }

  @Test
  void broken_policies_refuse_everything_and_say_why() throws Exception {
    var work = submitted();
    policies = new PolicySource.Reading.Broken("policies.json line 3");

    assertThat(((SubmitAnswer.PoliciesBroken) submit(REQUEST)).problem())
        .contains("policies.json line 3");
    assertThat(mayRun(work)).isInstanceOf(ExecAnswer.PoliciesBroken.class);
    assertThat(admission().check(REQUEST, Decision.unrecorded("eve")).violations()).hasSize(1);
  }

  @Test
  void a_stopped_name_is_refused_and_not_stored() throws Exception {
    var _ = stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(((SubmitAnswer.Stopped) submit(REQUEST)).reason()).contains("smoke");
    assertNothingStored();
  }

  @Test
  void a_source_that_cannot_be_read_refuses_too() throws Exception {
    var work = submitted();
    file.says(new dev.interlock.engine.stop.StopSource.Reading.Bad("half a file"));
    clock.awaitSleepers(2);
    clock.advance(Duration.ofMillis(500));
    org.awaitility.Awaitility.await()
        .until(() -> stop.verdictFor(Plans.NAME) instanceof StopVerdict.Hold);

    assertThat(submit(REQUEST)).isInstanceOf(SubmitAnswer.Stopped.class);
    assertThat(mayRun(work)).isInstanceOf(ExecAnswer.Stopped.class);
  }

  @Test
  void a_stored_work_may_run_until_it_expires_to_the_millisecond() throws Exception {
    var work = submitted();
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(mayRun(work)).isEqualTo(new ExecAnswer.Accepted());

    clock.advance(Duration.ofMillis(1));

    assertThat(mayRun(work)).isEqualTo(new ExecAnswer.Expired(work.origin().expiresAt()));
  }

  @Test
  void a_policy_that_became_stricter_after_submit_refuses_at_exec() throws Exception {
    var work = submitted();
    forbids.violations = List.of(new Violation("blocks[0]", "not any more"));

    assertThat(mayRun(work))
        .isEqualTo(
            new ExecAnswer.Rejected(
                List.of(new Violation("blocks[0]", "policy forbids: not any more"))));
  }

  @Test
  void a_job_type_that_is_gone_after_submit_refuses_at_exec() throws Exception {
    var work = submitted();
    jobTypes = JobTypes.of(List.of());

    assertThat(mayRun(work)).isInstanceOf(ExecAnswer.Rejected.class);
  }

  @Test
  void a_stop_after_submit_refuses_at_exec() throws Exception {
    var work = submitted();
    var _ = stop.order("all", "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

    assertThat(mayRun(work)).isInstanceOf(ExecAnswer.Stopped.class);
  }

  @Test
  void a_repeated_request_id_gets_the_first_work_and_another_content_is_refused() throws Exception {
    var caller = new Caller("ann", "call-1");
    var first = admission().submit(REQUEST, caller);
    clock.advance(Duration.ofMinutes(5));

    assertThat(admission().submit(REQUEST, caller)).isEqualTo(first);
    assertThat(admission().submit(Plans.work(block("job", "job")), caller))
        .isEqualTo(new SubmitAnswer.RequestIdReused());
    assertThat(store.list(WorkFilter.ALL, Optional.empty(), 9)).hasSize(1);
  }

  @Test
  void without_a_request_id_every_submit_is_a_new_work() throws Exception {
    var _ = submit(REQUEST);
    var _ = submit(REQUEST);

    assertThat(store.list(WorkFilter.ALL, Optional.empty(), 9)).hasSize(2);
  }

  @Test
  void a_check_says_what_submit_would_say_and_stores_nothing() throws Exception {
    forbids.violations = List.of(new Violation("name", "not today"));
    var _ = stop.order("all", "smoke", Decision.unrecorded("bob"), RequestKey.NONE);

    var report = admission().check(Plans.work(block("gone")), Decision.unrecorded("eve"));

    assertThat(report.violations())
        .extracting(Violation::path)
        .containsExactly("blocks[0].jobs[0].name", "name");
    assertThat(report.stop()).isInstanceOf(StopVerdict.Stop.class);
    assertThat(report.planHash()).isEqualTo(PlanHash.of(Plans.work(block("gone"))));
    assertNothingStored();
  }
}
