package dev.interlock.engine.work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a machine remembers of each job, in columns: some 26 bytes a job that went well.
final class JobTable {
  private final JobState[] state;
  private final short[] attempts;
  private final long[] startedMillis;
  private final long[] endedMillis;

  /// Where the last attempt was started, by its place in [#replicas].
  private final int[] replicaOf;

  /// Where attempts were ever started; the last is where they start now.
  private final List<String> replicas = new ArrayList<>(1);

  // Only for the jobs that have something to remember.
  private final Map<Integer, String> notes = new HashMap<>();
  private final Map<Integer, List<AttemptRecord>> pastAttempts = new HashMap<>();

  /// How the last attempt ended, where the job is not as that left it: a person has said something
  /// else of it, or it is to be tried again.
  private final Map<Integer, AttemptRecord> overruled = new HashMap<>(0);

  /// Since the epoch, for the jobs that are to be tried again: not before.
  private final Map<Integer, Long> againMillis = new HashMap<>(0);

  JobTable(int jobs) {
    state = new JobState[jobs];
    Arrays.fill(state, JobState.NOT_STARTED);
    attempts = new short[jobs];
    startedMillis = new long[jobs];
    endedMillis = new long[jobs];
    replicaOf = new int[jobs];
  }

  JobState state(int job) {
    return state[job];
  }

  int attempts(int job) {
    return attempts[job];
  }

  /// Attempts start there from now on.
  void runOn(String replica) {
    replicas.add(replica);
  }

  /// Where attempts start; empty before that was ever said.
  String replica() {
    return replicas.isEmpty() ? "" : replicas.getLast();
  }

  String note(int job) {
    return notes.getOrDefault(job, "");
  }

  void start(int job, int attempt, long atMillis) {
    if (attempts[job] > 0) {
      pastAttempts.computeIfAbsent(job, _ -> new ArrayList<>(1)).add(lastAttempt(job));
      notes.remove(job);
      overruled.remove(job);
      againMillis.remove(job);
    }
    attempts[job] = (short) attempt;
    startedMillis[job] = atMillis;
    endedMillis[job] = 0;
    replicaOf[job] = replicas.size() - 1;
    state[job] = JobState.RUNNING;
  }

  void end(int job, JobState as, String note, long atMillis) {
    state[job] = as;
    endedMillis[job] = atMillis;
    if (!note.isEmpty()) {
      notes.put(job, note);
    }
  }

  /// Its attempt failed, and it is to be tried again.
  void failAndRetry(int job, String note, long atMillis, long notBeforeMillis) {
    end(job, JobState.FAILED, note, atMillis);
    overruled.put(job, asItIs(job));
    state[job] = JobState.WAITING;
    againMillis.put(job, notBeforeMillis);
  }

  /// When it may be tried again, since the epoch; 0 for at any time.
  long againMillis(int job) {
    return againMillis.getOrDefault(job, 0L);
  }

  /// How its last attempt ended.
  JobState lastAttemptAs(int job) {
    return lastAttempt(job).state();
  }

  /// How many of its attempts have failed.
  int failedAttempts(int job) {
    int failed = 0;
    for (var attempt : attemptsOf(job)) {
      failed += attempt.state() == JobState.FAILED ? 1 : 0;
    }
    return failed;
  }

  /// What a person says of a job counts from now on; its last attempt stays as it was.
  void settle(int job, JobState as, String note, long atMillis) {
    if (attempts[job] > 0) {
      overruled.putIfAbsent(job, lastAttempt(job));
    }
    end(job, as, note, atMillis);
  }

  /// When the first attempt started; 0 before that.
  long firstStartedMillis(int job) {
    var past = pastAttempts.get(job);
    return past == null ? startedMillis[job] : past.getFirst().started().toEpochMilli();
  }

  /// When the job ended; 0 before that.
  long endedMillis(int job) {
    return state(job).hasEnded() ? endedMillis[job] : 0;
  }

  /// Oldest first.
  List<AttemptRecord> attemptsOf(int job) {
    if (attempts[job] == 0) {
      return List.of();
    }
    var all = new ArrayList<>(pastAttempts.getOrDefault(job, List.of()));
    all.add(lastAttempt(job));
    return all;
  }

  private AttemptRecord lastAttempt(int job) {
    var asItWas = overruled.get(job);
    return asItWas != null ? asItWas : asItIs(job);
  }

  private AttemptRecord asItIs(int job) {
    return new AttemptRecord(
        attempts[job],
        replicaOf[job] < 0 ? "" : replicas.get(replicaOf[job]),
        state(job),
        note(job),
        Instant.ofEpochMilli(startedMillis[job]),
        endedMillis[job]);
  }
}
