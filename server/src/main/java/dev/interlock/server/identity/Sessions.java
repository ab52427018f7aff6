package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Sessions of browsers that somebody has signed in. A session is a text that the browser keeps: it
/// says whose it is and until when, and carries a signature (HMAC-SHA-256) that only who has the
/// token file can make. So it outlives a restart, is known to every server with the same token
/// file, and is of no use any more once that is replaced. Any thread.
public final class Sessions {
  /// A session ends after so long without a request,
  static final Duration IDLE_MAX = Duration.ofMinutes(30);

  /// and in any case after so long.
  static final Duration AGE_MAX = Duration.ofHours(8);

  /// A browser gets its session anew when it has not got one for so long.
  static final Duration RENEWED_AFTER = Duration.ofMinutes(1);

  private static final String BY_SESSION = "browser session by ";

  /// What is longer is no session: browsers keep no cookie that is much longer (RFC 6265, 6.1).
  public static final int TEXT_CHARS_MAX = 4000;

  /// Which were ended before their time is kept by this process only, and of so many.
  private static final int ENDED_MAX = 100_000;

  private final Clock clock;
  private final SecureRandom random;
  private final Signer signer;
  private final SequencedMap<Long, Instant> ended = new LinkedHashMap<>();

  /// @param signer with a key of its own for this purpose
  public Sessions(Clock clock, SecureRandom random, Signer signer) {
    this.clock = clock;
    this.random = random;
    this.signer = signer;
  }

  /// Whose session it is.
  ///
  /// @param renewed what the browser is to keep instead from now on, if anything
  public record Found(Principal principal, Optional<String> renewed) {}

  private record Session(long id, Instant endsAt, Instant usedAt, Principal principal) {
    boolean isOver(Instant now) {
      return now.isAfter(endsAt) || now.isAfter(usedAt.plus(IDLE_MAX));
    }
  }

  /// Opens a session for somebody.
  ///
  /// @return what the browser is to present from now on: a secret
  public String open(Principal principal) {
    var now = clock.instant();
    var who =
        new Principal(
            principal.name(),
            BY_SESSION + principal.authentication(),
            principal.groups(),
            principal.isPerson());
    return text(new Session(random.nextLong(), now.plus(AGE_MAX), now, who));
  }

  /// Whose session this is.
  ///
  /// @return empty when it is none, or none any more
  Optional<Found> find(String text) {
    var now = clock.instant();
    return read(text)
        .filter(session -> !session.isOver(now) && !isEnded(session.id()))
        .map(session -> {
          boolean isRecent = now.isBefore(session.usedAt().plus(RENEWED_AFTER));
          var renewed = new Session(session.id(), session.endsAt(), now, session.principal());
          return new Found(
              session.principal(), isRecent ? Optional.empty() : Optional.of(text(renewed)));
        });
  }

  private boolean isEnded(long id) {
    synchronized (ended) {
      return ended.containsKey(id);
    }
  }

  /// Ends a session before its time; harmless when it is none.
  public void end(String text) {
    read(text)
        .ifPresent(session -> {
          synchronized (ended) {
            ended.values().removeIf(clock.instant()::isAfter);
            ended.put(session.id(), session.endsAt());
            if (ended.size() > ENDED_MAX) {
              ended.pollFirstEntry();
            }
          }
        });
  }

  private String text(Session session) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(session.id());
      out.writeLong(session.endsAt().toEpochMilli());
      out.writeLong(session.usedAt().toEpochMilli());
      out.writeUTF(session.principal().name());
      out.writeUTF(session.principal().authentication());
      out.writeBoolean(session.principal().isPerson());
      out.writeShort(session.principal().groups().size());
      for (var group : session.principal().groups()) {
        out.writeUTF(group);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("bug: memory cannot be written", impossible);
    }
    return signer.seal(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray()));
  }

  /// @return empty when it was not made here, or is damaged
  private Optional<Session> read(String text) {
    var content = text.length() > TEXT_CHARS_MAX ? Optional.<String>empty() : signer.open(text);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    var bytes = new ByteArrayInputStream(Base64.getUrlDecoder().decode(content.get()));
    try (var in = new DataInputStream(bytes)) {
      long id = in.readLong();
      var endsAt = Instant.ofEpochMilli(in.readLong());
      var usedAt = Instant.ofEpochMilli(in.readLong());
      var name = in.readUTF();
      var authentication = in.readUTF();
      boolean isPerson = in.readBoolean();
      Set<String> groups = new HashSet<>();
      for (int left = in.readShort(); left > 0; left--) {
        groups.add(in.readUTF());
      }
      return Optional.of(
          new Session(id, endsAt, usedAt, new Principal(name, authentication, groups, isPerson)));
    } catch (IOException _) {
      return Optional.empty(); // of a version with another form, with the same key
    }
  }
}
