package dev.interlock.examples.diskerase.job;

import dev.interlock.examples.diskerase.site.BadInventory;
import dev.interlock.examples.diskerase.site.Inventory;
import dev.interlock.examples.diskerase.site.SiteType;
import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Checks that a site is of the type that the plan takes it for and is in decom. If not, the work
/// must not go on: that is fatal.
///
/// It only reads, hence free of side effects: a request may have it as a check too.
public final class ValidateDecom implements JobType {

  /// Where the inventory is; [DiskErase] has the same setting.
  static final Arg FOLDER =
      Arg.withDefault(
          "data",
          Arg.text(),
          "examples/diskerase/data",
          "folder with sites.json and machines.json; a relative one is below where the server was started");

  private static final JobSpec SPEC =
      new JobSpec(
          "validateDecom",
          "Checks that a site is in decom, so that its machines may be erased.",
          List.of(
              Arg.required("site", Arg.text(), "the site's name, for instance aap"),
              Arg.required("type", new ArgKind.Choice(SiteType.words()), "what the site must be")),
          List.of(FOLDER),
          Effect.none("The site is of that type and was in decom."),
          Duration.ofMinutes(1));

  @Override
  public JobSpec spec() {
    return SPEC;
  }

  @Override
  public Outcome run(JobContext context, Args args) {
    var site = args.text("site");
    var type = SiteType.of(args.text("type"));
    try {
      return Inventory.read(Path.of(context.settings().text(FOLDER.name())))
          .whyNotErase(site, type)
          .<Outcome>map(Outcome.Fatal::new)
          .orElseGet(
              () -> new Outcome.Succeeded("%s is a %s in decom".formatted(site, type.word())));
    } catch (BadInventory bad) {
      return new Outcome.Fatal(String.valueOf(bad.getMessage()));
    }
  }
}
