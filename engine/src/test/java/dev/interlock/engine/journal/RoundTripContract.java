package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.BlockState;
import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] that says: what comes out is what went in.
interface RoundTripContract extends StoreUnderTest {

  @Test
  default void every_fact_comes_back_with_all_its_fields() {
    var facts = everyFact();
    assertThat(facts.stream().map(Object::getClass).distinct())
        .as("a new fact belongs in this test")
        .hasSameSizeAs(Fact.class.getPermittedSubclasses());
    var claim = claimed(1);
    var entry = Sample.entry(3, facts.toArray(Fact[]::new));

    commit(Sample.append(claim, entry, WorkState.RUNNING, Write.ANY_EPOCH));

    assertThat(reopened().journal(claim.id(), 2, 1)).containsExactly(entry);
  }

  @Test
  default void an_entry_may_have_no_facts() {
    var claim = claimed(1);

    commit(Sample.append(claim, Sample.entry(3), WorkState.RUNNING, Write.ANY_EPOCH));

    assertThat(journal(claim.id()).getLast()).isEqualTo(Sample.entry(3));
  }

  @Test
  default void every_state_of_a_work_comes_back() {
    int number = 0;
    for (var state : WorkState.values()) {
      if (state != WorkState.NOT_STARTED) {
        var claim = claimed(++number);
        var summary =
            new WorkSummary(
                state,
                Sample.ODD,
                number % 2 == 0,
                number % 3 == 0,
                new WorkSummary.Times(number, Long.MAX_VALUE),
                WorkMachine.AT_REST + number % 2,
                new WorkSummary.Counts(1, 2, 3, 4, 5, 6, Integer.MAX_VALUE));

        commit(new Write.Append(claim, Sample.entry(3), summary, Write.ANY_EPOCH));

        assertThat(found(claim.id()).summary()).isEqualTo(summary);
      }
    }
  }

  @Test
  default void an_odd_work_comes_back() {
    var origin =
        new WorkRecord.Origin(
            Sample.ODD,
            Sample.ODD,
            Integer.MAX_VALUE,
            "0123456789abcdef",
            Map.of("odd", Sample.ODD, "", ""),
            new WorkRecord.Submission(Sample.ODD, Instant.EPOCH, Sample.ODD, Sample.ODD),
            Instant.parse("9999-12-31T23:59:59.999Z"));
    var work =
        new WorkRecord(Sample.id(1), origin, 0, 1, WorkSummary.notStarted(origin.expiresAt()));
    var request =
        new WorkReq(
            Sample.ODD,
            "",
            List.of(
                new Block("", 1, 0, List.of()),
                new Block(
                    Sample.ODD,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    List.of(
                        new Job(Sample.ODD, Sample.ODD, Map.of(Sample.ODD, Sample.ODD, "", "")),
                        new Job("", "", Map.of()))),
                new Block(
                    "",
                    1,
                    new Tolerance(Tolerance.UNSET, 100, 0, true),
                    List.of(new Job("a", "", Map.of())),
                    List.of(
                        new Sequence(Sample.ODD, List.of(new Job("b", "", Map.of("c", "d")))),
                        new Sequence("", List.of())))),
            new Tolerance(0, Tolerance.UNSET, Integer.MAX_VALUE, false),
            Checks.NONE,
            Duration.ZERO,
            origin.labels());
    var entry = Sample.entry(1, new Fact.Submitted(Sample.ODD));

    commit(new Write.Submit(work, request, entry, new RequestKey(Sample.ODD, Sample.ODD)));

    reopened();
    assertThat(store().find(work.id())).contains(work);
    assertThat(store().request(work.id())).contains(request);
    assertThat(journal(work.id())).containsExactly(entry);
    assertThat(store().list(WorkFilter.of(Sample.ODD, Set.of()), Optional.empty(), 1))
        .containsExactly(work);
  }

  @Test
  default void whatever_a_request_says_comes_back() {
    for (int number = 1; number <= 300; number++) {
      var request = AnyRequest.of(number);
      var entry = Sample.entry(1, new Fact.Submitted("ann"));

      commit(new Write.Submit(Sample.work(number), request, entry, RequestKey.NONE));

      assertThat(store().request(Sample.id(number))).contains(request);
    }
  }

