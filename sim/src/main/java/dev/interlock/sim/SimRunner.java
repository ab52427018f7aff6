package dev.interlock.sim;

import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.execute.Interruption;
import dev.interlock.engine.execute.Order;
import dev.interlock.engine.execute.WorkCourse;
import dev.interlock.engine.execute.WorkCourse.Moment;
import dev.interlock.engine.execute.WorkCourse.Proposal;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.WorkId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Does what the engine's `WorkRunner` does, with events in place of threads: takes what lies in
/// its mailbox, has the course say what follows, has that written, and only then does it.
final class SimRunner {
  private static final long PAUSE_MIN_MILLIS = 50;
  private static final long PAUSE_MAX_MILLIS = 2_000;

  private final Replica replica;
  private final WorkCourse course;
  private final String name;
  private final SimArrival arrival;
  private final SimMailbox mailbox = new SimMailbox();
  private final Queue<SimTask> tasks = new ArrayDeque<>();
  private final SimAttempts attempts = new SimAttempts(this);
  private final SimDeeds deeds = new SimDeeds(this, attempts);
  private final SimChecks checks;
  private final SimReminder reminder;
  private boolean isBusy;
  private boolean isAwake;
  private boolean begun;
  private boolean stopTold;
  private boolean handingOff;
  private boolean lettingGo;
  private boolean held;
  private boolean gone;
  private boolean left;

  SimRunner(Replica replica, WorkCourse course, String name, SimArrival arrival) {
    this.replica = replica;
    this.course = course;
    this.name = name;
    this.arrival = arrival;
    this.checks = new SimChecks(this);
    this.reminder = new SimReminder(replica, () -> tell(new Input.LookAgain()));
  }

  Replica replica() {
    return replica;
  }

  WorkId id() {
    return course.claim().id();
  }

  String name() {
    return name;
  }

  /// Begins.
  void run() {
    var first = new ArrayList<Input>();
    if (arrival instanceof SimArrival.ToBegin(var beginning)) {
      first.add(new Input.Executed(beginning.actor()));
    }
    if (course.isExpired(replica.instant()) && isWithoutRoom()) {
      first.add(new Input.Expired());
    }
    first.add(new Input.TakenOver(replica.name(), deeds::crashClassOf));
    tasks.add(new SimTask.Advance(first));
    tasks.add(new SimTask.Probe());
    wake();
  }

  private void wake() {
    if (!isAwake && !isBusy && !gone) {
      isAwake = true;
      replica.deliver(
          0,
          () -> {
            isAwake = false;
            goOn();
          });
    }
  }

  /// As far as it comes without waiting.
  private void goOn() {
    while (!isBusy && !gone) {
      var task = tasks.peek();
      if (task != null) {
        work(task);
      } else if (lettingGo && mailbox.isEmpty() && attempts.areAllLeftAlone()) {
        gone = true;
      } else if (!mailbox.isEmpty()) {
        prepareWhatFollows();
        handle();
      } else if (isOver()) {
        gone = true;
      } else {
        prepareWhatFollows();
        return;
      }
    }
    if (gone) {
      leave();
    }
  }

  /// What the machine waits for: a moment, or checks.
  private void prepareWhatFollows() {
    reminder.set(course.machine().wakeAtMillis());
    boolean leaves = handingOff || isWithoutRoom();
    checks.follow(leaves ? List.of() : course.machine().checksToRun());
    if (!leaves) {
      replica.invariants().i7RunsItsChecks(course.claim(), checks.running());
    }
  }

  private boolean isOver() {
    boolean rests = handingOff || isWithoutRoom() || course.restsUntil(replica.instant());
    return course.hasEnded() || (attempts.areNone() && rests);
  }

  private boolean isWithoutRoom() {
    return arrival instanceof SimArrival.WithoutRoom;
  }

  private void handle() {
    var inputs = new ArrayList<Input>();
    var orders = new ArrayList<Order>(0);
    for (var letter : mailbox.takeSome()) {
      switch (letter) {
        case SimLetter.Told(var input) -> {
          if (input instanceof Input.AttemptFinished finished) {
            attempts.ended(finished.job());
          }
          inputs.add(input);
        }
        case SimLetter.Ordered(var order) -> orders.add(order);
        case SimLetter.HeardOfCheck(var news) -> checks.heard(news).ifPresent(inputs::add);
        case SimLetter.Deadline() -> attempts.atDeadline(inputs);
        case SimLetter.HandOff() -> {}
      }
    }
    if (!inputs.isEmpty()) {
      tasks.add(new SimTask.Advance(inputs));
    }
    orders.forEach(order -> tasks.add(new SimTask.CarryOut(order)));
    if (lettingGo) {
      attempts.handOff();
    }
  }

  void ringIn(long millis) {
    replica.deliver(millis, () -> put(new SimLetter.Deadline()));
  }

  private void work(SimTask task) {
    if (task instanceof SimTask.Probe) {
      tasks.remove();
      deeds.probeWhatWasLost();
      return;
    }
    var moment = moment();
    var proposal =
        switch (task) {
          case SimTask.Advance(var inputs) -> course.propose(inputs, List.of(), moment);
          case SimTask.CarryOut(var order) -> course.propose(order, moment);
          case SimTask.Probe() -> throw new IllegalStateException("bug: a probe proposes nothing");
        };
    switch (proposal) {
      case Proposal.Nothing() -> done(task);
      case Proposal.No(var refused) -> {
        tasks.remove();
        answer(task, new Order.Result.No(refused));
      }
      case Proposal.Next next -> {
        Invariants.i22StartsNothingWhileHeld(moment, next.facts());
        isBusy = true;
        write(task, next, PAUSE_MIN_MILLIS);
      }
    }
  }

