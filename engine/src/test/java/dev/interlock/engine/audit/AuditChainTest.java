package dev.interlock.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditChainTest {
  private static final List<String> TEXTS =
      List.of(
          "0199",
          "1764417600123",
          "here:1",
          "ann",
          "token file",
          "::1",
          "Submit",
          "Drill",
          "work",
          "f00d",
          "v1",
          "because",
          "allowed",
          "",
          "détail");

  /// The digest was made by another program from what docs/audit.md says.
  @Test
  void the_hash_is_that_of_the_documented_format() {
    var entry =
        new AuditEntry(
            "a",
            Instant.ofEpochMilli(7),
            "",
            new AuditEntry.Who("b", "", ""),
            new AuditEntry.What("", "", "", "", "", ""),
            AuditEntry.Verdict.allowed(""));

    assertThat(AuditHead.EMPTY.append(entry).hash())
        .isEqualTo("d2e55a657cc8774226bd6ebc25a718fc25dcd1711070a3f8845b9e3eb14d3d67");
  }

  @Test
  void an_entry_is_made_again_of_its_texts() {
    assertThat(AuditEntry.of(TEXTS).texts()).isEqualTo(TEXTS);
  }

  @Test
  void every_text_and_place_makes_another_hash() {
    var hashes = new HashSet<String>();
    var row = AuditHead.EMPTY.append(AuditEntry.of(TEXTS));
    hashes.add(row.hash());
    for (int i = 0; i < TEXTS.size(); i++) {
      var changed = new ArrayList<>(TEXTS);
      changed.set(i, TEXTS.get(i) + "1");
      assertThat(hashes.add(AuditHead.EMPTY.append(AuditEntry.of(changed)).hash()))
          .as("text %d", i)
          .isTrue();
    }
    for (int i = 2; i + 1 < TEXTS.size(); i++) { // a letter goes from one text to the next
      if (!TEXTS.get(i).isEmpty()) {
        var moved = new ArrayList<>(TEXTS);
        var text = TEXTS.get(i);
        moved.set(i, text.substring(0, text.length() - 1));
        moved.set(i + 1, text.substring(text.length() - 1) + TEXTS.get(i + 1));
        assertThat(hashes.add(AuditHead.EMPTY.append(AuditEntry.of(moved)).hash()))
            .as("from text %d", i)
            .isTrue();
      }
    }
    var same = AuditEntry.of(TEXTS);
    assertThat(hashes.add(row.head().append(same).hash())).isTrue();
    assertThat(hashes.add(new AuditHead(1, AuditHead.EMPTY.hash()).append(same).hash())).isTrue();
  }
}