  @Test
  default void a_request_of_100_000_jobs_comes_back() {
    var jobs = new ArrayList<Job>();
    for (int i = 0; i < 100_000; i++) {
      jobs.add(new Job("sleep", "number " + i, Map.of("seconds", Integer.toString(i))));
    }
    var request = new WorkReq("erase", "", List.of(new Block("", 50, 0, jobs)));
    var submit =
        new Write.Submit(
            Sample.work(1), request, Sample.entry(1, new Fact.Submitted("ann")), RequestKey.NONE);

    commit(submit);

    assertThat(store().request(Sample.id(1))).contains(request);
  }

  @Test
  default void an_odd_row_of_the_emergency_stop_comes_back() {
    var asked = new StopRow.Asked(Sample.ODD, Sample.NOON.plusSeconds(1));
    var row = new StopRow(Sample.ODD, "stop", Sample.ODD, Sample.ODD, Sample.NOON, asked);

    commit(new Write.SetStop(row, RequestKey.NONE));

    assertThat(reopened().stops().rows()).containsExactly(row);
  }

  @Test
  default void what_attempts_wrote_comes_back() {
    var claim = claimed(1);
    var outputs = List.of(new Output(0, 1, Sample.ODD), new Output(7, 2, "second\n"));
    var append = Sample.append(claim, 3, WorkState.RUNNING);
    var withOutputs =
        new Write.Append(
            claim,
            append.entry(),
            append.summary(),
            Write.ANY_EPOCH,
            RequestKey.NONE,
            outputs,
            TargetChanges.NONE);

    commit(withOutputs);
    commit(withOutputs); // its reply was lost

    reopened();
    assertThat(store().output(claim.id(), 0, 1)).contains(Sample.ODD);
    assertThat(store().output(claim.id(), 7, 2)).contains("second\n");
    assertThat(store().output(claim.id(), 7, 1)).isEmpty();
    assertThat(store().output(Sample.id(2), 0, 1)).isEmpty();
  }

  private static List<Fact> everyFact() {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact.Submitted(Sample.ODD, Sample.ODD, Sample.ODD));
    facts.add(new Fact.Queued(Sample.ODD, Long.MAX_VALUE));
    facts.add(new Fact.Claimed(Sample.ODD));
    facts.add(new Fact.WorkStarted());
    facts.add(new Fact.BlockStarted(0));
    facts.add(new Fact.BlockStarted(Integer.MAX_VALUE));
    facts.add(new Fact.AttemptStarted(0, 1));
    facts.add(new Fact.AttemptStarted(Integer.MAX_VALUE, Integer.MAX_VALUE));
    for (var how : AttemptEnd.values()) {
      facts.add(new Fact.AttemptEnded(facts.size(), how, Sample.ODD));
    }
    facts.add(new Fact.AttemptNotStopping(7));
    facts.add(new Fact.TargetAwaited(7, TargetContract.ODD, Sample.id(7), Long.MAX_VALUE));
    for (var how : BlockState.values()) {
      facts.add(new Fact.BlockEnded(3, how));
    }
    for (var cause : StopCause.values()) {
      facts.add(new Fact.StopOrdered(cause, Sample.ODD, Sample.ODD));
    }
    facts.add(new Fact.AttemptEnded(7, AttemptEnd.FAILED, Sample.ODD, Long.MAX_VALUE));
    for (var kind : CheckKind.values()) {
      facts.add(new Fact.ChecksStarted(new CheckRound(CheckRound.OF_WORK, kind)));
      facts.add(new Fact.ChecksEnded(new CheckRound(0, kind), true, Sample.ODD));
      facts.add(new Fact.ChecksEnded(new CheckRound(7, kind), false, ""));
    }
    facts.add(new Fact.BlockPassedOver(7, Sample.ODD));
    facts.add(new Fact.ForwardEnded(WorkState.CANCELLED, Sample.ODD));
    facts.add(new Fact.PauseOrdered(Sample.ODD, Sample.ODD));
    facts.add(new Fact.Paused());
    facts.add(new Fact.Resumed(Sample.ODD, Sample.ODD));
    facts.add(new Fact.JobSkipped(Integer.MAX_VALUE, Sample.ODD, Sample.ODD));
    for (var as : Resolution.values()) {
      facts.add(new Fact.JobResolved(9, as, Sample.ODD, Sample.ODD));
    }
    facts.add(new Fact.LimitSet(3, Integer.MAX_VALUE, Sample.ODD, Sample.ODD));
    facts.add(new Fact.Approved(Sample.ODD, List.of(Sample.ODD, "sre"), Sample.ODD, Sample.ODD));
    facts.add(new Fact.Denied(Sample.ODD, Sample.ODD));
    for (var how : WorkState.values()) {
      facts.add(new Fact.WorkEnded(how, ""));
    }
    return facts;
  }
}
