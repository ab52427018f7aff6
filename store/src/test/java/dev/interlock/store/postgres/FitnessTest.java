package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitnessTest {
  private static final Map<String, String> FIT =
      Map.of(
          "server_version_num", "140022",
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "session_replication_role", "origin",
          "server_encoding", "UTF8",
          "in_hot_standby", "off",
          "lock_timeout", "3s");

  private static Fitness with(String setting, String value) {
    var settings = new HashMap<>(FIT);
    settings.put(setting, value);
    return new Fitness(settings);
  }

  @Test
  void a_server_that_keeps_what_it_says_it_keeps_is_fit() {
    assertThat(new Fitness(FIT).problems(Map.of("lock_timeout", "3s"))).isEmpty();
    assertThat(with("synchronous_commit", "remote_apply").problems(Map.of())).isEmpty();
  }

  @Test
  void a_version_that_is_too_old_is_named_and_nothing_else_that_it_may_not_know() {
    assertThat(new Fitness(Map.of("server_version_num", "130021")).problems(Map.of("x", "1")))
        .containsExactly("its version is 13; at least 14");
  }

  @Test
  void a_standby_that_is_taken_for_a_primary_is_found_out() {
    assertThat(with("in_hot_standby", "on").problems(Map.of()))
        .containsExactly("it is a standby; name the primary");
  }

  @Test
  void what_is_not_known_at_all_is_not_fit() {
    assertThat(new Fitness(Map.of("server_version_num", "180000")).problems(Map.of()))
        .contains("fsync is missing; set it to on", "its encoding is missing; make one with UTF8");
  }
}