  private Moment moment() {
    var now = Instant.ofEpochMilli(replica.millis());
    course.lookAtTargets(
        now, targets -> replica.store().usersOf(replica, targets), replica.works()::isFull);
    var moment = new Moment(replica.verdictFor(name), !handingOff && !isWithoutRoom(), now);
    held = !moment.mayStartAnything();
    return moment;
  }

  private void done(SimTask task) {
    tasks.remove();
    answer(task, new Order.Result.Done(course.machine().state()));
  }

  private static void answer(SimTask task, Order.Result result) {
    if (task instanceof SimTask.CarryOut(var order)) {
      order.answer().complete(result);
    }
  }

  private void write(SimTask task, Proposal.Next next, long pause) {
    if (arrival instanceof SimArrival.ToBegin(var beginning) && beginning.isAwaited()) {
      replica
          .store()
          .commit(
              replica,
              beginning.write(next.append()),
              reply -> heard(task, next, pause, beginning.heard(reply)));
    } else {
      replica.store().commit(replica, next.append(), reply -> heard(task, next, pause, reply));
    }
  }

  private void heard(SimTask task, Proposal.Next next, long pause, Optional<WriteResult> reply) {
    if (!gone) {
      reply.ifPresentOrElse(
          result -> written(task, next, result), () -> writeAgain(task, next, pause));
    }
  }

  private void writeAgain(SimTask task, Proposal.Next next, long pause) {
    if (lettingGo) {
      abandon();
      return;
    }
    replica.deliver(
        pause,
        () -> {
          if (!gone) {
            write(task, next, Math.min(2 * pause, PAUSE_MAX_MILLIS));
          }
        });
  }

  private void written(SimTask task, Proposal.Next next, WriteResult result) {
    switch (result) {
      case WriteResult.Done() -> {
        course.isDurable();
        begun = true;
        replica.invariants().i6Runs(id(), course.claim().fence(), this);
        replica.invariants().i20RunnerKnows(course);
        deeds.follow(next.facts());
        if (task instanceof SimTask.Advance || next.hasOrder()) {
          done(task);
        }
        isBusy = false;
        goOn();
      }
      case WriteResult.StopChanged _ -> {
        replica.readStops();
        goBack(() -> {});
      }
      case WriteResult.TargetsInUse(var by) -> {
        course.areUsed(by, replica.instant());
        goBack(() -> {});
      }
      case WriteResult.AnsweredBefore() -> goBack(() -> done(task));
      case WriteResult.RequestIdReused() ->
          goBack(() -> {
            tasks.remove();
            answer(task, new Order.Result.RequestIdReused());
          });
      case WriteResult.Fenced() -> abandon();
      case WriteResult other -> throw new IllegalStateException("bug: answered " + other);
    }
  }

  /// The machine has taken facts that will never be.
  private void goBack(Runnable then) {
    if (!hasBegun()) {
      var _ = course.goBackTo(course.asSubmitted());
    } else if (replica.store().answers(replica)) {
      var stored = Folded.under(course.claim(), replica.store().memory, course.machine().request());
      if (stored.filter(course::goBackTo).isEmpty()) {
        abandon();
        return;
      }
    } else {
      replica.deliver(
          PAUSE_MIN_MILLIS,
          () -> {
            if (!gone) {
              goBack(then);
            }
          });
      return;
    }
    then.run();
    tell(new Input.LookAgain()); // to know again when it goes on
    isBusy = false;
    goOn();
  }

  void abandon() {
    attempts.interruptAll(new Interruption.HandedOff());
    gone = true;
    leave();
  }

  private void leave() {
    if (left) {
      return;
    }
    left = true;
    checks.close();
    if (arrival instanceof SimArrival.ToBegin(var beginning)) {
      beginning.giveUp();
    }
    replica.works().gone(this);
    for (var task : tasks) {
      if (task instanceof SimTask.CarryOut(var order)) {
        order.answer().cancel(false);
      }
    }
    for (var letter : mailbox.takeAll()) {
      if (letter instanceof SimLetter.Ordered(var order)) {
        order.answer().cancel(false);
      }
    }
    tasks.clear();
  }

  private boolean hasBegun() {
    return begun || !(arrival instanceof SimArrival.ToBegin);
  }

  void put(SimLetter letter) {
    if (!gone) {
      mailbox.put(letter);
      wake();
    }
  }

  void tell(Input input) {
    put(new SimLetter.Told(input));
  }

  void order(Order order) {
    if (gone) {
      order.answer().cancel(false);
    } else {
      mailbox.putAhead(new SimLetter.Ordered(order));
      wake();
    }
  }

  void stopNow(String reason) {
    if (!stopTold) {
      stopTold = true;
      tell(new Input.StopNow(reason));
      attempts.interruptForGood(new Interruption.Stopped(reason));
    }
  }

  void lookAgainIfHeld() {
    if (held) {
      tell(new Input.LookAgain());
    }
  }

  void handOff() {
    handingOff = true;
    put(new SimLetter.HandOff());
  }

  void letGo() {
    lettingGo = true;
    put(new SimLetter.HandOff());
  }

  /// Its process is gone.
  void die() {
    gone = true;
    left = true;
    checks.close();
    attempts.die();
  }

  /// Whether every attempt was told to end.
  boolean isToldToEnd() {
    return attempts.areToldToEnd();
  }

  WorkCourse course() {
    return course;
  }
}
