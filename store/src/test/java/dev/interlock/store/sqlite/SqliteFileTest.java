package dev.interlock.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.Writes;
import dev.interlock.store.sql.StoreNotOpened;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store and its file: what is made, what is refused, what a failure leaves.
class SqliteFileTest {
  @TempDir Path folder;

  @Test
  void a_new_database_and_its_folder_are_for_the_owner_only() throws Exception {
    var made = folder.resolve("new/folder");
    var file = made.resolve("work.db");

    try (var store = SqliteStore.open(file)) {
      store.commit(List.of(Writes.submit(1)));

      assertThat(permissions(made)).isEqualTo("rwx------");
      assertThat(permissions(file)).isEqualTo("rw-------");
      assertThat(permissions(beside(file, "-wal"))).isEqualTo("rw-------");
      assertThat(permissions(beside(file, ".lock"))).isEqualTo("rw-------");
    }
  }

  @Test
  void a_closed_database_is_one_file_with_everything_in_it() throws Exception {
    var file = file();
    try (var store = SqliteStore.open(file)) {
      store.commit(List.of(Writes.submit(1)));
    }
    assertThat(beside(file, "-wal")).doesNotExist();
    var copy = folder.resolve("copy.db");
    Files.copy(file, copy);

    try (var store = SqliteStore.open(copy)) {
      assertThat(store.find(Writes.id(1))).isPresent();
    }
  }

  @Test
  void the_writer_is_durable_and_the_readers_cannot_write() throws Exception {
    try (var store = SqliteStore.open(file())) {
      assertThat(store.stops().epoch()).isZero();
      var connections = new Connections(file(), Connections.PAGES_MAX);

      try (var writer = connections.writer();
          var reader = connections.reader()) {
        assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
        assertThat(pragma(writer, "synchronous")).as("2 is FULL").isEqualTo("2");
        assertThat(pragma(writer, "foreign_keys")).isEqualTo("1");
        assertThat(pragma(writer, "busy_timeout")).isEqualTo("5000");
        assertThatThrownBy(() -> reader.createStatement().execute("delete from stop"))
            .hasMessageContaining("readonly");
      }
    }
  }

