package dev.interlock.examples.diskerase.client;

import dev.interlock.client.ExitCode;
import dev.interlock.examples.diskerase.site.Inventory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "eraseSatellite",
    description = "Erase the disks of all machines of a satellite that is in decom, and watch it.")
final class EraseSatellite implements Callable<Integer> {
  private final Console console;

  @Mixin private final Connection connection = new Connection();
  @Mixin private final InventoryFolder inventoryFolder = new InventoryFolder();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Where submitted works are noted; by default submit.log.")
  private Path log = Path.of("submit.log");

  @Parameters(paramLabel = "SITE", description = "The satellite's name, for instance aap.")
  private String site = "";

  EraseSatellite(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var inventory = Inventory.read(inventoryFolder.path());
    var whyNot = ErasePlan.whyNot(inventory, site);
    if (whyNot.isPresent()) {
      console.tell(whyNot.get());
      return ExitCode.USAGE;
    }
    var request = ErasePlan.workReq(inventory, site);
    try (var submitLog = SubmitLog.open(log, console.clock());
        var client = connection.open()) {
      var id = client.submit(request).getId();
      submitLog.add(id, site);
      console.print(
          "erasing satellite %s: %d machines in %d blocks, work %s"
              .formatted(site, inventory.machinesAt(site).size(), request.getBlocksCount(), id));
      console.print("Ctrl-C ends only the watching; `diskerase status %s` goes on".formatted(id));
      client.exec(id);
      return new Follow(client, console).toTheEnd(id);
    }
  }
}
