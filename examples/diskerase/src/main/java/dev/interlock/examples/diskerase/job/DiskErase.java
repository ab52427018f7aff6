package dev.interlock.examples.diskerase.job;

import dev.interlock.examples.diskerase.site.BadInventory;
import dev.interlock.examples.diskerase.site.Inventory;
import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Retries;
import dev.interlock.plugin.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Erases the disks of one machine; except that this is a sample, so it only takes its time.
///
/// It looks for itself, whatever was checked before: a machine that does not exist, or whose site
/// is not in decom at this moment, stops the whole work.
///
/// `IDEMPOTENT`: to erase is destructive, but erasing what was being erased, or is erased already,
/// leaves the same empty disks. What could make a second attempt harmful is that the machine went
/// back into service since the first; every attempt asks for that again. For the same reason a job
/// may be tried again after an attempt that failed.
public final class DiskErase implements JobType {
  // Progress is shown at most once a second, and at most this often in all.
  private static final long SHOWN_TIMES_MAX = 100;

  private static final JobSpec SPEC =
      new JobSpec(
          "diskErase",
          "Erases the disks of a machine whose site is in decom. A sample: it only waits.",
          List.of(
              Arg.required(
                  "machine", Arg.text(), "the machine's name at its site, for instance aa00"),
              Arg.required("site", Arg.text(), "the site's name, for instance aap")),
          List.of(
              Arg.withDefault(
                  "seconds",
                  new ArgKind.WholeNumber(0, 3600),
                  "30",
                  "how long an erasure takes, in seconds"),
              ValidateDecom.FOLDER),
          new Effect(
              "The machine's disks are empty.",
              "the machine, as machine <machine>.<site>",
              CrashClass.IDEMPOTENT),
          Duration.ofHours(2),
          new Retries(2, Duration.ofSeconds(10), 2, Duration.ofMinutes(1), 0.2));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public List<Target> targets(Args args) {
    return List.of(new Target("machine", fullName(args)));
  }

  @Override
  public Outcome run(JobContext context, Args args) throws InterruptedException {
    var whyNot = whyNot(context, args);
    if (whyNot.isPresent()) {
      return new Outcome.Fatal(whyNot.get());
    }
    context.log("erasing the disks of " + fullName(args));
    erase(context, context.settings().number("seconds"));
    return new Outcome.Succeeded("erased the disks of " + fullName(args));
  }

  private static Optional<String> whyNot(JobContext context, Args args) {
    try {
      var folder = Path.of(context.settings().text(ValidateDecom.FOLDER.name()));
      var inventory = Inventory.read(folder);
      return inventory
          .whyNotErase(args.text("site"))
          .or(() ->
              inventory.machine(fullName(args)).isPresent()
                  ? Optional.empty()
                  : Optional.of(
                      "site %s has no machine '%s'"
                          .formatted(args.text("site"), args.text("machine"))));
    } catch (BadInventory bad) {
      return Optional.of(String.valueOf(bad.getMessage()));
    }
  }

  private static void erase(JobContext context, long seconds) throws InterruptedException {
    long slice = Math.max(1, seconds / SHOWN_TIMES_MAX);
    long passed = 0;
    while (passed < seconds) {
      long next = Math.min(slice, seconds - passed);
      context.sleep(Duration.ofSeconds(next));
      passed += next;
      int percent = Math.toIntExact(100 * passed / seconds);
      context.progress(percent, "%d %% overwritten".formatted(percent));
    }
  }

  private static String fullName(Args args) {
    return "%s.%s".formatted(args.text("machine"), args.text("site"));
  }
}
