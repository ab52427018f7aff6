package dev.interlock.server.files;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.access.Rights;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.Approval;
import dev.interlock.server.identity.Banned;
import dev.interlock.server.identity.RightsBook;
import dev.interlock.server.identity.RightsBroken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rights in force: the rights file, read again whenever its content changes. What it no longer
/// gives is gone from the next question on, also for whoever has called before.
///
/// While the file is bad, those that were in force may see works and pull the emergency stop, and
/// nobody may do anything else. Any thread.
public final class RightsFile implements AutoCloseable {
  /// How large the file may be.
  public static final int BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(RightsFile.class);

  /// What nobody should lose by a slip of the pen: neither makes anything run.
  private static final Set<Right> KEPT_WHILE_BROKEN = EnumSet.of(Right.VIEW, Right.STOP);

  private final FilePoll file;
  private volatile Now now = new Now(RightsBook.EMPTY, Optional.empty());

  private volatile Consumer<Banned> tellBanned = _ -> {};

  /// What was read last.
  ///
  /// @param book of the last time that the file was good
  /// @param problem what is wrong with it now
  private record Now(RightsBook book, Optional<String> problem) {}

  /// The file at `path`, not yet read.
  public RightsFile(Path path, Clock clock, Duration poll) {
    this.file = new FilePoll(new SmallFile(path, BYTES_MAX), clock, poll, this::changed);
  }

  /// Reads the file and, from then on, reads it every poll.
  ///
  /// @return what is wrong with it
  public Optional<String> start() {
    file.start("rights-file");
    return now.problem();
  }

  /// Has somebody told whom the file bans: now, and whenever it was read anew.
  public void tellsWhomItBans(Consumer<Banned> told) {
    tellBanned = told;
    told.accept(banned());
  }

  /// Whom it bans; while it is bad, those of before.
  public Banned banned() {
    return now.book().banned();
  }

  /// What is wrong with the file now.
  public Optional<String> problem() {
    return now.problem();
  }

  /// What somebody may do. Asked for what needs a good file while it is bad, they throw
  /// [RightsBroken].
  public Rights of(Principal principal) {
    return right -> {
      var inForce = now;
      if (inForce.problem().isPresent() && !KEPT_WHILE_BROKEN.contains(right)) {
        throw new RightsBroken(inForce.problem().get());
      }
      return inForce.book().scope(principal, right);
    };
  }

  /// Whether somebody who has approved a work still may; see
  /// [dev.interlock.engine.admit.Approvers].
  public boolean mayApprove(Approval approval, String name) {
    var groups = Set.copyOf(approval.groups());
    return of(new Principal(approval.actor(), "", groups, true)).scope(Right.APPROVE).has(name);
  }

  /// Reads the file; does nothing when it is as it was.
  void read() {
    file.read();
  }

  private void changed(SmallFile.Read read) {
    now =
        switch (read) {
          case SmallFile.Read.Bad(var problem) -> new Now(now.book(), Optional.of(problem));
          case SmallFile.Read.Content(var bytes) ->
              switch (RightsEntries.read(bytes)) {
                case RightsEntries.Read.Good(var book) -> new Now(book, Optional.empty());
                case RightsEntries.Read.Bad(var problems) ->
                    new Now(
                        now.book(),
                        Optional.of("%s: %s".formatted(file.path(), String.join("; ", problems))));
              };
        };
    now.problem()
        .ifPresentOrElse(
            problem -> log.error("rights are broken, only view and stop go on: {}", problem),
            () -> log.atInfo().addKeyValue("file", file.path()).log("rights are in force"));
    tellBanned.accept(banned());
  }

  @Override
  public void close() {
    file.close();
  }
}
