package dev.interlock.client;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What a watcher knows of a work: a status, and folded into it everything that a watch brought
/// since. An immutable value: [#after] makes the next one.
///
/// It keeps the jobs that a person looks for, the running ones and the ones that went wrong, and
/// only counts the others.
public final class WorkView {
  private final StatusResp work;
  private final NavigableMap<Place, JobStatus> jobs;
  // When a job last ended, as far as we saw; the epoch when we saw none.
  private final Instant progressed;

  private record Place(int block, int index) implements Comparable<Place> {
    static Place of(JobStatus job) {
      return new Place(job.getBlock(), job.getIndex());
    }

    @Override
    public int compareTo(Place other) {
      return block == other.block
          ? Integer.compare(index, other.index)
          : Integer.compare(block, other.block);
    }
  }

  private WorkView(StatusResp work, NavigableMap<Place, JobStatus> jobs, Instant progressed) {
    this.work = work;
    this.jobs = jobs;
    this.progressed = progressed;
  }

  /// The work as `status` says; its jobs too, when it was asked for with them.
  public static WorkView of(StatusResp status) {
    var bare = status.toBuilder();
    var jobs = new TreeMap<Place, JobStatus>();
    for (var block : bare.getBlocksBuilderList()) {
      keep(block.getJobsList(), jobs);
      block.clearJobs();
    }
    return new WorkView(bare.build(), jobs, Instant.EPOCH);
  }

  /// The same work with what was asked for of its jobs.
  public WorkView with(Collection<JobStatus> asked) {
    var next = new TreeMap<>(jobs);
    keep(asked, next);
    return new WorkView(work, next, progressed);
  }

  /// The work after one more thing has happened to it.
  public WorkView after(WatchResp event) {
    var next =
        work.toBuilder()
            .setState(event.getState())
            .setReason(event.getReason())
            .setSeq(event.getSeq())
            .setHadErrors(work.getHadErrors() || event.getHadErrors())
            .setWasEsStopped(work.getWasEsStopped() || event.getWasEsStopped());
    if (event.hasCounts()) {
      next.setCounts(event.getCounts());
    }
    if (event.hasStarted()) {
      next.setStarted(event.getStarted());
    } else if (!next.hasStarted() && event.getState() == WorkState.WORK_STATE_RUNNING) {
      next.setStarted(event.getAt()); // a server that does not tell
    }
    if (event.hasEnded()) {
      next.setEnded(event.getEnded());
    } else if (!next.hasEnded() && WorkStates.hasEnded(event.getState())) {
      next.setEnded(event.getAt());
    }
    for (var block : event.getBlocksList()) {
      change(block, next);
    }
    var nextJobs = jobs;
    if (event.getJobsCount() > 0) {
      nextJobs = new TreeMap<>(jobs);
      keep(event.getJobsList(), nextJobs);
    }
    boolean jobEnded = left(next.getCounts()) < left(work.getCounts());
    return new WorkView(next.build(), nextJobs, jobEnded ? instantOf(event.getAt()) : progressed);
  }

  private static void change(BlockStatus block, StatusResp.Builder work) {
    if (block.getIndex() >= work.getBlocksCount()) {
      throw new IllegalStateException(
          "bug of the server: work %s has %d blocks, and block %d of it has changed"
              .formatted(work.getId(), work.getBlocksCount(), block.getIndex()));
    }
    var known = work.getBlocksBuilder(block.getIndex());
    if (block.hasCounts()) {
      known.clearCounts(); // merging would keep every count that has become 0
    }
    known.mergeFrom(block).clearJobs();
  }

  private static void keep(Collection<JobStatus> changed, NavigableMap<Place, JobStatus> jobs) {
    for (var job : changed) {
      if (isOfInterest(job.getState())) {
        jobs.put(Place.of(job), job);
      } else {
        jobs.remove(Place.of(job));
      }
    }
  }

  private static boolean isOfInterest(JobState state) {
    return isUnderWay(state) || state == JobState.JOB_STATE_FAILED;
  }

  private static boolean isUnderWay(JobState state) {
    return switch (state) {
      case JOB_STATE_RUNNING, JOB_STATE_WAITING, JOB_STATE_UNKNOWN -> true;
      default -> false;
    };
  }

  /// The work and its blocks, without jobs.
  public StatusResp work() {
    return work;
  }

  /// The work's blocks, in order.
  public List<BlockStatus> blocks() {
    return work.getBlocksList();
  }

  /// Whether nothing will happen to it any more.
  public boolean hasEnded() {
    return WorkStates.hasEnded(work.getState());
  }

  /// Jobs that run, wait for their next attempt, or of which nobody knows how they ended; in the
  /// order of the request.
  public List<JobStatus> underWay() {
    return jobs.values().stream().filter(job -> isUnderWay(job.getState())).toList();
  }

  /// Jobs that failed, in the order of the request.
  public List<JobStatus> failed() {
    return jobs.values().stream()
        .filter(job -> job.getState() == JobState.JOB_STATE_FAILED)
        .toList();
  }

  /// How long the work has been running, or ran; zero before it started.
  public Duration elapsed(Instant now) {
    return work.hasStarted()
        ? between(work.getStarted(), work.hasEnded() ? instantOf(work.getEnded()) : now)
        : Duration.ZERO;
  }

  /// How long the rest will take when it goes on as it went so far.
  ///
  /// Counted in waves, as many jobs as a block runs at once: what is left of them, at the mean time
  /// of those that are done. Unknown before a job is done and when the work does not run.
  public Optional<Duration> timeLeft(Instant now) {
    if (work.getState() != WorkState.WORK_STATE_RUNNING) {
      return Optional.empty();
    }
    double wavesDone = 0;
    double wavesLeft = 0;
    for (var block : blocks()) {
      int jobCount = jobCount(block.getCounts());
      if (jobCount > 0) {
        double waves = Math.ceilDiv(jobCount, Math.max(1, block.getRateLimit()));
        double shareLeft = (double) left(block.getCounts()) / jobCount;
        wavesLeft += waves * shareLeft;
        wavesDone += waves * (1 - shareLeft);
      }
    }
    if (wavesDone == 0) {
      return Optional.empty();
    }
    var counted = elapsed(progressed.isAfter(Instant.EPOCH) ? progressed : now);
    var waitedSince = elapsed(now).minus(counted);
    var left = Duration.ofMillis(Math.round(counted.toMillis() / wavesDone * wavesLeft));
    return Optional.of(left.compareTo(waitedSince) < 0 ? Duration.ZERO : left.minus(waitedSince));
  }

  /// How many jobs are counted.
  public static int jobCount(JobCounts counts) {
    return left(counts) + counts.getCompleted() + counts.getSkipped() + wentWrong(counts);
  }

  /// How many of them have not ended.
  public static int left(JobCounts counts) {
    return counts.getNotStarted() + counts.getWaiting() + counts.getRunning();
  }

  /// How many of them failed, were interrupted, or ended nobody knows how.
  public static int wentWrong(JobCounts counts) {
    return counts.getFailed() + counts.getUnknown() + counts.getCancelled();
  }

  private static Duration between(Timestamp start, Instant end) {
    var length = Duration.between(instantOf(start), end);
    return length.isNegative() ? Duration.ZERO : length; // the server's clock may be ahead of ours
  }

  private static Instant instantOf(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
