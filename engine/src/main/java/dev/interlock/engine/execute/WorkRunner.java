package dev.interlock.engine.execute;

import dev.interlock.engine.execute.WorkCourse.Moment;
import dev.interlock.engine.execute.WorkCourse.Proposal;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.Output;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.WorkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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

  private static final String ANOTHERS = "this work is another's to run";

  private final WorkCourse course;
  private final String name;
  private final RunParts parts;
  private final RunSettings settings;
  private final Home home;
  private final Mailbox<Letter> mailbox = new Mailbox<>();
  private final Attempts attempts;
  private final Deeds deeds;
  private final CheckRounds checks;
  private final Reminder reminder;
  private final StorePatience store;
  private final Arrival arrival;
  private final Askers askers;

  private final AtomicReference<Leaving> leaving = new AtomicReference<>(Leaving.NOT);
  private volatile boolean held;
  private volatile boolean gone;
  private volatile boolean failed;
  private volatile boolean abandoned;
  private volatile boolean begun;
  private volatile WorkSummary.Counts counts = WorkSummary.Counts.NOT_KNOWN;
  private volatile String waits = "";
  private final AtomicBoolean stopTold = new AtomicBoolean();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  /// Where a runner is at home.
  ///
  /// @param isFull whether no other has room there
  record Home(Consumer<WorkRunner> whenGone, BooleanSupplier isFull) {}

  /// Goes on with a work from where its journal ends.
  WorkRunner(
      WorkCourse course,
      String name,
      RunParts parts,
      RunSettings settings,
      Home home,
      Arrival arrival) {
    this.course = course;
    this.name = name;
    this.parts = parts;
    this.settings = settings;
    this.home = home;
    this.arrival = arrival;
    this.store =
        new StorePatience(course.claim().id(), parts.clock(), () -> leaving.get().is(Leaving.SOON));
    this.attempts =
        new Attempts(parts.clock(), settings.stopGrace(), () -> mailbox.put(new Letter.Deadline()));
    this.deeds =
        new Deeds(course, name, parts, attempts, input -> mailbox.put(new Letter.Told(input)));
    this.askers = new Askers(course, attempts, parts.clock());
    this.checks = new CheckRounds(course, parts, mailbox::put);
    this.reminder = new Reminder(parts.clock(), () -> mailbox.put(new Letter.Reminded()));
  }

  WorkId id() {
    return course.claim().id();
  }

  Claim claim() {
    return course.claim();
  }

  String name() {
    return name;
  }

  @Override
  public void run() {
    mailbox.readHere();
    try {
      var first =
          arrival.firstInputs(
              course, parts.clock().instant(), settings.replica(), deeds::crashClassOf);
      advance(first, List.of());
      if (!gone) {
        deeds.probeWhatWasLost();
      }
      prepareWhatFollows();
      while (!isOver()) {
        handle(mailbox.takeSome());
        prepareWhatFollows();
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
    return gone || course.hasEnded() || (attempts.areNone() && hasNothingToDo());
  }

  private boolean hasNothingToDo() {
    boolean rests = course.restsUntil(parts.clock().instant());
    boolean isFree = arrival.isWithoutRoom() || rests || parts.tenure().isDraining();
    return leaving.get().is(Leaving.WHEN_NOTHING_RUNS) || (isFree && mailbox.isEmpty());
  }

  /// What the machine waits for: a moment, or checks.
  private void prepareWhatFollows() {
    waits = course.machine().waitsFor(parts.clock().instant());
    reminder.set(course.machine().wakeAtMillis());
    checks.follow(gone || !isItsToRun() ? List.of() : course.machine().checksToRun());
  }

  private void leave() {
    attempts.cancelAlarm();
    reminder.cancel();
    checks.close();
    gone = true;
    arrival.end();
    home.whenGone().accept(this);
    askers.settle();
    for (var letter = mailbox.poll(); letter.isPresent(); letter = mailbox.poll()) {
      switch (letter.get()) {
        case Letter.Asked(var question) -> askers.settle(question);
        case Letter.AskedForEnd(var question) -> askers.settle(question);
        case Letter.Ordered(var order) -> order.answer().cancel(false);
        case Letter.Told _,
            Letter.HeardOfCheck _,
            Letter.Reminded _,
            Letter.Deadline _,
            Letter.HandOff _ -> {}
      }
    }
    left.complete(null);
  }

  private void handle(List<Letter> letters) {
    if (leaving.get().is(Leaving.NOW)) {
      abandon(leaving.get().why());
    }
    var inputs = new ArrayList<Input>();
    var outputs = new ArrayList<Output>(0);
    var orders = new ArrayList<Order>(0);
    var questions = new ArrayList<Question<?>>(0);
    for (var letter : letters) {
      switch (letter) {
        case Letter.Told(var input) -> {
          if (input instanceof Input.AttemptFinished finished) {
            int job = finished.job();
            var text = attempts.ended(job);
            if (!text.isEmpty()) {
              outputs.add(new Output(job, course.machine().attempts(job), text));
            }
          }
          inputs.add(input);
        }
        case Letter.Reminded() -> {
          reminder.rang();
          inputs.add(new Input.LookAgain());
        }
        case Letter.HeardOfCheck(var news) -> checks.heard(news).ifPresent(inputs::add);
        case Letter.Deadline() ->
            attempts.atDeadline().forEach(job -> inputs.add(new Input.GraceOver(job)));
        case Letter.Ordered(var order) -> orders.add(order);
        case Letter.Asked(var question) -> questions.add(question);
        case Letter.AskedForEnd(var question) -> askers.waitsForEnd(question);
        case Letter.HandOff() -> {} // the flags say what to do
      }
    }
    if (!inputs.isEmpty()) {
      advance(inputs, outputs);
    }
    orders.forEach(this::carryOut);
    if (leaving.get().is(Leaving.SOON)) {
      attempts.handOff();
      gone |= mailbox.isEmpty() && attempts.areAllLeftAlone();
    }
    questions.forEach(askers::answer);
  }

  /// From inputs to deeds: decide, make durable, do.
  private void advance(List<Input> inputs, List<Output> outputs) {
    while (!gone && course.propose(inputs, outputs, moment()) instanceof Proposal.Next next) {
      if (write(next) instanceof WriteResult.Done) {
        return;
      }
    }
  }

  /// The same for an order, which may come to nothing.
  private void carryOut(Order order) {
    var result = Optional.<Order.Result>empty();
    while (!gone && result.isEmpty()) {
      result =
          switch (course.propose(order, moment())) {
            case Proposal.Nothing() -> Optional.of(new Order.Result.Done(course.machine().state()));
            case Proposal.No(var refused) -> Optional.of(new Order.Result.No(refused));
            case Proposal.Next next -> Order.Result.of(write(next), next, course.machine());
          };
    }
    result.ifPresentOrElse(order.answer()::complete, () -> order.answer().cancel(false));
  }

  private Moment moment() {
    var now = Instant.ofEpochMilli(parts.clock().millis());
    course.lookAtTargets(
        now, targets -> store.answerNow(() -> parts.store().usersOf(targets)), home.isFull());
    var moment = new Moment(parts.stop().verdictFor(name), mayStart(), now);
    held = !moment.mayStartAnything();
    return moment;
  }

  private boolean mayStart() {
    return isItsToRun() && !parts.tenure().isDraining();
  }

  private boolean isItsToRun() {
    return !leaving.get().is(Leaving.WHEN_NOTHING_RUNS)
        && !arrival.isWithoutRoom()
        && parts.tenure().isHeld();
  }

  /// Makes an entry durable and does what it says; where that cannot be, goes back to what is
  /// stored, or leaves.
  private WriteResult write(Proposal.Next next) {
    // An entry that was applied, its reply lost, is recognised when it comes again.
    var answer = store.answerOf(() -> arrival.write(parts.journal(), next));
    if (answer.isEmpty()) {
      abandon(leaving.get().why());
      return new WriteResult.Fenced();
    }
    switch (answer.get()) {
      case WriteResult.Done() -> {
        course.isDurable();
        begun = true;
        counts = next.append().summary().counts();
        deeds.follow(next.facts());
      }
      case WriteResult.StopChanged _ -> {
        parts.stop().refresh();
        goBackToWhatIsStored();
      }
      case WriteResult.TargetsInUse(var by) -> {
        course.areUsed(by, parts.clock().instant());
        goBackToWhatIsStored();
      }
      case WriteResult.AnsweredBefore(), WriteResult.RequestIdReused(), WriteResult.Unrecorded() ->
          goBackToWhatIsStored();
      case WriteResult.Fenced() -> abandon(ANOTHERS);
      case WriteResult other ->
          throw new IllegalStateException("bug: an append was answered by " + other);
    }
    return answer.get();
  }

  private void abandon(String why) {
    log.atWarn().addKeyValue("work", id()).log(why);
    attempts.interruptAll(new Interruption.HandedOff());
    abandoned = true;
    gone = true;
  }

  /// The machine has taken facts that will never be.
  private void goBackToWhatIsStored() {
    var stored =
        hasBegun()
            ? store.answerOf(
                () -> Folded.under(course.claim(), parts.store(), course.machine().request()))
            : Optional.of(Optional.of(course.asSubmitted()));
    if (stored.isEmpty()) {
      abandon(leaving.get().why());
    } else if (stored.get().filter(course::goBackTo).isEmpty()) {
      abandon(ANOTHERS);
    }
    mailbox.put(new Letter.Told(new Input.LookAgain())); // to know again when it goes on
  }

  // For other threads.

  /// Interrupts what runs, now, and has the work stop.
  void stopNow(String reason) {
    if (!stopTold.compareAndSet(false, true)) {
      return;
    }
    // the word before the deed: what ends by the interrupt must not be heard of before the stop
    mailbox.put(new Letter.Told(new Input.StopNow(reason)));
    attempts.interruptForGood(new Interruption.Stopped(reason));
  }

  /// Whether the emergency stop has told it to stop.
  boolean isToldToStop() {
    return stopTold.get();
  }

  /// Has the machine see what may start now, if it was not allowed to when it last looked.
  void lookAgainIfHeld() {
    if (held) {
      lookAgain();
    }
  }

  /// Has the machine see what may start now, and this runner whether it is to leave.
  void lookAgain() {
    mailbox.put(new Letter.Told(new Input.LookAgain()));
  }

  /// Asks; the answer is cancelled when this runner has left before it could answer.
  void ask(Letter letter, Question<?> question) {
    mailbox.putAhead(letter);
    if (gone) {
      question.answer().cancel(false);
    }
  }

  /// Has an order carried out; its answer is cancelled when this runner has left before that.
  void order(Order order) {
    mailbox.putAhead(new Letter.Ordered(order));
    if (gone) {
      order.answer().cancel(false);
    }
  }

  /// Has it leave, as firmly as it says. Works while the store is away.
  void leave(Leaving how) {
    leaving.accumulateAndGet(how, Leaving::or);
    if (how == Leaving.NOW) {
      attempts.interruptForGood(new Interruption.LeaseLost());
    }
    mailbox.put(new Letter.HandOff());
  }

  /// What is stored, with the counts of the last that it wrote and what the work waits for.
  WorkSummary asItRuns(WorkSummary stored) {
    return counts.areKnown() ? stored.with(counts, waits) : stored;
  }

  /// Whether it left because there was nothing more to do for it.
  boolean hasLeftInOrder() {
    return !failed;
  }

  /// Else its new work is as if it had never come, and may wait for somebody to run it.
  boolean hasBegun() {
    return begun || !(arrival instanceof Arrival.ToBegin);
  }

  /// Whether its work may not be over, and nobody is known to have it: somebody may have to run
  /// that later.
  boolean mayGoOn() {
    return leaving.get().is(Leaving.NOW) || (!abandoned && !course.hasEnded());
  }

  /// Whether it has left, of a work that is not over, while attempts that were told to end run on.
  boolean hasLeftAttempts() {
    return (abandoned || failed) && attempts.stillRun();
  }

  /// What it has left.
  Attempts attempts() {
    return attempts;
  }

  /// Done when it has left; at once while it does not leave yet.
  CompletableFuture<Void> leaves() {
    return gone ? left : CompletableFuture.completedFuture(null);
  }

  CompletableFuture<Void> left() {
    return left;
  }
}
