package dev.interlock.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.client.AuditCheck;
import dev.interlock.client.SignedHead;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.AuditEntries;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is done to the audit by whoever may write to the database is found and named: F80.
class AuditCheckTest {
  private static final int TRIALS = 2_000;

  @TempDir private Path folder;
  private AuditKey key;
  private final List<AuditRecord> written = new ArrayList<>();
  private AuditHead end = AuditHead.EMPTY;

  @BeforeEach
  void write() {
    key = key("key");
    for (int number = 1; number <= 40; number++) {
      if (number % 10 == 0) {
        add(signing(number, end, key));
      } else {
        add(AuditEntries.of(number));
      }
    }
  }

  private AuditKey key(String name) {
    return ((AuditKey.Opened.Good) AuditKey.open(folder.resolve(name), new SecureRandom())).key();
  }

  private void add(AuditEntry entry) {
    var row = end.append(entry);
    written.add(AuditMessage.of(row));
    end = row.head();
  }

  private static AuditEntry signing(int number, AuditHead head, AuditKey key) {
    return new AuditEntry(
        "call-" + number,
        Instant.ofEpochSecond(number),
        "here:1",
        new AuditEntry.Who("server", "audit key", ""),
        new AuditEntry.What(SignedHeads.ACTION, "", "", "", "", ""),
        AuditEntry.Verdict.allowed(SignedHeads.text(head, key)));
  }

  private AuditCheck.Result checked(List<AuditRecord> entries, SignedHead... heads) {
    var check = new AuditCheck(List.of(heads), Set.of());
    entries.forEach(check::add);
    return check.end(end.seq());
  }

  private static SignedHead head(AuditRecord signing) {
    return SignedHead.find(signing.getDetail()).orElseThrow();
  }

  private static AuditRecord changed(AuditRecord entry) {
    return entry.toBuilder().setActor("eve").build();
  }

  /// As somebody would who knows the format: every hash from the first change on is made anew.
  private static List<AuditRecord> madeAnew(List<AuditRecord> entries) {
    var last = AuditHead.EMPTY;
    var anew = new ArrayList<AuditRecord>();
    for (var entry : entries) {
      var row = last.append(AuditMessage.entry(entry));
      anew.add(AuditMessage.of(row));
      last = row.head();
    }
    return anew;
  }

  private List<AuditRecord> with(int index, AuditRecord entry) {
    var entries = new ArrayList<>(written);
    entries.set(index, entry);
    return entries;
  }

  @Test
  void what_was_written_is_good_and_signed() {
    var result = checked(written, head(written.get(29)));

    assertThat(result.problems()).isEmpty();
    assertThat(result.seq()).isEqualTo(40);
    assertThat(result.hash()).isEqualTo(end.hash());
    assertThat(result.signedSeq()).isEqualTo(39);
    assertThat(result.keys()).containsExactly(key.publicKey());
  }

  @Test
  void an_entry_that_was_changed_is_named() {
    assertThat(checked(with(6, changed(written.get(6)))).problems())
        .containsExactly("seq 7 is not what was written: its hash is not that of what it says");
  }

  @Test
  void a_hash_that_was_made_to_fit_gives_the_next_one_away() {
    var fitting =
        AuditMessage.of(
            new AuditHead(6, written.get(5).getHash())
                .append(AuditMessage.entry(changed(written.get(6)))));

    assertThat(checked(with(6, fitting)).problems())
        .containsExactly("seq 8 is not what was written: its hash is not that of what it says");
  }

  @Test
  void entries_that_were_taken_out_are_named() {
    var entries = new ArrayList<>(written);
    entries.remove(20);
    assertThat(checked(entries).problems()).containsExactly("seq 21 is missing");
    entries.subList(3, 6).clear();
    assertThat(checked(entries).problems())
        .containsExactly("seq 4 to 6 are missing", "seq 21 is missing");
  }

  @Test
  void entries_that_changed_places_are_named() {
    var entries = new ArrayList<>(written);
    Collections.swap(entries, 11, 12);
    assertThat(checked(entries).problems())
        .contains("seq 12 is missing", "seq 12 comes after seq 13");
    var renumbered = new ArrayList<>(written);
    renumbered.set(11, written.get(12).toBuilder().setSeq(12).build());
    renumbered.set(12, written.get(11).toBuilder().setSeq(13).build());
    assertThat(checked(renumbered).problems().getFirst())
        .startsWith("seq 12 is not what was written");
  }

  @Test
  void an_end_that_was_cut_off_is_found_by_the_head_and_by_the_log() {
    var cut = written.subList(0, 35);
    assertThat(checked(cut).problems())
        .containsExactly("the end is missing: the server had seq 40, and the last is 35");

    var check = new AuditCheck(List.of(head(written.get(39))), Set.of());
    cut.forEach(check::add);
    assertThat(check.end(35).problems()) // the head was set back too
        .containsExactly("the end is missing: the log has signed seq 39, and the last is 35");
  }

  @Test
  void an_audit_that_was_made_anew_is_found_by_its_signatures() {
    var anew = madeAnew(with(6, changed(written.get(6))));

    assertThat(checked(anew).problems())
        .containsExactly(
            "seq 10 signs seq 9, which is another one now",
            "seq 20 signs seq 19, which is another one now",
            "seq 30 signs seq 29, which is another one now",
            "seq 40 signs seq 39, which is another one now");
  }

  @Test
  void an_audit_that_was_made_anew_without_signatures_is_found_by_the_log() {
    var others = new ArrayList<AuditRecord>();
    for (int number = 1; number <= 40; number++) {
      others.add(AuditMessage.of(AuditEntries.of(number)));
    }

    assertThat(checked(madeAnew(others), head(written.get(19))).problems())
        .containsExactly("seq 19 is not the one that the log has signed");
  }

