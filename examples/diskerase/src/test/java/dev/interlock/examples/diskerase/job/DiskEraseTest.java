package dev.interlock.examples.diskerase.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.contract.JobTypeContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskEraseTest extends JobTypeContract {
  private final DiskErase diskErase = new DiskErase();

  @Override
  protected JobType jobType() {
    return new DiskErase();
  }

  @Override
  protected List<Map<String, String>> goodArgs() {
    return List.of(
        Map.of("machine", "aa00", "site", "aap"),
        Map.of("machine", "ae09", "site", "adg"),
        Map.of("machine", "aa00", "site", "adv"));
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("data", SampleSites.FOLDER.toString());
  }

  @Test
  void takes_half_a_minute_and_shows_how_far_it_is() throws Exception {
    var context = SampleSites.context(diskErase, SampleSites.FOLDER);

    var outcome = diskErase.run(context, args("aa00", "aap"));

    assertThat(outcome).isEqualTo(new Outcome.Succeeded("erased the disks of aa00.aap"));
    assertThat(context.slept()).isEqualTo(Duration.ofSeconds(30));
    assertThat(context.transcript())
        .startsWith(
            "log erasing the disks of aa00.aap", "sleep PT1S", "progress 3 % 3 % overwritten")
        .endsWith("sleep PT1S", "progress 100 % 100 % overwritten");
  }

  @Test
  void stops_the_work_before_it_touches_what_it_must_not() throws Exception {
    assertFatal(
        "aa00", "aaa", "site aaa is inService; only the disks of a site in decom may be erased");
    assertFatal("aa00", "zzz", "there is no site 'zzz'");
    assertFatal("zz99", "aap", "site aap has no machine 'zz99'");
    assertFatal("AA00", "aap", "site aap has no machine 'AA00'");
  }

  @Test
  void stops_the_work_when_nobody_knows_the_machines(@TempDir Path empty) throws Exception {
    assertThat(diskErase.run(SampleSites.context(diskErase, empty), args("aa00", "aap")))
        .isInstanceOf(Outcome.Fatal.class);
  }

  @Test
  void touches_one_machine_and_may_be_run_again() {
    assertThat(diskErase.targets(args("aa00", "aap")))
        .containsExactly(new Target("machine", "aa00.aap"));
    assertThat(diskErase.spec().effect().crashClass()).isEqualTo(CrashClass.IDEMPOTENT);
  }

  private void assertFatal(String machine, String site, String reason) throws Exception {
    var context = SampleSites.context(diskErase, SampleSites.FOLDER);

    assertThat(diskErase.run(context, args(machine, site))).isEqualTo(new Outcome.Fatal(reason));
    assertThat(context.transcript()).isEmpty();
  }

  private Args args(String machine, String site) {
    return diskErase.spec().bind(Map.of("machine", machine, "site", site));
  }
}
