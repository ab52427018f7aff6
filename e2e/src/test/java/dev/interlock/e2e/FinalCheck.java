package dev.interlock.e2e;

import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.client.AuditCheck;
import dev.interlock.e2e.CrashCaller.Kept;
import dev.interlock.e2e.Findings.Count;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks at every work of a run when it is over: is anything lost that was acknowledged, and, by
/// the jobs' own file, did a job run that must not have?
record FinalCheck(Service service, Calls calls, Person person) {

  void check(List<Kept> works, EffectLog effects) throws InterruptedException {
    var known = new HashSet<String>();
    for (var work : works) {
      known.add(work.id());
      check(work, effects);
    }
    check(effects, known);
    checkAudit(known);
  }

  private Findings findings() {
    return calls.findings();
  }

  private void check(Kept kept, EffectLog effects) throws InterruptedException {
    var request =
        StatusReq.newBuilder().setId(kept.id()).setView(StatusView.STATUS_VIEW_FULL).build();
    var found = calls.ask("submit of " + kept.id(), () -> service.works().status(request));
    if (found.isEmpty()) {
      return; // that is counted
    }
    var work = found.get();
    if (!CrashCaller.mayEndSo(kept, work)) {
      findings()
          .wrong(Count.LOST, "%s is %s: %s".formatted(kept, work.getState(), work.getReason()));
    }
    int number = 0;
    for (var block : work.getBlocksList()) {
      for (var job : block.getJobsList()) {
        check(work, job, kept.id() + "/" + number++, effects);
      }
    }
  }

  private void check(StatusResp work, JobStatus job, String key, EffectLog effects) {
    long starts = effects.startsOf(key);
    var said = person.of(key);
    boolean isOnce = job.getName().equals("appendOnce");
    if (isOnce && starts > 1 + said.runAgain()) {
      findings()
          .wrong(
              Count.ONCE_STARTED_TWICE, "%s was started %d times; %s".formatted(key, starts, said));
    }
    if (!isOnce && said.times() > 0) {
      findings().wrong(Count.OTHER_VIOLATIONS, "%s may run twice, and waited".formatted(key));
    }
    if (said.times() > 0) {
      findings().count(Count.UNKNOWN);
    }
    if (starts > 1 && said.times() == 0) {
      findings().count(Count.STARTED_AGAIN);
    }
    boolean isDoneUnseen =
        job.getState() == JobState.JOB_STATE_COMPLETED
            && starts == 0
            && said.last() != Resolution.RESOLUTION_DONE;
    boolean isSeenUndone = job.getState() == JobState.JOB_STATE_NOT_STARTED && starts > 0;
    if (isDoneUnseen || isSeenUndone) {
      findings()
          .wrong(
              Count.OTHER_VIOLATIONS,
              "%s of a work that is %s is %s and was started %d times"
                  .formatted(key, work.getState(), job.getState(), starts));
    }
  }

  /// Whether the audit is whole, and has every work that somebody was told of.
  private void checkAudit(Set<String> known) throws InterruptedException {
    var check = new AuditCheck(List.of(), Set.of());
    var submitted = new HashSet<String>();
    long head = 0;
    var query = ListAuditReq.newBuilder().setPageSize(1_000);
    while (true) {
      var page = calls.ask("list the audit", () -> service.audit().listAudit(query.build()));
      for (var entry : page.orElseThrow().getRecordsList()) {
        check.add(entry);
        submitted.add(entry.getWorkId());
        query.setAfterSeq(entry.getSeq());
        findings().count(Count.AUDITED);
      }
      head = head == 0 ? page.orElseThrow().getHeadSeq() : head;
      if (!page.orElseThrow().getHasMore()) {
        break;
      }
    }
    for (var problem : check.end(head).problems()) {
      findings().wrong(Count.OTHER_VIOLATIONS, "audit: " + problem);
    }
    for (var id : known) {
      if (!submitted.contains(id)) {
        findings().wrong(Count.LOST, "%s is not in the audit".formatted(id));
      }
    }
  }

  /// What the jobs' file alone says.
  private void check(EffectLog effects, Set<String> known) {
    effects
        .attempts()
        .forEach((attempt, times) -> {
          if (times > 1) {
            findings()
                .wrong(
                    Count.OTHER_VIOLATIONS,
                    "attempt %s started %d times".formatted(attempt, times));
          }
        });
    for (var key : effects.starts().keySet()) {
      if (!known.contains(key.substring(0, key.indexOf('/')))) {
        findings()
            .wrong(
                Count.OTHER_VIOLATIONS, "%s is of a work that nobody was told of".formatted(key));
      }
    }
  }
}
