package dev.interlock.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a [CrashRun], a [ChaosRun] and a rolling upgrade put on servers: several callers, and one
/// who pulls and releases the emergency stop of a name. For one thread.
final class Load implements AutoCloseable {
  private static final int CALLERS = 6;

  /// So few that works wait for each other now and then.
  static final int MACHINES = 12;

  /// The second one is stopped and released all the time.
  static final List<String> NAMES = List.of("Marks", "Flips");

  private final Service service;
  private final Uptime uptime;
  private final Findings findings;
  private final Calls calls;
  private final Person person;
  private final List<CrashCaller> callers = new ArrayList<>();
  private final List<CrashCaller.Kept> ofOthers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Load(Service service, Uptime uptime, Findings findings) {
    this.service = service;
    this.uptime = uptime;
    this.findings = findings;
    this.calls = new Calls(uptime, findings);
    this.person = new Person(service, calls);
  }

  /// Begins to call.
  ///
  /// @param longJobMillisMax some jobs take up to so long; 0 for none
  /// @param machines some jobs touch one of so many; 0 for none
  void begin(int longJobMillisMax, int machines, SplittableRandom random) {
    uptime.isUp();
    for (int i = 0; i < CALLERS; i++) {
      var caller =
          new CrashCaller(
              "caller-" + i,
              new CrashCaller.Kind(NAMES, longJobMillisMax, machines),
              service,
              calls,
              person,
              random.split());
      callers.add(caller);
      threads.add(Thread.ofVirtual().start(caller));
    }
    threads.add(
        Thread.ofVirtual()
            .start(new StopFlipper(NAMES.getLast(), service, calls, findings, random.split())));
  }

  /// Has a work looked at in the end that somebody else began, and has seen end.
  void add(CrashCaller.Kept work) {
    ofOthers.add(work);
  }

  /// Waits until what was begun has ended, and looks at all of it.
  ///
  /// @param effects the file of the jobs
  void endAndCheck(Path effects) throws IOException, InterruptedException {
    uptime.isOver();
    for (var thread : threads) {
      thread.join();
    }
    new FinalCheck(service, calls, person).check(works(), EffectLog.read(effects));
  }

  /// Every work that was acknowledged; once it has ended.
  List<CrashCaller.Kept> works() {
    return Stream.concat(
            callers.stream().flatMap(caller -> caller.works().stream()), ofOthers.stream())
        .toList();
  }

  /// The works that were killed.
  Set<String> killed() {
    return works().stream()
        .filter(work -> work.done() == CrashCaller.Deed.KILL)
        .map(CrashCaller.Kept::id)
        .collect(Collectors.toSet());
  }

  /// Gives up what was begun, if that has not ended.
  @Override
  public void close() {
    uptime.isOver();
    threads.forEach(Thread::interrupt);
  }
}
