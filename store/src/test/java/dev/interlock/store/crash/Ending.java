package dev.interlock.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.journal.AuditEntries;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the works of a run ended.
///
/// @param works by the names that the scenario gives them
record Ending(Map<String, Work> works) {
  /// Nobody in a run says that one is to run again without having looked.
  private static final Set<String> MAY_HAPPEN_ONCE = Set.of("once", "verified");

  /// How one work ended.
  record Work(WorkState state, List<JobState> jobs) {
    Work {
      jobs = List.copyOf(jobs);
    }

    /// Whether it may have ended so where the golden run's ended as `golden`. Its state must be the
    /// same, and so must those of its jobs, with one exception: an attempt that a crash cut off
    /// while its work was being stopped is not run again to find out, so that job is UNKNOWN.
    boolean mayBe(Work golden) {
      if (state != golden.state || jobs.size() != golden.jobs.size()) {
        return false;
      }
      boolean wasStopped = golden.state != WorkState.COMPLETED;
      for (int job = 0; job < jobs.size(); job++) {
        boolean isSame = jobs.get(job) == golden.jobs.get(job);
        if (!isSame && !(wasStopped && jobs.get(job) == JobState.UNKNOWN)) {
          return false;
        }
      }
      return true;
    }
  }

  Ending {
    works = Map.copyOf(works);
  }

  /// Of a run whose scenario is over; checks what must hold however it was struck.
  static Ending of(Rehearsal run) throws InterruptedException {
    var works = new LinkedHashMap<String, Work>();
    for (var work : run.works().entrySet()) {
      works.put(work.getKey(), checked(run, work.getValue()));
    }
    checkEffects(run);
    checkAudit(run);
    for (var call : run.acknowledged()) {
      assertThat(run.again(call)).as("%s, repeated", call.call()).isEqualTo(call.answer());
      call.work()
          .ifPresent(id ->
              assertThat(run.process().facts(id))
                  .as("the journal shows %s", call.call())
                  .anyMatch(call.shows()));
    }
    assertThat(run.process().store.stops().rows())
        .as("stops that are left")
        .noneMatch(row -> row.status().equals("stop"));
    var ending = new Ending(works);
    for (var work : run.works().entrySet()) {
      assertThat(checked(run, work.getValue()))
          .as("nothing changes when every call is repeated")
          .isEqualTo(works.get(work.getKey()));
    }
    return ending;
  }

  void mustBeAs(Ending golden) {
    golden.works.forEach((name, expected) -> {
      var work = works.get(name);
      assertThat(work != null && work.mayBe(expected))
          .as("\"%s\" ended as %s; in the golden run as %s", name, work, expected)
          .isTrue();
    });
  }

  private static Work checked(Rehearsal run, WorkId id) {
    var store = run.process().store;
    var folded = Folded.from(store, id, store.request(id).orElseThrow());
    var record = store.find(id).orElseThrow();
    assertThat(record.summary())
        .as("the row of %s is its journal folded", id)
        .isEqualTo(WorkSummary.of(folded.machine(), record.origin().expiresAt()));
    assertThat(record.seq()).isEqualTo(folded.seq());
    var machine = folded.machine();
    assertThat(machine.state().isTerminal()).isTrue();
    var jobs = new ArrayList<JobState>();
    for (int job = 0; job < machine.jobCount(); job++) {
      jobs.add(machine.jobState(job));
      boolean ran = !run.effects().of(id + "/" + job).isEmpty();
      if (machine.jobState(job) == JobState.COMPLETED) {
        assertThat(ran).as("job %d of %s completed, so it ran", job, id).isTrue();
      }
      if (machine.jobState(job) == JobState.NOT_STARTED) {
        assertThat(ran).as("job %d of %s was not started, so it did nothing", job, id).isFalse();
      }
    }
    return new Work(machine.state(), jobs);
  }

  /// However it was struck: the chain is whole, and has every work.
  private static void checkAudit(Rehearsal run) {
    var store = run.process().store;
    var rows = store.audit(AuditFilter.ALL, Long.MIN_VALUE, Integer.MAX_VALUE);
    AuditEntries.assertThatItIsOneChain(rows, store.auditHead());
    assertThat(rows)
        .extracting(row -> row.entry().what().work())
        .containsAll(run.works().values().stream().map(WorkId::toString).toList());
  }

  private static void checkEffects(Rehearsal run) {
    assertThat(run.effects().withoutIntent()).as("attempts without a durable intent").isEmpty();
    assertThat(run.effects().grants()).as("who was given the one token").hasSizeLessThan(2);
    var attempts = new HashSet<String>();
    var keys = new HashMap<String, String>();
    var done = new HashSet<String>();
    for (var effect : run.effects().all()) {
      assertThat(attempts.add(effect.key() + "#" + effect.attempt()))
          .as("attempt %d of %s started once", effect.attempt(), effect.key())
          .isTrue();
      boolean isSafe = !MAY_HAPPEN_ONCE.contains(effect.jobType()) || done.add(effect.key());
      assertThat(isSafe).as("%s had one effect", effect.key()).isTrue();
      var job = effect.work() + " " + effect.tag();
      assertThat(keys.putIfAbsent(job, effect.key()))
          .as("the keys of all attempts of job %s", job)
          .isIn(null, effect.key());
    }
  }
}