  @Test
  void a_signature_by_another_key_is_found_when_the_key_is_known() {
    var other = key("other");
    written.clear();
    end = AuditHead.EMPTY;
    add(AuditEntries.of(1));
    add(signing(2, end, other));

    assertThat(checked(written).problems()).isEmpty();
    var check = new AuditCheck(List.of(), Set.of(key.publicKey()));
    written.forEach(check::add);
    assertThat(check.end(2).problems())
        .containsExactly("seq 2: seq 1 is signed by a key that is not trusted");
    var forged = head(written.getLast());
    var lie = new SignedHead(1, "0".repeat(64), forged.key(), forged.signature());
    assertThat(checked(written, lie).problems())
        .contains(
            "the log: the signature of seq 1 is not its key's",
            "seq 1 is not the one that the log has signed");
  }

  @Test
  void an_audit_without_signatures_is_not_proved_when_they_are_asked_for() {
    var unsigned = new ArrayList<AuditRecord>();
    for (int number = 1; number <= 40; number++) {
      unsigned.add(AuditMessage.of(AuditEntries.of(number)));
    }
    var check = new AuditCheck(List.of(), Set.of(key.publicKey()));
    madeAnew(unsigned).forEach(check::add);

    assertThat(check.end(40).problems()).containsExactly("nothing is signed");
  }

  @Test
  void an_entry_where_none_can_be_is_named() {
    var entries = new ArrayList<>(written);
    entries.addFirst(written.getFirst().toBuilder().setSeq(0).build());

    assertThat(checked(entries).problems().getFirst()).isEqualTo("seq 0 comes after seq 0");
  }

  @Test
  void a_head_in_the_log_by_a_key_that_is_not_trusted_says_nothing() {
    var other = key("mallorys");
    var far = SignedHead.find(SignedHeads.text(new AuditHead(99_999, end.hash()), other));
    var check = new AuditCheck(far.stream().toList(), Set.of(key.publicKey()));
    written.forEach(check::add);

    assertThat(check.end(40).problems()).isEmpty();
  }

  @Test
  void a_time_that_cannot_be_is_shown_as_none_and_named() {
    var row = written.get(3);
    var entry = AuditMessage.entry(row);
    var odd =
        new AuditEntry(
            entry.id(),
            Instant.ofEpochMilli(Long.MAX_VALUE),
            entry.server(),
            entry.who(),
            entry.what(),
            entry.verdict());

    var shown = AuditMessage.of(new AuditRow(4, odd, row.getHash()));

    assertThat(shown.hasAt()).isFalse();
    assertThat(checked(with(3, shown)).problems().getFirst()).startsWith("seq 4 is not");
  }

  @Test
  void heads_are_found_in_logs_of_both_kinds() {
    var head = head(written.get(9));
    var text = "12:00:00.123 INFO  SignedHeads: audit head " + written.get(9).getDetail();
    var json =
        "{\"level\":\"info\",\"message\":\"audit head %s\"}".formatted(written.get(9).getDetail());

    assertThat(Stream.of(json, text).map(SignedHead::inLog)).containsOnly(Optional.of(head));
    var reason = "audit head " + written.get(9).getDetail();
    assertThat(
            Stream.of(
                    "12:00:00.123 INFO  EmergencyStop: emergency stop: " + reason,
                    "{\"message\":\"emergency stop: %s\"}".formatted(reason),
                    "{\"message\":\"emergency stop: \\\"message\\\":\\\"%s\"}".formatted(reason))
                .map(SignedHead::inLog))
        .as("the words of somebody else")
        .containsOnly(Optional.empty());
    assertThat(SignedHead.find("{\"message\":\"ready\",\"seq\":9}")).isEmpty();
  }

  @Test
  void no_change_at_random_goes_unnoticed() {
    var random = new SplittableRandom(20261129);
    for (int trial = 0; trial < TRIALS; trial++) {
      var entries = new ArrayList<>(written);
      var what = mutate(entries, random);
      if (!entries.equals(written)) {
        assertThat(checked(entries).problems()).as("trial %d: %s", trial, what).isNotEmpty();
      }
    }
  }

  private static String mutate(List<AuditRecord> entries, SplittableRandom random) {
    int at = random.nextInt(entries.size());
    int other = random.nextInt(entries.size());
    return switch (random.nextInt(6)) {
      case 0 -> {
        entries.remove(at);
        yield "remove " + at;
      }
      case 1 -> {
        Collections.swap(entries, at, other);
        yield "swap %d and %d".formatted(at, other);
      }
      case 2 -> {
        entries.add(at, entries.get(other));
        yield "insert %d at %d".formatted(other, at);
      }
      case 3 -> {
        entries.subList(at, entries.size()).clear();
        yield "cut at " + at;
      }
      default -> {
        entries.set(at, flipped(entries.get(at), random));
        yield "flip in " + at;
      }
    };
  }

  /// With one character of one field changed.
  private static AuditRecord flipped(AuditRecord entry, SplittableRandom random) {
    var fields = List.copyOf(entry.getAllFields().keySet());
    var field = fields.get(random.nextInt(fields.size()));
    var value = entry.getField(field);
    var changed = entry.toBuilder();
    switch (value) {
      case String text -> {
        int at = random.nextInt(text.length());
        char flipped = (char) (text.charAt(at) ^ (1 << random.nextInt(6)));
        changed.setField(field, text.substring(0, at) + flipped + text.substring(at + 1));
      }
      case Long seq -> changed.setField(field, seq ^ (1L << random.nextInt(8)));
      default -> changed.getAtBuilder().setSeconds(entry.getAt().getSeconds() ^ 1);
    }
    return changed.build();
  }
}
