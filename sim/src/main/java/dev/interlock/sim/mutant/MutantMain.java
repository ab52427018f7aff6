package dev.interlock.sim.mutant;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `make mutants`: tries one fault after another and says which invariant found it.
public final class MutantMain {
  private static final Duration CONTROL = Duration.ofSeconds(10);

  private MutantMain() {}

  /// Ends with status 1 when a fault survived.
  ///
  /// @param args the root of the repository, how many seconds a fault has, and ids to try only some
  public static void main(String[] args) throws IOException, InterruptedException {
    var hunt = new Hunt(Path.of(args[0]));
    var most = Duration.ofSeconds(Long.parseLong(args[1]));
    var control = hunt.forNoFault(Mutant.all().getFirst(), CONTROL);
    if (control.isCaught()) {
      System.out.printf("without any fault: %s; see make sim%n", control.by());
      System.exit(1);
    }
    var only = List.of(args).subList(2, args.length);
    var survivors = new ArrayList<String>();
    int tried = 0;
    for (var mutant : Mutant.all()) {
      if (!only.isEmpty() && !only.contains(mutant.id())) {
        continue;
      }
      var caught = hunt.forFault(mutant, most);
      tried++;
      System.out.printf(
          Locale.ROOT,
          "%-5s %-62s %-9s %,9d schedules %7.1f s%n",
          mutant.id(),
          mutant.breaks(),
          caught.isCaught() ? caught.by() : "SURVIVED",
          caught.schedules(),
          caught.seconds());
      if (!caught.isCaught()) {
        survivors.add(mutant.id());
      }
    }
    System.out.printf("%d faults, %d survived %s%n", tried, survivors.size(), survivors);
    if (!survivors.isEmpty()) {
      System.exit(1);
    }
  }
}