  @Test
  void closing_twice_is_harmless_and_a_closed_store_says_so() {
    var store = SqliteStore.open(file());
    store.close();
    store.close();

    assertThatThrownBy(() -> store.commit(List.of(Writes.submit(1))))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("closed")
        .hasMessageContaining(file().toString());
    assertThatThrownBy(() -> store.find(Writes.id(1)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_second_server_on_the_same_file_is_refused_and_does_not_disturb_the_first() {
    try (var first = SqliteStore.open(file())) {
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> SqliteStore.open(file()))
            .isInstanceOf(StoreNotOpened.class)
            .hasMessageContaining(file().toString())
            .hasMessageContaining("used by another server");
      }
      first.commit(List.of(Writes.submit(1)));
      assertThat(first.find(Writes.id(1))).isPresent();
    }

    SqliteStore.open(file()).close();
  }

  @Test
  void the_file_is_free_when_its_server_was_killed_and_nothing_acknowledged_is_missing()
      throws Exception {
    var other = OtherServer.start(file());
    try {
      assertThatThrownBy(() -> SqliteStore.open(file()))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("used by another server");
    } finally {
      other.kill();
    }

    try (var store = SqliteStore.open(file())) {
      assertThat(store.list(WorkFilter.ALL, Optional.empty(), 1_000))
          .hasSizeGreaterThanOrEqualTo(OtherServer.ACKNOWLEDGED);
    }
  }

  @Test
  void a_damaged_database_is_refused() throws Exception {
    try (var store = SqliteStore.open(file())) {
      store.commit(List.of(Writes.submit(1)));
    }
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      for (long position = 4_096; position < channel.size(); position += 4_096) {
        channel.write(ByteBuffer.wrap("damage".repeat(100).getBytes(UTF_8)), position);
      }
    }

    assertRefused(file(), "damaged");
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_alone() throws Exception {
    var text = "my shopping list\n".repeat(1_000);
    Files.writeString(file(), text);

    assertRefused(file(), "not a database");

    assertThat(file()).hasContent(text);
  }

  @Test
  void a_database_of_another_program_is_refused_and_left_alone() throws Exception {
    change("create table recipe (name text)");

    assertRefused(file(), "another program");

    change("insert into recipe values ('soup')");
  }

  @Test
  void a_database_whose_schema_has_our_number_and_is_another_one_is_refused() throws Exception {
    SqliteStore.open(file()).close();
    change("update schema_history set checksum = checksum + 1 where installed_rank = 1");

    assertRefused(file(), "is not the one of this program");
  }

  @Test
  void a_database_whose_last_migration_failed_is_refused() throws Exception {
    SqliteStore.open(file()).close();
    change(
        "update schema_history set success = 0 where installed_rank = (select max(installed_rank) from schema_history)");

    assertRefused(file(), "is not the one of this program");
  }

  @Test
  void a_database_of_a_newer_version_is_gone_on_with_if_that_supports_this_one() throws Exception {
    SqliteStore.open(file()).close();
    change(Writes.NEWER_SCHEMA);

    SqliteStore.open(file()).close();
    change("update schema_support set oldest = 99");

    assertRefused(file(), "schema 0099 (future), which is newer");
    change("drop table schema_support"); // as one has it that is older than the table

    assertRefused(file(), "schema 0099 (future), which is newer");
  }

  @Test
  void a_database_is_opened_again_as_it_was() {
    for (int number = 1; number <= 3; number++) {
      try (var store = SqliteStore.open(file())) {
        store.commit(List.of(Writes.submit(number)));
        assertThat(store.list(WorkFilter.ALL, Optional.empty(), 10)).hasSize(number);
      }
    }
  }

  @Test
  void a_path_that_cannot_be_a_database_is_refused() throws Exception {
    var text = Files.writeString(folder.resolve("text"), "text");

    assertRefused(folder, "is a folder");
    assertRefused(text.resolve("work.db"), "cannot be opened");
    assertRefused(folder.resolve("work.db?mode=memory"), "'?'");
  }

  @Test
  void a_full_disk_refuses_the_whole_commit_and_the_next_one_works_again() {
    try (var store = SqliteStore.open(file(), 100)) {
      int stored = fill(store);
      var tooLarge = List.<Write>of(Writes.queue(1), Writes.submitLarge(stored));

      assertThatThrownBy(() -> store.commit(tooLarge))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("full; make room")
          .hasCauseInstanceOf(SQLException.class);

      assertThat(store.find(Writes.id(stored))).isEmpty();
      assertThat(store.journal(Writes.id(1), 0, 10)).as("the queue of that commit").hasSize(1);
      assertThat(store.commit(List.of(Writes.queue(1)))).containsExactly(new WriteResult.Done());
    }
  }

  @Test
  void everything_committed_before_a_read_is_seen_by_it_on_any_thread() throws Exception {
    try (var store = SqliteStore.open(file());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readers = new ArrayList<Future<?>>();
      for (int number = 1; number <= 200; number++) {
        var id = Writes.id(number);
        var submit = Writes.submit(number);
        // one at a time, as the port asks, but each on a thread of its own
        threads.submit(() -> store.commit(List.of(submit))).get();
        Callable<?> read = () -> assertThat(store.find(id)).isPresent();
        readers.add(threads.submit(read));
      }
      for (var reader : readers) {
        reader.get();
      }
      assertThat(store.list(WorkFilter.ALL, Optional.empty(), 1_000)).hasSize(200);
    }
  }

  private Path file() {
    return folder.resolve("work.db");
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (var row = connection.createStatement().executeQuery("pragma " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  /// Does what another program would do to the file.
  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      connection.createStatement().execute(sql);
    }
  }

  private static void assertRefused(Path path, String problem) {
    // twice: a refusal must let go of the lock
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> SqliteStore.open(path))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining(problem);
    }
  }

  /// @return the number of the first work for which there was no room
  private static int fill(WorkStore store) {
    store.commit(List.of(Writes.submit(1)));
    for (int number = 2; number < 1_000; number++) {
      try {
        store.commit(List.of(Writes.submitLarge(number)));
      } catch (StoreUnavailable _) {
        return number;
      }
    }
    throw new AssertionError("the limit of the file was not kept");
  }
}
