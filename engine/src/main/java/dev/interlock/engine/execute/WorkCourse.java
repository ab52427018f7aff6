package dev.interlock.engine.execute;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.Output;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Starts;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// How a claimed work goes on: what would have to be written next, and what is known to be durable.
/// The part of a runner that neither waits nor does anything. Public for the simulation, which runs
/// it as it is under a body of its own. For one thread.
public final class WorkCourse {
  /// Nobody asked for it.
  private static final Decision NOBODYS = Decision.unrecorded("");

  private final Claim claim;
  private final WorkRecord record;
  private final TouchedTargets targets;
  private WorkMachine machine;
  private long seq;

  /// Whether the machine has taken facts of which it is not known that they are durable.
  private boolean isAhead;

  /// Goes on from where the journal ends.
  ///
  /// @param claim for a new work the one that it will have
  /// @param folded the work as its journal says
  /// @param targetsOf what a job would touch; see [dev.interlock.plugin.JobType#targets]
  public WorkCourse(
      Claim claim, WorkRecord record, Folded folded, Function<Job, Set<Target>> targetsOf) {
    this.claim = claim;
    this.record = record;
    this.machine = folded.machine();
    this.seq = folded.seq();
    this.targets = new TouchedTargets(claim, folded, targetsOf);
  }

  /// What comes of inputs.
  public sealed interface Proposal {

    /// Nothing changes.
    record Nothing() implements Proposal {}

    /// The order among the inputs is refused, and nothing changes.
    record No(Refused refused) implements Proposal {}

    /// This is to be written; nothing may be done before it is durable.
    ///
    /// @param decision on the call that it carries out
    /// @param hasOrder whether it carries out the order among the inputs; else propose that again
    record Next(Write.Append append, Decision decision, boolean hasOrder) implements Proposal {
      /// What would become true.
      public List<Fact> facts() {
        return append.entry().facts();
      }
    }
  }

  /// What an advance is made of.
  ///
  /// @param verdict of the emergency stop, at this moment
  /// @param mayStart whether anything new may start, should the verdict allow it
  public record Moment(StopVerdict verdict, boolean mayStart, Instant now) {
    /// Whether anything new may start.
    public boolean mayStartAnything() {
      return verdict instanceof StopVerdict.Go && mayStart;
    }
  }

  /// Takes inputs, and says what is to be written for that.
  ///
  /// @param outputs of the attempts that have ended by them
  public Proposal propose(List<Input> inputs, List<Output> outputs, Moment moment) {
    var facts = take(withStop(inputs, moment), moment);
    return proposal(facts, moment, Optional.empty(), outputs);
  }

  /// Takes an order, unless something else has to be written first or it is refused.
  public Proposal propose(Order order, Moment moment) {
    var facts = new ArrayList<>(take(withStop(List.of(), moment), moment));
    if (!facts.isEmpty()) {
      return proposal(facts, moment, Optional.empty(), List.of());
    }
    var refused = machine.refusal(order.verb(), moment.now());
    if (refused.isPresent()) {
      return new Proposal.No(refused.get());
    }
    facts.addAll(take(List.of(order.input()), moment));
    return proposal(facts, moment, Optional.of(order), List.of());
  }

  private List<Fact> take(List<Input> inputs, Moment moment) {
    targets.choosesAnew();
    var all = new ArrayList<>(inputs);
    all.addAll(targets.inputs());
    var starts =
        moment.mayStartAnything() ? Starts.of(job -> targets.lets(job, machine)) : Starts.HELD;
    return machine.take(all, starts, moment.now());
  }

  /// Looks from time to time whether jobs may start that wait for targets.
  ///
  /// @param usersOf asks the store; empty when it does not answer
  /// @param isFull whether others may need the room of a work that does nothing but wait
  public void lookAtTargets(
      Instant now,
      Function<Set<Target>, Optional<List<TargetUse>>> usersOf,
      BooleanSupplier isFull) {
    boolean stillWaits = targets.look(machine, now, usersOf);
    if (stillWaits && machine.onlyAwaitsTargets() && isFull.getAsBoolean()) {
      targets.stayAway(now);
    }
  }

  /// Stop wins every race, so it comes before the others; but what stops must have been executed.
  private static List<Input> withStop(List<Input> inputs, Moment moment) {
    if (!(moment.verdict() instanceof StopVerdict.Stop(var reason))) {
      return inputs;
    }
    var all = new ArrayList<>(inputs);
    boolean isFirstExecuted = !inputs.isEmpty() && inputs.getFirst() instanceof Input.Executed;
    all.add(isFirstExecuted ? 1 : 0, new Input.StopNow(reason));
    return all;
  }

  private Proposal proposal(
      List<Fact> facts, Moment moment, Optional<Order> order, List<Output> outputs) {
    if (facts.isEmpty()) {
      return new Proposal.Nothing();
    }
    isAhead = true;
    var entry = new JournalEntry(seq + 1, moment.now(), facts);
    var epoch = epochFor(facts, moment.verdict());
    var changes = targets.propose(facts, machine);
    var key = order.map(Order::key).orElse(RequestKey.NONE);
    return new Proposal.Next(
        new Write.Append(claim, entry, summary(), epoch, key, outputs, changes),
        order.map(Order::decision).orElse(NOBODYS),
        order.isPresent());
  }

  /// An entry that starts anything must find the emergency stop as it was when that was decided.
  private static long epochFor(List<Fact> facts, StopVerdict verdict) {
    boolean startsSomething = facts.stream().anyMatch(fact -> fact instanceof Fact.AttemptStarted);
    return startsSomething && verdict instanceof StopVerdict.Go(long epoch)
        ? epoch
        : Write.ANY_EPOCH;
  }

  /// What was proposed last is durable.
  public void isDurable() {
    isAhead = false;
    seq++;
    targets.isDurable();
  }

  /// What was proposed last was refused because of these; then [#goBackTo].
  public void areUsed(List<TargetUse> by, Instant now) {
    targets.areUsed(by, now);
  }

  /// What was proposed last will never be.
  ///
  /// @return false when something is stored that is not known here: the refused entry itself, sent
  ///   twice, and written late. What it says was never done, so this course is over
  public boolean goBackTo(Folded stored) {
    if (stored.seq() != seq) {
      return false;
    }
    machine = stored.machine();
    isAhead = false;
    targets.goBackTo(stored.touched());
    return true;
  }

  /// The work as it was before anything was written under its claim.
  public Folded asSubmitted() {
    return Folded.of(List.of(record.origin().firstEntry()), machine.request());
  }

  /// To be read only.
  public WorkMachine machine() {
    return machine;
  }

  public boolean hasEnded() {
    return machine.state().isTerminal();
  }

  /// Whether nothing comes of it before that time unless somebody says so.
  public boolean restsUntil(Instant now) {
    return machine.dueMillis() > now.toEpochMilli();
  }

  /// Whether it was never executed, and may not be any more.
  public boolean isExpired(Instant now) {
    return machine.state() == WorkState.NOT_STARTED && !now.isBefore(record.origin().expiresAt());
  }

  public Claim claim() {
    return claim;
  }

  /// The work as it is now.
  ///
  /// @return empty while that is not durable
  public Optional<WorkRecord> durable() {
    return isAhead
        ? Optional.empty()
        : Optional.of(new WorkRecord(claim.id(), record.origin(), claim.fence(), seq, summary()));
  }

  private WorkSummary summary() {
    return WorkSummary.of(machine, record.origin().expiresAt());
  }
}
