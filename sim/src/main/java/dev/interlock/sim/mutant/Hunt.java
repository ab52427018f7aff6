package dev.interlock.sim.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/// Runs the simulation with one fault in it, until it finds that or its time is over.
final class Hunt {
  private static final Duration SCHEDULE_MAX = Duration.ofSeconds(20);
  private static final String SIMULATION = "dev.interlock.sim.mutant.OneSchedule";
  private static final double NANOS_PER_SECOND = 1e9;

  private final Path root;

  /// @param root of the repository, where the sources are
  Hunt(Path root) {
    this.root = root;
  }

  /// What came of it.
  ///
  /// @param by the invariant that found the fault; empty when none did
  record Catch(Mutant mutant, String by, long schedules, double seconds) {
    boolean isCaught() {
      return !by.isEmpty();
    }
  }

  /// Finds nothing where there is no fault, or what it finds in others says nothing.
  Catch forNoFault(Mutant mutant, Duration most) throws IOException, InterruptedException {
    return hunt(mutant, Files.readString(root.resolve(mutant.file())), most);
  }

  Catch forFault(Mutant mutant, Duration most) throws IOException, InterruptedException {
    return hunt(mutant, mutant.applyTo(Files.readString(root.resolve(mutant.file()))), most);
  }

  private Catch hunt(Mutant mutant, String source, Duration most) throws InterruptedException {
    var schedules = simulation(PatchedClasses.of(className(mutant), source));
    long begin = System.nanoTime();
    long seed = 0;
    var by = "";
    // not closed: nobody waits for a schedule that hangs
    var thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    while (by.isEmpty() && System.nanoTime() - begin < most.toNanos()) {
      long next = ++seed;
      var run = thread.submit(() -> schedules.apply(next));
      try {
        by = run.get(SCHEDULE_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        by = "it hangs";
      } catch (ExecutionException e) {
        if (e.getCause() instanceof LinkageError missing) {
          throw new IllegalStateException("the classes changed under the hunt", missing);
        }
        by = "it throws " + e.getCause();
      }
    }
    thread.shutdownNow();
    return new Catch(mutant, by, seed, (System.nanoTime() - begin) / NANOS_PER_SECOND);
  }

  private static String className(Mutant mutant) {
    var path = mutant.file();
    return path.substring(path.indexOf("/java/") + "/java/".length(), path.lastIndexOf('.'))
        .replace('/', '.');
  }

  @SuppressWarnings("unchecked") // made of the class of that name
  private static LongFunction<String> simulation(PatchedClasses classes) {
    try {
      return (LongFunction<String>)
          classes.loadClass(SIMULATION).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("bug: " + SIMULATION, e);
    }
  }
}
