package dev.interlock.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocsTest {
  @Test
  void documents_every_setting_with_its_default_and_meaning() throws IOException {
    var document = Files.readString(Path.of("../docs/configuration.md"));

    for (var setting : SettingTable.ALL) {
      assertThat(document)
          .contains("| `%s` | `%s` |".formatted(setting.key(), setting.defaultText()))
          .contains("| %s |".formatted(setting.description()));
    }
  }
}
