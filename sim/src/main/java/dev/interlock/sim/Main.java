package dev.interlock.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;

/// `make sim`: runs schedule after schedule for a while, each twice, and says how many held.
public final class Main {
  private static final int ENOUGH_FOR_EVERYTHING = 5_000;

  private Main() {}

  /// Ends with status 1 when anything was broken.
  ///
  /// @param args how many seconds, the first seed, and where to write the figures
  public static void main(String[] args) throws IOException {
    var campaign = new Campaign(Long.parseLong(args[1]));
    long seconds = Long.parseLong(args[0]);
    campaign.runFor(seconds);
    System.out.println(campaign.report());
    var file = Path.of(args[2]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, campaign.json());
    if (campaign.schedules() >= ENOUGH_FOR_EVERYTHING) {
      var dead = campaign.whatNeverHappened();
      if (!dead.isEmpty()) {
        System.out.printf(Locale.ROOT, "never happened in so many schedules: %s%n", dead);
        System.exit(1);
      }
    }
    campaign
        .failure()
        .ifPresent(failure -> {
          System.out.println(Report.of(failure, EnumSet.noneOf(Fault.class)));
          System.exit(1);
        });
  }
}
