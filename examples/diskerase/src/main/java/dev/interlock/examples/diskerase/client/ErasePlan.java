package dev.interlock.examples.diskerase.client;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.examples.diskerase.site.Inventory;
import dev.interlock.examples.diskerase.site.Machine;
import dev.interlock.examples.diskerase.site.SiteType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What it takes to erase a satellite: the preconditions, then five machines at a time with a pause
/// after each five.
public final class ErasePlan {
  /// The kind of work; the server's policies and the emergency stop go by it.
  public static final String WORK_NAME = "SatelliteDiskErase";

  private static final int MACHINES_AT_ONCE = 5;
  private static final String PAUSE_SECONDS = "60";

  private ErasePlan() {}

  /// Why this site must not be erased as a satellite; empty when it may be.
  public static Optional<String> whyNot(Inventory inventory, String site) {
    return inventory
        .whyNotErase(site, SiteType.SATELLITE)
        .or(() ->
            inventory.machinesAt(site).isEmpty()
                ? Optional.of("site %s has no machines".formatted(site))
                : Optional.empty());
  }

  /// The request to erase all machines of a site that [#whyNot] found nothing against.
  public static WorkReq workReq(Inventory inventory, String site) {
    var machines = inventory.machinesAt(site);
    var request =
        WorkReq.newBuilder()
            .setName(WORK_NAME)
            .setDesc("Erase the disks of all %d machines of %s".formatted(machines.size(), site))
            .addBlocks(preconditions(site));
    for (int from = 0; from < machines.size(); from += MACHINES_AT_ONCE) {
      int to = Math.min(from + MACHINES_AT_ONCE, machines.size());
      var jobs = erasures(machines.subList(from, to));
      if (to < machines.size()) {
        jobs.add(pause());
      }
      request.addBlocks(
          Block.newBuilder()
              .setDesc("%s to %s".formatted(machines.get(from).name(), machines.get(to - 1).name()))
              .setRateLimit(MACHINES_AT_ONCE)
              .addAllJobs(jobs));
    }
    return request.build();
  }

  /// One at a time and in this order: a site that is not in decom must not cost the hour's token.
  private static Block preconditions(String site) {
    return Block.newBuilder()
        .setDesc("pre-conditions")
        .setRateLimit(1)
        .addJobs(
            Job.newBuilder()
                .setName("validateDecom")
                .setDesc("Check that %s is a satellite in decom".formatted(site))
                .putArgs("site", site)
                .putArgs("type", SiteType.SATELLITE.word()))
        .addJobs(
            Job.newBuilder()
                .setName("tokenBucket")
                .setDesc("One satellite an hour")
                .putArgs("bucket", "diskEraseSatellite")
                .putArgs("fatal", "true"))
        .build();
  }

  private static List<Job> erasures(List<Machine> machines) {
    var jobs = new ArrayList<Job>();
    for (var machine : machines) {
      jobs.add(
          Job.newBuilder()
              .setName("diskErase")
              .setDesc("Erase the disks of " + machine.fullName())
              .putArgs("machine", machine.name())
              .putArgs("site", machine.site())
              .build());
    }
    return jobs;
  }

  private static Job pause() {
    return Job.newBuilder()
        .setName("sleep")
        .setDesc("Time to notice what went wrong")
        .putArgs("seconds", PAUSE_SECONDS)
        .build();
  }
}
