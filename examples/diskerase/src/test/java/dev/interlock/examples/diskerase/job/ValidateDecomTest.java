package dev.interlock.examples.diskerase.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.contract.JobTypeContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateDecomTest extends JobTypeContract {
  private final ValidateDecom validateDecom = new ValidateDecom();

  @Override
  protected JobType jobType() {
    return new ValidateDecom();
  }

  @Override
  protected List<Map<String, String>> goodArgs() {
    return List.of(
        Map.of("site", "aap", "type", "satellite"), Map.of("site", "aaa", "type", "satellite"));
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("data", SampleSites.FOLDER.toString());
  }

  @Test
  void succeeds_for_a_satellite_in_decom() throws Exception {
    assertThat(outcome("aap", "satellite"))
        .isEqualTo(new Outcome.Succeeded("aap is a satellite in decom"));
  }

  @Test
  void stops_the_work_for_any_other_site() throws Exception {
    assertThat(outcome("aaa", "satellite"))
        .isEqualTo(
            new Outcome.Fatal(
                "site aaa is inService; only the disks of a site in decom may be erased"));
    assertThat(outcome("aab", "satellite"))
        .isEqualTo(new Outcome.Fatal("site aab is a cluster, not a satellite"));
    assertThat(outcome("aap", "cluster"))
        .isEqualTo(new Outcome.Fatal("site aap is a satellite, not a cluster"));
    assertThat(outcome("zzz", "satellite")).isEqualTo(new Outcome.Fatal("there is no site 'zzz'"));
  }

  @Test
  void stops_the_work_when_nobody_knows_the_sites(@TempDir Path empty) throws Exception {
    var args = validateDecom.spec().bind(goodArgs().getFirst());

    assertThat(validateDecom.run(SampleSites.context(validateDecom, empty), args))
        .isInstanceOfSatisfying(
            Outcome.Fatal.class, fatal -> assertThat(fatal.reason()).contains("sites.json"));
  }

  @Test
  void refuses_a_type_that_no_site_has() {
    assertThat(validateDecom.spec().check("args", Map.of("site", "aap", "type", "Satellite")))
        .containsExactly(new Violation("args.type", "must be one of satellite, cluster"));
  }

  private Outcome outcome(String site, String type) throws Exception {
    return validateDecom.run(
        SampleSites.context(validateDecom, SampleSites.FOLDER),
        validateDecom.spec().bind(Map.of("site", site, "type", type)));
  }
}
