package dev.interlock.engine.execute;

import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.engine.secret.SecretUnavailable;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt of one job, in a straight line on a virtual thread of its own; at its end it says
/// how it went, exactly once.
final class JobRunner implements Runnable, JobContext {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
  private static final int NOTE_CHARS_MAX = 4_096;

  static {
    // Loads them all. Compiled code that knows of one kind only is thrown away when another is
    // loaded, but JDK 25 overlooks that for attempts which wait on their virtual threads just then.
    var _ = Interruption.class.getPermittedSubclasses();
  }

  /// Which attempt of which job.
  ///
  /// @param workName what the work is called
  /// @param job its number, or the path of a check
  record Attempt(WorkId work, String workName, String job, int number) {
    String idempotencyKey() {
      return work + "/" + job;
    }
  }

  /// How it went.
  record Ended(AttemptEnd how, String note) {}

  private final Attempt attempt;
  private final RegisteredJobType type;
  private final Job job;
  private final JobServices services;
  private final Consumer<Ended> whenFinished;
  private final AttemptOutput output = new AttemptOutput();

  /// Not this object, which the job type has and could lock for as long as it likes.
  private final Object lock = new Object();

  private @Nullable Thread thread;
  private boolean isOnlyProbing;
  private boolean isProbing;
  private @Nullable Interruption interruption;
  private boolean isToldToStop;

  /// What it was given. For its own thread.
  private final List<String> secrets = new ArrayList<>(0);

  JobRunner(
      Attempt attempt,
      RegisteredJobType type,
      Job job,
      JobServices services,
      Consumer<Ended> whenFinished) {
    this.attempt = attempt;
    this.type = type;
    this.job = job;
    this.services = services;
    this.whenFinished = whenFinished;
  }

  /// Has it look what an earlier process's attempt did, instead of running. Before [#start].
  void onlyProbes() {
    isOnlyProbing = true;
  }

  /// Tells a look at what the attempt did to end, which came after its attempt was told so.
  ///
  /// @return whether none is to come any more
  boolean interruptProbe() {
    synchronized (lock) {
      if (isProbing && thread != null) {
        thread.interrupt();
      }
      return isProbing || crashClass() != CrashClass.VERIFIABLE;
    }
  }

  /// Starts the thread, unless the attempt was interrupted before that.
  void start() {
    synchronized (lock) {
      // what never ran did no harm, whatever its crash class; what is only looked at has run
      if (interruption != null && !isOnlyProbing) {
        var how = interruption.endOf(CrashClass.IDEMPOTENT);
        whenFinished.accept(finished(how, interruption.note()));
        return;
      }
      thread = Thread.ofVirtual().name(attempt.idempotencyKey()).start(this);
    }
  }

  /// Tells the attempt to end. Any thread, any number of times; the first reason counts. Interrupts
  /// once, and once more for a stop, so that an attempt has peace to leave things in order.
  void interrupt(Interruption why) {
    synchronized (lock) {
      boolean isFirstStop = why instanceof Interruption.Stopped && !isToldToStop;
      boolean isNews = interruption == null || isFirstStop;
      isToldToStop |= isFirstStop;
      if (interruption == null) {
        interruption = why;
      }
      if (isNews && thread != null && !isProbing) {
        thread.interrupt();
      }
    }
  }

  /// Whether its thread runs: an attempt that was told to end may do so for as long as it likes.
  boolean isRunning() {
    synchronized (lock) {
      return thread != null && thread.isAlive();
    }
  }

  /// Waits until its thread has ended, if it was ever started.
  void awaitEnd() throws InterruptedException {
    Thread started;
    synchronized (lock) {
      started = thread;
    }
    if (started != null) {
      started.join();
    }
  }

  Duration timeout() {
    return type.spec().timeout();
  }

  CrashClass crashClass() {
    return type.spec().effect().crashClass();
  }

  AttemptOutput output() {
    return output;
  }

  @Override
  public void run() {
    services.counts().started();
    var finished = runToItsEnd();
    services.counts().hasEnded(finished.how());
    services.secrets().release(secrets);
    whenFinished.accept(finished);
  }

  private Ended runToItsEnd() {
    try {
      return runOnce();
    } catch (RuntimeException | Error e) { // a fault of our own, and the job must end all the same
      return finished(AttemptEnd.UNKNOWN, "nobody knows how it ended: " + e.getClass().getName());
    }
  }

