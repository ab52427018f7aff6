package dev.interlock.examples.diskerase.site;

import dev.interlock.examples.diskerase.site.JsonLines.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All sites and machines, as two files said at one moment. Immutable.
public final class Inventory {
  private static final String SITES = "sites.json";
  private static final String MACHINES = "machines.json";

  private final Map<String, Site> sites;
  private final Map<String, Machine> machines;

  private Inventory(Map<String, Site> sites, Map<String, Machine> machines) {
    this.sites = sites;
    this.machines = machines;
  }

  /// Reads `sites.json` and `machines.json`, a JSON object a line.
  ///
  /// @throws BadInventory when a file is missing, a line is wrong, a name is there twice, or a
  ///   machine is at a site that does not exist
  public static Inventory read(Path folder) {
    var problems = new ArrayList<String>();
    var siteLines = JsonLines.read(folder.resolve(SITES), Site.class, problems);
    var machineLines = JsonLines.read(folder.resolve(MACHINES), Machine.class, problems);
    var inventory = of(siteLines, machineLines, problems);
    if (!problems.isEmpty()) {
      throw new BadInventory(problems);
    }
    return inventory;
  }

  private static Inventory of(
      List<Line<Site>> siteLines, List<Line<Machine>> machineLines, List<String> problems) {
    var sites = new LinkedHashMap<String, Site>();
    for (var line : siteLines) {
      if (sites.putIfAbsent(line.value().name(), line.value()) != null) {
        problems.add("%s: site %s is there twice".formatted(line.where(), line.value().name()));
      }
    }
    var machines = new TreeMap<String, Machine>();
    for (var line : machineLines) {
      var machine = line.value();
      if (!sites.containsKey(machine.site())) {
        problems.add("%s: there is no site \"%s\"".formatted(line.where(), machine.site()));
      }
      if (machines.putIfAbsent(machine.fullName(), machine) != null) {
        problems.add("%s: machine %s is there twice".formatted(line.where(), machine.fullName()));
      }
    }
    return new Inventory(sites, machines);
  }

  static void write(Path folder, List<Site> sites, List<Machine> machines) throws IOException {
    Files.createDirectories(folder);
    JsonLines.write(folder.resolve(SITES), sites);
    JsonLines.write(folder.resolve(MACHINES), machines);
  }

  public Optional<Site> site(String name) {
    return Optional.ofNullable(sites.get(name));
  }

  /// The machine with this name among all machines, `aa00.aap`.
  public Optional<Machine> machine(String fullName) {
    return Optional.ofNullable(machines.get(fullName));
  }

  /// The machines of a site, in alphabetical order.
  public List<Machine> machinesAt(String site) {
    return machines.values().stream().filter(machine -> machine.site().equals(site)).toList();
  }

  /// Why the disks of this site may not be erased; empty when they may.
  public Optional<String> whyNotErase(String siteName) {
    var site = site(siteName);
    if (site.isEmpty()) {
      return Optional.of("there is no site '%s'".formatted(siteName));
    }
    return site.get().status() == SiteStatus.DECOM
        ? Optional.empty()
        : Optional.of(
            "site %s is %s; only the disks of a site in %s may be erased"
                .formatted(siteName, site.get().status().word(), SiteStatus.DECOM.word()));
  }

  /// Why the disks of this site may not be erased as those of a `type`; empty when they may.
  public Optional<String> whyNotErase(String siteName, SiteType type) {
    var site = site(siteName);
    return site.isPresent() && site.get().type() != type
        ? Optional.of(
            "site %s is a %s, not a %s".formatted(siteName, site.get().type().word(), type.word()))
        : whyNotErase(siteName);
  }
}
