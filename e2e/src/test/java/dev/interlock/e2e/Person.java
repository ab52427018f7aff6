package dev.interlock.e2e;

import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Says what became of jobs of which nobody knows: anything, for the jobs can take it, and what was
/// said is kept. Any thread.
final class Person {
  static final int LOOKS_MAX = 2_000;

  private static final List<Resolution> RESOLUTIONS =
      List.of(
          Resolution.RESOLUTION_DONE,
          Resolution.RESOLUTION_RUN_AGAIN,
          Resolution.RESOLUTION_RUN_AGAIN,
          Resolution.RESOLUTION_FAILED);

  private final Service service;
  private final Calls calls;
  private final Map<String, Said> said = new HashMap<>();

  /// What was said of a job.
  ///
  /// @param runAgain how often that it is to be run again
  record Said(int times, int runAgain, Resolution last) {}

  Person(Service service, Calls calls) {
    this.service = service;
    this.calls = calls;
  }

  /// Resolves the jobs of a work that waits for that.
  void resolveWhatIsUnknown(StatusResp work, SplittableRandom random) throws InterruptedException {
    if (!waitsForPerson(work)) {
      return;
    }
    int number = 0;
    for (var block : work.getBlocksList()) {
      for (var job : block.getJobsList()) {
        if (job.getState() == JobState.JOB_STATE_UNKNOWN) {
          resolve(work.getId(), number, job, random);
        }
        number++;
      }
    }
  }

  private static boolean waitsForPerson(StatusResp work) {
    return work.getState() == WorkState.WORK_STATE_WAITING && work.getCounts().getUnknown() > 0;
  }

  private void resolve(String id, int number, JobStatus job, SplittableRandom random)
      throws InterruptedException {
    var key = id + "/" + number;
    var as = RESOLUTIONS.get(random.nextInt(RESOLUTIONS.size()));
    var request =
        ResolveJobReq.newBuilder()
            .setId(id)
            .setReason("looked at the file")
            .setRequestId("resolve-%s-%d".formatted(key.replace('/', '-'), timesSaid(key)))
            .addJobs("blocks[%d].jobs[%d]".formatted(job.getBlock(), job.getIndex()))
            .setAs(as)
            .build();
    if (calls.change("resolve", () -> service.works().resolveJob(request)).isPresent()) {
      isSaid(key, as);
    }
  }

  private synchronized int timesSaid(String key) {
    return of(key).times();
  }

  private synchronized void isSaid(String key, Resolution as) {
    var before = of(key);
    int runAgain = before.runAgain() + (as == Resolution.RESOLUTION_RUN_AGAIN ? 1 : 0);
    said.put(key, new Said(before.times() + 1, runAgain, as));
  }

  /// What was said of a job.
  synchronized Said of(String key) {
    return said.getOrDefault(key, new Said(0, 0, Resolution.RESOLUTION_UNSPECIFIED));
  }
}
