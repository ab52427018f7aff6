package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.Starts;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.CrashClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one claimed work to its end, on a virtual thread of its own.
///
/// Takes what lies in its mailbox, has the machine say what follows, makes that durable, and only
/// then does it. One exception: a stop interrupts running attempts at once, durable or not, for it
/// must work while the store is away.
final class WorkRunner implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(WorkRunner.class);

  private final Claim claim;
  private final WorkRecord record;
  private final RunParts parts;
  private final Consumer<WorkRunner> whenGone;
  private final Mailbox<Letter> mailbox = new Mailbox<>();
  private final Attempts attempts;
  private final StorePatience store;
  private final Optional<Beginning> beginning;
  private final List<Question<?>> waitForEnd = new ArrayList<>(1);

  private WorkMachine machine;
  private long seq;

  /// Whether the machine has taken facts of which it is not known that they are durable.
  private boolean isAhead;

  private volatile boolean handingOff;
  private volatile boolean lettingGo;
  private volatile boolean held;
  private volatile boolean gone;
  private volatile boolean failed;
  private volatile boolean begun;
  private final AtomicBoolean stopTold = new AtomicBoolean();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  /// Goes on with a work from where its journal ends.
  ///
  /// @param claim for a new work the one that it will have
  /// @param folded the work as its journal says, up to `seq`
  /// @param beginning for a new work: who waits for it to begin
  WorkRunner(
      Claim claim,
      WorkRecord record,
      Folded folded,
      RunParts parts,
      RunTimes times,
      Consumer<WorkRunner> whenGone,
      Optional<Beginning> beginning) {
    this.claim = claim;
    this.record = record;
    this.machine = folded.machine();
    this.seq = folded.seq();
    this.parts = parts;
    this.whenGone = whenGone;
    this.beginning = beginning;
    this.store = new StorePatience(claim.id(), parts.clock(), () -> lettingGo);
    this.attempts =
        new Attempts(parts.clock(), times.stopGrace(), () -> mailbox.put(new Letter.Deadline()));
  }

  WorkId id() {
    return claim.id();
  }

  String name() {
    return record.origin().name();
  }

  @Override
  public void run() {
    mailbox.readHere();
    try {
      var first = new ArrayList<Input>(2);
      beginning.ifPresent(exec -> first.add(new Input.Executed(exec.actor())));
      first.add(new Input.TakenOver(this::crashClassOf));
      advance(first);
      while (!isOver()) {
        handle(mailbox.takeAll());
      }
    } catch (RuntimeException | Error e) {
      // Nothing is lost: the journal is as it was, and the next start goes on from there.
      log.atError().addKeyValue("work", id()).log("this work cannot go on; it is put aside", e);
      failed = true;
      attempts.interruptAll(new Interruption.HandedOff());
    } finally {
      leave();
    }
  }

  private boolean isOver() {
    return gone || machine.state().isTerminal() || (handingOff && attempts.areNone());
  }

  private void leave() {
    attempts.cancelAlarm();
    gone = true;
    beginning.ifPresent(Beginning::giveUp);
    whenGone.accept(this);
    for (var question : waitForEnd) {
      settle(question);
    }
    for (var letter = mailbox.poll(); letter.isPresent(); letter = mailbox.poll()) {
      switch (letter.get()) {
        case Letter.Asked(var question) -> settle(question);
        case Letter.AskedForEnd(var question) -> settle(question);
        case Letter.Told _, Letter.Deadline _, Letter.HandOff _ -> {}
      }
    }
    left.complete(null);
  }

  private void settle(Question<?> question) {
    if (machine.state().isTerminal()) {
      answer(question);
    } else {
      question.answer().cancel(false);
    }
  }

  private void answer(Question<?> question) {
    if (isAhead) {
      question.answer().cancel(false);
    } else {
      question.answerFrom(look());
    }
  }

  private void handle(List<Letter> letters) {
    var inputs = new ArrayList<Input>();
    var questions = new ArrayList<Question<?>>(0);
    for (var letter : letters) {
      switch (letter) {
        case Letter.Told(var input) -> {
          if (input instanceof Input.AttemptFinished(int job, _, _)) {
            attempts.ended(job);
          }
          inputs.add(input);
        }
        case Letter.Deadline() ->
            attempts.atDeadline().forEach(job -> inputs.add(new Input.GraceOver(job)));
        case Letter.Asked(var question) -> questions.add(question);
        case Letter.AskedForEnd(var question) -> {
          waitForEnd.removeIf(earlier -> earlier.answer().isDone()); // who asked has gone
          waitForEnd.add(question);
        }
        case Letter.HandOff() -> {} // the flags say what to do
      }
    }
    if (!inputs.isEmpty()) {
      advance(inputs);
    }
    if (lettingGo) {
      attempts.handOff();
      gone |= attempts.areAllOnce();
    }
    questions.forEach(this::answer);
  }

  /// From inputs to deeds: decide, make durable, do.
  private void advance(List<Input> inputs) {
    while (true) {
      var verdict = parts.stop().verdictFor(name());
      var now = Instant.ofEpochMilli(parts.clock().millis());
      var facts = decide(inputs, verdict, now);
      if (facts.isEmpty()) {
        return;
      }
      isAhead = true;
      var entry = new JournalEntry(seq + 1, now, facts);
      var append =
          new Write.Append(claim, entry, WorkSummary.of(machine), epochFor(facts, verdict));
      // An entry that was applied, its reply lost, is recognised when it comes again.
      var result = store.answerOf(() -> write(append));
      if (result.isEmpty()) {
        abandon("the store is away at shutdown; the next start goes on with this work");
        return;
      }
      switch (result.get()) {
        case WriteResult.Done() -> {
          isAhead = false;
          begun = true;
          seq = entry.seq();
          carryOut(facts);
          return;
        }
        case WriteResult.StopChanged _ -> {
          if (!goBackToWhatIsStored()) {
            abandon("the store is away at shutdown; the next start goes on with this work");
            return;
          }
        }
        case WriteResult.Fenced() -> {
          abandon("this work is another's to run");
          return;
        }
        case WriteResult other ->
            throw new IllegalStateException(
                "bug: the store answered %s to an append".formatted(other));
      }
    }
  }

  private WriteResult write(Write.Append append) {
    return beginning.isPresent() && beginning.get().isAwaited()
        ? beginning.get().begin(parts.journal(), append)
        : parts.journal().write(append);
  }

  private void abandon(String why) {
    log.atWarn().addKeyValue("work", id()).log(why);
    attempts.interruptAll(new Interruption.HandedOff());
    gone = true;
  }

  /// The machine has taken facts that will never be.
  private boolean goBackToWhatIsStored() {
    parts.stop().refresh();
    var stored =
        hasBegun()
            ? store.answerOf(() -> Folded.from(parts.store(), id(), machine.request()))
            : Optional.of(Folded.of(List.of(record.origin().firstEntry()), machine.request()));
    stored.ifPresent(folded -> {
      machine = folded.machine();
      seq = folded.seq();
      isAhead = false;
    });
    return stored.isPresent();
  }

  private List<Fact> decide(List<Input> inputs, StopVerdict verdict, Instant now) {
    var starts = verdict instanceof StopVerdict.Go && !handingOff ? Starts.ALLOWED : Starts.HELD;
    held = starts == Starts.HELD;
    if (!(verdict instanceof StopVerdict.Stop(var reason))) {
      return machine.take(inputs, starts, now);
    }
    // before the others, for stop wins every race; but what stops must have been executed
    var withStop = new ArrayList<>(inputs);
    int first = inputs.getFirst() instanceof Input.Executed ? 1 : 0;
    withStop.add(first, new Input.StopNow(StopCause.EMERGENCY_STOP, reason));
    return machine.take(withStop, starts, now);
  }

  /// An entry that starts anything must find the emergency stop as it was when that was decided.
  private static long epochFor(List<Fact> facts, StopVerdict verdict) {
    boolean startsSomething = facts.stream().anyMatch(fact -> fact instanceof Fact.AttemptStarted);
    return startsSomething && verdict instanceof StopVerdict.Go(long epoch)
        ? epoch
        : Write.ANY_EPOCH;
  }

  private void carryOut(List<Fact> facts) {
    for (var fact : facts) {
      switch (fact) {
        case Fact.AttemptStarted(int job, int attempt) -> startAttempt(job, attempt);
        case Fact.StopOrdered(_, var reason) -> {
          attempts.interruptAll(new Interruption.Stopped(reason));
          attempts.startGrace();
        }
        case Fact.WorkEnded(var how, var why) ->
            log.atInfo()
                .addKeyValue("work", id())
                .addKeyValue("name", name())
                .log("{} {}", how, why);
        case Fact.Submitted _,
            Fact.Queued _,
            Fact.WorkStarted _,
            Fact.BlockStarted _,
            Fact.AttemptEnded _,
            Fact.AttemptNotStopping _,
            Fact.BlockEnded _ -> {}
      }
    }
    parts.watchers().wake(id());
  }

  private void startAttempt(int job, int attempt) {
    var request = machine.job(job);
    var type = parts.jobTypes().get(request.name());
    if (type.isEmpty()) {
      var reason = "there is no job type \"%s\" any more".formatted(request.name());
      mailbox.put(new Letter.Told(new Input.AttemptFinished(job, AttemptEnd.FAILED, reason)));
      return;
    }
    attempts.start(
        job,
        new JobRunner(
            new JobRunner.Attempt(id(), job, attempt),
            type.get(),
            request,
            parts.services(),
            finished -> mailbox.put(new Letter.Told(finished))));
  }

  /// A job type that is no longer registered cannot say that it may run twice.
  private CrashClass crashClassOf(int job) {
    return parts
        .jobTypes()
        .find(machine.job(job).name())
        .map(spec -> spec.effect().crashClass())
        .orElse(CrashClass.ONCE);
  }

  private WorkLook look() {
    var now = new WorkRecord(id(), record.origin(), claim.fence(), seq, WorkSummary.of(machine));
    return new WorkLook(now, machine, attempts::output);
  }

  // For other threads.

  /// Interrupts what runs, now, and has the work stop.
  ///
  /// @return whether it was not told so before
  boolean stopNow(String reason) {
    if (!stopTold.compareAndSet(false, true)) {
      return false;
    }
    // the word before the deed: what ends by the interrupt must not be heard of before the stop
    mailbox.put(new Letter.Told(new Input.StopNow(StopCause.EMERGENCY_STOP, reason)));
    attempts.interruptAll(new Interruption.Stopped(reason));
    return true;
  }

  /// Has the machine see what may start now, if it was not allowed to when it last looked.
  void lookAgainIfHeld() {
    if (held) {
      mailbox.put(new Letter.Told(new Input.LookAgain()));
    }
  }

  /// Asks; the answer is cancelled when this runner has left before it could answer.
  void ask(Letter letter, Question<?> question) {
    mailbox.put(letter);
    if (gone) {
      question.answer().cancel(false);
    }
  }

  /// Starts nothing more, and leaves when nothing runs.
  void handOff() {
    handingOff = true;
    mailbox.put(new Letter.HandOff());
  }

  /// The time for running attempts to end by themselves is over. Works while the store is away.
  void letGo() {
    lettingGo = true;
    mailbox.put(new Letter.HandOff());
  }

  /// Whether it left because there was nothing more to do for it.
  boolean hasLeftInOrder() {
    return !failed;
  }

  /// Else its new work is as if it had never come, and may wait for somebody to run it.
  boolean hasBegun() {
    return begun || beginning.isEmpty();
  }

  /// Completed when it has left.
  CompletableFuture<Void> left() {
    return left;
  }
}
