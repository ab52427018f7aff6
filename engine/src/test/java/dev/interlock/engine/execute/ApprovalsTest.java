package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Approval;
import dev.interlock.engine.work.BlockPlan;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Works that people must approve before they may run. All are submitted by ann.
class ApprovalsTest {
  private static final Duration VALID = Duration.ofHours(4);
  private static final WorkReq REQUEST = Plans.work(BlockPlan.of(2).block());

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("job", gate);
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var another = EngineUnderTest.on(memory, gated).start();
    another.approvals = _ -> new Approvals(2, VALID);
    engines.add(another);
    return another;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  private OrderAnswer approve(WorkId id, String who, String... groups) throws InterruptedException {
    var verb = new Verb.Approve(engine.stored(id).origin().planHash(), List.of(groups));
    return engine.engine.order(id, verb, "looked at it", new Caller(who, ""));
  }

  private void approved(WorkId id, String... people) throws InterruptedException {
    for (var who : people) {
      assertThat(approve(id, who)).isEqualTo(new OrderAnswer.Done(WorkState.NOT_STARTED));
    }
  }

  private ExecAnswer exec(WorkId id, Instant at) throws InterruptedException {
    return engine.engine.exec(id, at, new Caller("ann", ""));
  }

  private String missing(WorkId id) throws InterruptedException {
    return missing(id, Admission.AT_ONCE);
  }

  private String missing(WorkId id, Instant at) throws InterruptedException {
    var answer = exec(id, at);
    assertThat(answer).isInstanceOf(ExecAnswer.NotApproved.class);
    assertThat(engine.stored(id).summary().state()).isEqualTo(WorkState.NOT_STARTED);
    return ((ExecAnswer.NotApproved) answer).missing();
  }

  private static Why why(OrderAnswer answer) {
    assertThat(answer).isInstanceOf(OrderAnswer.NotNow.class);
    return ((OrderAnswer.NotNow) answer).refused().why();
  }

  @Test
  void it_runs_once_enough_have_approved_it() throws Exception {
    var id = engine.submit(REQUEST);
    assertThat(missing(id)).startsWith("the policies ask for 2 approvals, and 0 count;");
    approved(id, "bob");
    assertThat(missing(id)).contains("2 approvals, and 1 count (bob's counts)");
    approved(id, "carol");

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());