  private Ended runOnce() {
    if (isOnlyProbing) {
      var found = probe();
      return found.how() == AttemptEnd.FAILED
          ? finished(AttemptEnd.LOST, found.note() + "; it is run again")
          : found;
    }
    Args args;
    try {
      args = args();
    } catch (SecretUnavailable e) {
      return neverRan(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      return neverRan("ended by an interrupt that nobody sent: " + e);
    }
    var ended = runAttempt(args);
    boolean isAsked =
        switch (ended.how()) {
          case UNKNOWN -> true;
          case FAILED -> job.retries() > 0; // it must not be tried again if it did something
          case SUCCEEDED, FATAL, INTERRUPTED, LOST -> false;
        };
    return isAsked && crashClass() == CrashClass.VERIFIABLE ? settled(ended) : ended;
  }

  /// What never ran did no harm, whatever its crash class, and there is nothing to look at.
  private Ended neverRan(String why) {
    var told = interruption();
    return told == null
        ? finished(AttemptEnd.FAILED, why)
        : finished(told.endOf(CrashClass.IDEMPOTENT), told.note());
  }

  /// What the attempt comes to, now that its job type has looked.
  private Ended settled(Ended ended) {
    var found = probe();
    boolean isStopped = found.how() == AttemptEnd.FAILED && isToldToStop();
    return finished(
        isStopped ? AttemptEnd.INTERRUPTED : found.how(), ended.note() + "; " + found.note());
  }

  /// SUCCEEDED when it took effect, FAILED when it did not, UNKNOWN when nobody can tell.
  private Ended probe() {
    synchronized (lock) {
      isProbing = true;
      var _ = Thread.interrupted(); // that was for the attempt
    }
    try {
      var probe = type.type().probe(this, args());
      return switch (probe.found()) {
        case DONE -> finished(AttemptEnd.SUCCEEDED, "its probe found it done: " + probe.note());
        case NOT_DONE -> finished(AttemptEnd.FAILED, "its probe found no effect: " + probe.note());
        case CANNOT_TELL -> finished(AttemptEnd.UNKNOWN, "its probe cannot tell: " + probe.note());
      };
    } catch (Throwable e) {
      return finished(AttemptEnd.UNKNOWN, "its probe failed: " + thrown(e).note());
    }
  }

  /// What the job is given: values where its arguments refer to secrets.
  private Args args() throws SecretUnavailable, InterruptedException {
    var spec = type.spec();
    return spec.bind(services.secrets().resolve(spec, job.args(), attempt.workName(), secrets));
  }

  private boolean isToldToStop() {
    synchronized (lock) {
      return isToldToStop;
    }
  }

  /// The one place where whatever a plug-in's attempt throws becomes an outcome.
  private Ended runAttempt(Args args) {
    try {
      return finishedWith(type.type().run(this, args));
    } catch (InterruptedException e) {
      var why = interruption();
      return why == null
          ? finished(AttemptEnd.FAILED, "ended by an interrupt that nobody sent: " + e)
          : interruptedBy(why);
    } catch (Throwable e) {
      var why = interruption();
      if (why != null) {
        // libraries wrap InterruptedException in exceptions of their own
        return interruptedBy(why);
      }
      return thrown(e);
    }
  }

  private Ended thrown(Throwable e) {
    try {
      log.atWarn()
          .addKeyValue("work", attempt.work())
          .addKeyValue("job", attempt.job())
          .log("job type {} threw", job.name(), e);
      return finished(AttemptEnd.FAILED, e.toString());
    } catch (RuntimeException | Error _) {
      // not even its exception is in order, and the job must end all the same
      return finished(AttemptEnd.FAILED, "threw " + e.getClass().getName());
    }
  }

  private @Nullable Interruption interruption() {
    synchronized (lock) {
      return interruption;
    }
  }

  /// A job type may report an interrupt as a failure; what is handed off is run again instead.
  private Ended finishedWith(Outcome outcome) {
    boolean isSuccess = outcome instanceof Outcome.Succeeded;
    if (!isSuccess && interruption() instanceof Interruption.HandedOff handedOff) {
      return interruptedBy(handedOff);
    }
    return switch (outcome) {
      case Outcome.Succeeded(var note) -> finished(AttemptEnd.SUCCEEDED, note);
      case Outcome.Failed(var reason) -> finished(AttemptEnd.FAILED, reason);
      case Outcome.Fatal(var reason) -> finished(AttemptEnd.FATAL, reason);
    };
  }

  private Ended interruptedBy(Interruption why) {
    return finished(why.endOf(crashClass()), why.note());
  }

  private Ended finished(AttemptEnd how, String note) {
    var told = services.secrets().redacted(note); // before it is cut, or a half would be left
    var kept = told.length() <= NOTE_CHARS_MAX ? told : told.substring(0, NOTE_CHARS_MAX) + "…";
    return new Ended(how, kept);
  }

  @Override
  public String workId() {
    return attempt.work().toString();
  }

  @Override
  public int attempt() {
    return attempt.number();
  }

  @Override
  public String idempotencyKey() {
    return attempt.idempotencyKey();
  }

  @Override
  public void progress(int percent, String note) {
    output.progress(percent, services.secrets().redacted(note));
  }

  @Override
  public void log(String line) {
    output.line(services.secrets().redacted(line));
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    services.sleep(pause);
  }

  @Override
  public Grant takeToken(String bucket) throws InterruptedException {
    return services.takeToken(bucket, idempotencyKey());
  }

  @Override
  public Args settings() {
    return type.environment().settings();
  }

  @Override
  public Set<String> tokenBuckets() {
    return type.environment().tokenBuckets();
  }

  @Override
  public Set<String> secretProviders() {
    return type.environment().secretProviders();
  }
}
