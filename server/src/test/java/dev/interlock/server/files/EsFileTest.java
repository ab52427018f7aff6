package dev.interlock.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.interlock.engine.stop.StopSource.Entry;
import dev.interlock.engine.stop.StopSource.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EsFileTest {
  private static final String STREAM =
      """
      {"Name": "all", "Status": "go"}
      {"Name": "SatelliteDiskErase", "Status": "go"}
      {"Name": "Reboot", "Status": "stop"}
      {"Name": "Drain", "Status": "go"}
      """;
  private static final String ARRAY =
      "[" + STREAM.strip().lines().collect(Collectors.joining(", ")) + "]\n";

  @TempDir Path folder;

  @Test
  void reads_a_stream_of_entries() {
    assertThat(entries(STREAM))
        .extracting(Entry::name, Entry::isGo)
        .containsExactly(
            tuple("all", true),
            tuple("SatelliteDiskErase", true),
            tuple("Reboot", false),
            tuple("Drain", true));
  }

  @Test
  void reads_an_array_like_a_stream() {
    assertThat(entries(ARRAY)).isEqualTo(entries(STREAM));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "Go", "GO", " go", "go ", "", "yes", "go\\u0000"})
  void lets_only_the_exact_word_go_run(String status) {
    assertThat(entries("{\"Name\": \"A\", \"Status\": \"%s\"}".formatted(status)))
        .singleElement()
        .matches(entry -> !entry.isGo());
  }

  @Test
  void stops_a_name_that_has_two_entries_whatever_they_say() {
    var go = "{\"Name\": \"A\", \"Status\": \"go\"}";

    assertThat(entries(go + go + "{\"Name\": \"B\", \"Status\": \"go\"}"))
        .extracting(Entry::name, Entry::isGo)
        .containsExactly(tuple("A", false), tuple("B", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\": \"A\", \"Status\": \"go\", \"Extra\": 1}",
        "{\"Name\": \"A\", \"Status\": \"go\", \"Status\": \"go\"}",
        "{\"name\": \"A\", \"status\": \"go\"}",
        "{\"Name\": \"A\"}",
        "{\"Name\": \"\", \"Status\": \"go\"}",
        "{\"Name\": 1, \"Status\": \"go\"}",
        "{\"Name\": \"A\", \"Status\": true}",
        "{\"Name\": \"A\", \"Status\": \"go\"} trailing",
        "[{\"Name\": \"A\", \"Status\": \"go\"}",
        "[[{\"Name\": \"A\", \"Status\": \"go\"}]]",
        "null",
        "\"go\"",
        "\uFEFF{\"Name\": \"A\", \"Status\": \"go\"}",
        "{\"Name\": \"A\", \"Status\": \"go\"}\u0000",
        "{\"Name\": \"A\", \"Status\": \"go\"} {\"Name\": \"all\", \"Status\": \"stop\"}",
        "{\"Name\": \"ALL\", \"Status\": \"stop\"} {\"Name\": \"A\", \"Status\": \"go\"}",
        "{\"Name\": \"A\", \"Status\": \"go\"} {\"Name\": \"All\", \"Status\": \"go\"}",
        "{\"Name\": \"al\", \"Status\": \"stop\"} {\"Name\": \"A\", \"Status\": \"go\"}",
      })
  void stops_everything_when_the_file_is_malformed(String text) {
    assertThat(read(text)).isInstanceOf(Reading.Bad.class);
  }

  @Test
  void stops_everything_when_the_file_is_not_utf_8() throws IOException {
    var bytes = STREAM.getBytes(StandardCharsets.UTF_8);
    bytes[12] = (byte) 0xC3;

    assertThat(read(bytes)).isInstanceOf(Reading.Bad.class);
  }

  @Test
  void stops_everything_when_the_file_is_missing_a_folder_too_large_or_a_circle_of_links()
      throws IOException {
    var circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);
    var large = folder.resolve("large");
    Files.writeString(large, " ".repeat(EsFile.BYTES_MAX + 1));

    for (var path : List.of(folder.resolve("missing"), folder, circle, large)) {
      assertThat(new EsFile(path).read()).isInstanceOf(Reading.Bad.class);
    }
  }

  @Test
  void stops_everything_when_anybody_may_write_the_file() throws IOException {
    var file = Files.writeString(folder.resolve("open.json"), STREAM);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

    assertThat(new EsFile(file).read())
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad -> assertThat(bad.problem()).contains("open.json may be written by anybody"));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(new EsFile(file).read()).isInstanceOf(Reading.Good.class);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void does_not_wait_for_a_named_pipe() throws Exception {
    var pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(new EsFile(pipe).read()).isInstanceOf(Reading.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, ""})
  void lets_no_prefix_of_a_good_file_run_more_than_the_file(String text) throws IOException {
    for (var good : List.of(text, ARRAY)) {
      var bytes = good.getBytes(StandardCharsets.UTF_8);
      var whole = running(read(bytes));

      for (int length = 0; length < bytes.length; length++) {
        assertThat(whole).containsAll(running(read(Arrays.copyOf(bytes, length))));
      }
    }
  }

  @Test
  void lets_nothing_run_that_a_flipped_bit_made_up() throws IOException {
    var bytes = STREAM.getBytes(StandardCharsets.UTF_8);
    var named = Set.of("all", "SatelliteDiskErase", "Drain", "Reboot");

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      var flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      var wrongly = running(read(flipped));

      assertThat(wrongly).doesNotContain("Reboot");
      wrongly.retainAll(named);
      assertThat(running(read(bytes))).containsAll(wrongly);
    }
  }

  @Test
  void lets_nothing_run_that_a_hundred_thousand_changes_made_up() throws IOException {
    var file = new EsFile(folder.resolve("es.json"));
    var random = new SplittableRandom(20261123);
    var good = STREAM.getBytes(StandardCharsets.UTF_8);
    var named = Set.of("all", "SatelliteDiskErase", "Drain", "Reboot");
    var letRun = running(read(good));

    for (int round = 0; round < 100_000; round++) {
      var bytes = good.clone();
      for (int change = random.nextInt(1, 8); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var wrongly = running(file.read(ByteBuffer.wrap(bytes)));
      wrongly.retainAll(named); // what is named otherwise is nothing that there is
      assertThat(letRun).as("round %d", round).containsAll(wrongly);
    }
  }

  private static final String ALL_STOPPED =
      """
      {"Name": "all", "Status": "stop"}
      {"Name": "SatelliteDiskErase", "Status": "go"}
      {"Name": "Drain", "Status": "go"}
      """;

  /// Each byte changed into each other, each left out, and each added anywhere.
  @Test
  void lets_nothing_run_that_one_changed_byte_made_up() throws IOException {
    var file = new EsFile(folder.resolve("es.json"));
    for (var text : List.of(STREAM, ALL_STOPPED)) {
      var good = text.getBytes(StandardCharsets.UTF_8);
      var named = Set.of("all", "SatelliteDiskErase", "Drain", "Reboot");
      var letRun = effective(read(good));
      int changes = 0;
      for (int place = 0; place <= good.length; place++) {
        for (int value = 0; value < 256; value++) {
          for (var changed : changed(good, place, (byte) value)) {
            var wrongly = effective(file.read(ByteBuffer.wrap(changed)));
            wrongly.retainAll(named);
            assertThat(letRun)
                .as("%s", new String(changed, StandardCharsets.UTF_8))
                .containsAll(wrongly);
            changes++;
          }
        }
      }
      assertThat(changes).isGreaterThan(50_000);
    }
  }

  private static List<byte[]> changed(byte[] good, int place, byte value) {
    var added = new byte[good.length + 1];
    System.arraycopy(good, 0, added, 0, place);
    added[place] = value;
    System.arraycopy(good, place, added, place + 1, good.length - place);
    if (place == good.length) {
      return List.of(added);
    }
    var replaced = good.clone();
    replaced[place] = value;
    var leftOut = new byte[good.length - 1];
    System.arraycopy(good, 0, leftOut, 0, place);
    System.arraycopy(good, place + 1, leftOut, place, good.length - place - 1);
    return List.of(added, replaced, leftOut);
  }

  /// What may run when `all` is reckoned with.
  private static Set<String> effective(Reading reading) {
    boolean isAllStopped =
        reading instanceof Reading.Good(var entries, _)
            && entries.stream().anyMatch(entry -> entry.name().equals("all") && !entry.isGo());
    return isAllStopped ? new HashSet<>() : running(reading);
  }

  private static Set<String> running(Reading reading) {
    return switch (reading) {
      case Reading.Bad _ -> new HashSet<>();
      case Reading.Good(var entries, _) ->
          entries.stream()
              .filter(Entry::isGo)
              .map(Entry::name)
              .collect(Collectors.toCollection(HashSet::new));
    };
  }

  private List<Entry> entries(String text) {
    var reading = read(text);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).entries();
  }

  private Reading read(String text) {
    try {
      return read(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  private Reading read(byte[] bytes) throws IOException {
    var file = folder.resolve("es.json");
    Files.write(file, bytes);
    // the reason holds the path, which is the same each time
    return new EsFile(file).read();
  }
}