    gate.letThrough(2);
    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(engine.facts(id).subList(0, 4))
        .containsExactly(
            new Fact.Submitted("ann"),
            new Fact.Approved("bob", List.of(), "v1", "looked at it"),
            new Fact.Approved("carol", List.of(), "v1", "looked at it"),
            new Fact.Queued("ann"));
  }

  @Test
  void who_submits_is_told_how_many_must_approve_it() throws Exception {
    var submitted = engine.engine.submit(REQUEST, new Caller("ann", ""));
    assertThat(((SubmitAnswer.Accepted) submitted).approvals()).isEqualTo(2);
    assertThat(engine.engine.check(REQUEST, new Caller("ann", "")).approvals()).isEqualTo(2);
  }

  @Test
  void nobody_counts_twice_and_nobody_approves_what_they_have_submitted() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "bob");

    assertThat(missing(id)).contains("1 count (bob's counts)");
    assertThat(why(approve(id, "ann"))).isEqualTo(Why.OWN_WORK);
    assertThat(missing(id)).contains("1 count (bob's counts)");
  }

  @Test
  void what_was_looked_at_must_be_what_would_run() throws Exception {
    var id = engine.submit(REQUEST);
    var other = engine.submit(Plans.work(BlockPlan.of(3).block()));
    var verb = new Verb.Approve(engine.stored(other).origin().planHash(), List.of());

    var answer = engine.engine.order(id, verb, "looked at the other", new Caller("bob", ""));

    assertThat(why(answer)).isEqualTo(Why.OTHER_PLAN);
    assertThat(engine.facts(id)).hasSize(1);
  }

  @Test
  void approvals_are_void_once_the_policies_have_changed() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "carol");
    engine.version = "v2";

    assertThat(missing(id))
        .contains("0 count (bob's does not: the policies have changed since; carol's does not: ");
    approved(id, "bob", "carol");
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
  }

  @Test
  void an_approval_is_void_once_who_gave_it_may_not_any_more() throws Exception {
    var asked = new ArrayList<Approval>();
    var id = engine.submit(REQUEST);
    assertThat(approve(id, "bob", "sre")).isInstanceOf(OrderAnswer.Done.class);
    approved(id, "carol");
    engine.approvers =
        (approval, name) -> {
          asked.add(approval);
          return name.equals(Plans.NAME) && !approval.actor().equals("bob");
        };

    assertThat(missing(id))
        .contains("1 count (bob's does not: they may not approve any more; carol's counts)");
    assertThat(asked).extracting(Approval::groups).containsExactly(List.of("sre"), List.of());
  }

  @Test
  void an_approval_is_void_once_its_time_is_over_which_is_before_the_start() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob");
    engine.clock.advance(Duration.ofHours(3));
    approved(id, "carol");
    var over = ManualClock.NOON.plus(VALID);

    assertThat(missing(id, over)).contains("1 count (bob's does not: it holds until " + over);
    engine.clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(exec(id, over.minusMillis(1))).isEqualTo(new ExecAnswer.Accepted());
  }

  @Test
  void who_approves_again_does_so_for_as_long_again() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "carol");
    engine.clock.advance(VALID.minusMinutes(1));
    approved(id, "bob", "carol");
    engine.clock.advance(Duration.ofMinutes(2));

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
  }

  @Test
  void a_work_waits_longer_for_approvals_than_it_would_without() throws Exception {
    var id = engine.submit(REQUEST);
    var over = RequestLimits.DEFAULTS.expiry().plus(VALID);
    approved(id, "bob");
    assertThat(engine.stored(id).summary().dueMillis())
        .isEqualTo(engine.stored(id).origin().expiresAt().toEpochMilli());
    assertThat(engine.stored(id).origin().expiresAt()).isEqualTo(ManualClock.NOON.plus(over));

    engine.clock.advance(over);
    engine.claims.wake();

    engine.awaitEnd(id, WorkState.EXPIRED);
  }

  @Test
  void a_plan_that_the_policies_refuse_or_ask_nobody_about_is_not_approved() throws Exception {
    var id = engine.submit(REQUEST);
    engine.policy = _ -> List.of(new Violation("name", "not today"));
    assertThat(approve(id, "bob")).isInstanceOf(OrderAnswer.Rejected.class);

    engine.policy = _ -> List.of();
    engine.approvals = _ -> Approvals.NONE;
    assertThat(why(approve(id, "bob"))).isEqualTo(Why.NOT_ASKED_FOR);
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
    assertThat(why(approve(id, "bob"))).isEqualTo(Why.EXECUTED);
  }

  @Test
  void more_than_was_approved_does_not_run_at_once() throws Exception {
    var id = engine.submit(Plans.work(BlockPlan.of(3).limit(1).block()));
    approved(id, "bob", "carol");
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());

    assertThat(engine.order(id, new Verb.SetLimit(0, 2)))
        .isEqualTo(
            new OrderAnswer.Rejected(
                List.of(
                    new Violation(
                        "blocks[0].rate_limit",
                        "is more than was approved; clone the work with it, and have that approved"))));
    assertThat(engine.facts(id, Fact.LimitSet.class)).isEmpty();
  }

  @Test
  void a_limit_that_was_lowered_may_be_raised_to_what_was_approved() throws Exception {
    var id = engine.submit(Plans.work(BlockPlan.of(3).limit(2).block()));
    approved(id, "bob", "carol");
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
    assertThat(engine.order(id, new Verb.SetLimit(0, 1))).isInstanceOf(OrderAnswer.Done.class);

    assertThat(engine.order(id, new Verb.SetLimit(0, 2))).isInstanceOf(OrderAnswer.Done.class);
    assertThat(engine.order(id, new Verb.SetLimit(0, 3))).isInstanceOf(OrderAnswer.Rejected.class);
  }

  @Test
  void what_was_held_before_it_began_needs_approvals_that_still_count() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "carol");
    assertThat(exec(id, engine.clock.instant().plus(Duration.ofHours(1))))
        .isEqualTo(new ExecAnswer.Accepted());
    assertThat(engine.order(id, new Verb.Pause())).isInstanceOf(OrderAnswer.Done.class);
    engine.clock.advance(VALID);

    assertThat(why(engine.order(id, new Verb.Resume()))).isEqualTo(Why.NOT_APPROVED);
    assertThat(engine.facts(id, Fact.WorkStarted.class)).isEmpty();
  }

  @Test
  void a_skip_is_no_way_around_approvals() throws Exception {
    engine.approvals = request -> request.jobCount() > 1 ? Approvals.NONE : new Approvals(1, VALID);
    var id = engine.submit(REQUEST);
    assertThat(exec(id, engine.clock.instant().plus(Duration.ofHours(1))))
        .isEqualTo(new ExecAnswer.Accepted());

    var skip = new Verb.SkipJobs(List.of("blocks[0].jobs[0]"));
    assertThat(why(engine.order(id, skip))).isEqualTo(Why.NOT_APPROVED);
    assertThat(engine.facts(id, Fact.JobSkipped.class)).isEmpty();
  }

  @Test
  void a_stop_keeps_nobody_from_approving_and_ends_nothing_that_was_never_executed()
      throws Exception {
    var id = engine.submit(REQUEST);
    var other = engine.submit(Plans.work(BlockPlan.of(1).block()));
    engine.file.says(ScriptedSource.stop(Plans.NAME));
    engine.poll();

    approved(id, "bob", "carol");
    assertThat(engine.engine.order(other, new Verb.Deny(), "no", new Caller("dan", "")))
        .isEqualTo(new OrderAnswer.Done(WorkState.STOPPED));
    assertThat(engine.exec(id)).isInstanceOf(ExecAnswer.Stopped.class);

    engine.file.says(ScriptedSource.go(Plans.NAME));
    engine.poll();
    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.Accepted());
  }

  @Test
  void a_copy_has_none_of_the_approvals() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "carol");

    var copied = engine.engine.copy(id, REQUEST, "again", new Caller("ann", ""));

    assertThat(copied).isInstanceOf(CopyAnswer.Submitted.class);
    var accepted = (SubmitAnswer.Accepted) ((CopyAnswer.Submitted) copied).answer();
    assertThat(missing(accepted.id())).contains("0 count;");
  }

  @Test
  void what_is_denied_never_runs() throws Exception {
    var id = engine.submit(REQUEST);
    approved(id, "bob", "carol");

    assertThat(engine.engine.order(id, new Verb.Deny(), "wrong row", new Caller("dan", "")))
        .isEqualTo(new OrderAnswer.Done(WorkState.STOPPED));

    assertThat(engine.exec(id)).isEqualTo(new ExecAnswer.AlreadyExecuted(WorkState.STOPPED));
    assertThat(why(approve(id, "bob"))).isEqualTo(Why.ENDED);
    assertThat(engine.stored(id).summary().reason()).isEqualTo("denied by dan: wrong row");
    assertThat(engine.facts(id, Fact.Denied.class))
        .containsExactly(new Fact.Denied("dan", "wrong row"));
  }

  @Test
  void a_call_that_is_repeated_approves_once() throws Exception {
    var id = engine.submit(REQUEST);
    var hash = engine.stored(id).origin().planHash();
    var bob = new Caller("bob", "once");
    for (var groups : List.of(List.of("sre"), List.of("sre", "dc"))) {
      assertThat(engine.engine.order(id, new Verb.Approve(hash, groups), "looked", bob))
          .isEqualTo(new OrderAnswer.Done(WorkState.NOT_STARTED));
    }

    assertThat(engine.facts(id, Fact.Approved.class))
        .containsExactly(new Fact.Approved("bob", List.of("sre"), "v1", "looked"));
  }

  @Test
  void approvals_outlive_the_server_and_are_seen_by_others() throws Exception {
    var first = engine;
    var id = first.submit(REQUEST);
    var unasked = first.submit(Plans.work(BlockPlan.of(1).block()));
    engine = start();
    approved(id, "bob", "carol");
    approved(unasked, "bob");
    first.approvals = _ -> Approvals.NONE;

    assertThat(first.exec(id)).as("what it remembers is old").isEqualTo(new ExecAnswer.Accepted());
    assertThat(first.exec(unasked)).isEqualTo(new ExecAnswer.Accepted());

    gate.letThrough(3);
    first.awaitEnd(id, WorkState.COMPLETED);
    first.awaitEnd(unasked, WorkState.COMPLETED);
    assertThat(first.facts(id, Fact.Queued.class)).hasSize(1);
  }
}
