package dev.interlock.examples.diskerase.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes the sample's sites and machines: 100 sites, every third a satellite with 50 machines,
/// three of them in decom.
public final class MakeSites {
  private static final int SITES = 100;
  private static final int LETTERS = 26;
  private static final Set<String> IN_DECOM = Set.of("aap", "adg", "adv");

  private MakeSites() {}

  /// Writes `sites.json` and `machines.json` into `folder`, over what is there.
  public static void into(Path folder) throws IOException {
    var sites = sites();
    var machines =
        sites.stream()
            .filter(site -> site.type() == SiteType.SATELLITE)
            .flatMap(site -> machines(site).stream())
            .toList();
    Inventory.write(folder, sites, machines);
  }

  private static List<Site> sites() {
    var sites = new ArrayList<Site>();
    for (int number = 0; number < SITES; number++) {
      var name = "a" + letter(number / LETTERS) + letter(number % LETTERS);
      sites.add(
          new Site(
              name,
              number % 3 == 0 ? SiteType.SATELLITE : SiteType.CLUSTER,
              IN_DECOM.contains(name) ? SiteStatus.DECOM : SiteStatus.IN_SERVICE));
    }
    return sites;
  }

  /// aa00 to aa09, then ab00, up to ae09.
  private static List<Machine> machines(Site site) {
    var machines = new ArrayList<Machine>();
    for (int rack = 0; rack < 5; rack++) {
      for (int place = 0; place < 10; place++) {
        machines.add(new Machine("a%s%02d".formatted(letter(rack), place), site.name()));
      }
    }
    return machines;
  }

  private static char letter(int number) {
    return (char) ('a' + number);
  }
}
