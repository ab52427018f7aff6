package dev.interlock.server.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How the text of a setting becomes a value.
///
/// @param <T> the value's type
sealed interface Kind<T> {
  /// A file of our own, instead of a database server.
  String SQLITE = "sqlite";

  /// What came of reading a text.
  sealed interface Read<T> {
    record Good<T>(T value) implements Read<T> {}

    /// The text is no value of this kind.
    ///
    /// @param problem continues the sentence `"TEXT" ...`
    record Bad<T>(String problem) implements Read<T> {}
  }

  Read<T> read(String text);

  /// One phrase for the help: `whole number, 1 to 60`.
  String describe();

  private static <T> Read<T> mustBe(Kind<T> kind) {
    return new Read.Bad<>("must be " + kind.describe());
  }

  record WholeNumber(int min, int max) implements Kind<Integer> {
    @Override
    public Read<Integer> read(String text) {
      try {
        int value = Integer.parseInt(text);
        return value >= min && value <= max ? new Read.Good<>(value) : mustBe(this);
      } catch (NumberFormatException _) {
        return mustBe(this);
      }
    }

    @Override
    public String describe() {
      return "a whole number from %d to %d".formatted(min, max);
    }
  }

  record Flag() implements Kind<Boolean> {
    @Override
    public Read<Boolean> read(String text) {
      return switch (text) {
        case "true" -> new Read.Good<>(true);
        case "false" -> new Read.Good<>(false);
        default -> mustBe(this);
      };
    }

    @Override
    public String describe() {
      return "true or false";
    }
  }

  record Time(Duration min, Duration max) implements Kind<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    @Override
    public Read<Duration> read(String text) {
      var match = FORM.matcher(text);
      if (!match.matches()) {
        return mustBe(this);
      }
      long count = Long.parseLong(match.group(1));
      var value =
          switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      return value.compareTo(min) >= 0 && value.compareTo(max) <= 0
          ? new Read.Good<>(value)
          : mustBe(this);
    }

    @Override
    public String describe() {
      return "a duration like 500ms, 2s, 10m, 1h or 7d, from %s to %s"
          .formatted(text(min), text(max));
    }

    /// A duration in the form that [#read] takes.
    static String text(Duration duration) {
      long millis = duration.toMillis();
      if (millis == 0) {
        return "0s";
      }
      if (millis % 86_400_000 == 0) {
        return millis / 86_400_000 + "d";
      }
      if (millis % 3_600_000 == 0) {
        return millis / 3_600_000 + "h";
      }
      if (millis % 60_000 == 0) {
        return millis / 60_000 + "m";
      }
      return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
  }

  record FilePath() implements Kind<Path> {
    @Override
    public Read<Path> read(String text) {
      try {
        return text.isEmpty() ? mustBe(this) : new Read.Good<>(Path.of(text));
      } catch (InvalidPathException _) {
        return mustBe(this);
      }
    }

    @Override
    public String describe() {
      return "a path";
    }
  }

  record Text() implements Kind<String> {
    private static final int CHARS_MAX = 1_000;

    @Override
    public Read<String> read(String text) {
      return text.isBlank() || text.length() > CHARS_MAX ? mustBe(this) : new Read.Good<>(text);
    }

    @Override
    public String describe() {
      return "a text of 1 to %d characters".formatted(CHARS_MAX);
    }
  }

  /// An address that nobody can pretend to be: over TLS, or on this machine.
  record SafeUrl() implements Kind<URI> {
    private static final Pattern FORM =
        Pattern.compile(
            "https://[^\\s/]+/\\S*|http://(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?/\\S*");

    static boolean matches(String text) {
      return FORM.matcher(text).matches();
    }

    @Override
    public Read<URI> read(String text) {
      return matches(text) ? new Read.Good<>(URI.create(text)) : mustBe(this);
    }

    @Override
    public String describe() {
      return "an https URL (http on this machine), with a path, if only /";
    }
  }

  /// Where the public keys of an issuer are. What comes in the clear could be anybody's keys.
  record KeysAt() implements Kind<String> {
    private static final Pattern URL = Pattern.compile("[a-z]+://.*");

    static boolean isUrl(String text) {
      return URL.matcher(text).matches();
    }

    @Override
    public Read<String> read(String text) {
      boolean isGood = isUrl(text) ? SafeUrl.matches(text) : !text.isBlank();
      return isGood ? new Read.Good<>(text) : mustBe(this);
    }

    @Override
    public String describe() {
      return "a path, or an https URL (http on this machine)";
    }
  }

  /// `sqlite`, or where a PostgreSQL database is.
  record DatabaseUrl() implements Kind<String> {
    private static final Pattern FORM =
        Pattern.compile("jdbc:postgresql://[^/?\\s]+/[^/?\\s]+(\\?\\S*)?");

    @Override
    public Read<String> read(String text) {
      if (text.toLowerCase(Locale.ROOT).contains("password=")) {
        return new Read.Bad<>(
            "has a password, which every log would show; put it into ~/.pgpass, or the file that"
                + " PGPASSFILE names");
      }
      return text.equals(SQLITE) || FORM.matcher(text).matches()
          ? new Read.Good<>(text)
          : mustBe(this);
    }

    @Override
    public String describe() {
      return "sqlite, or a URL like jdbc:postgresql://localhost:5432/interlock?user=interlock";
    }
  }

  /// One of an enum's constants, in small or capital letters.
  record Choice<E extends Enum<E>>(Class<E> type) implements Kind<E> {
    @Override
    public Read<E> read(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> word(constant).equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .<Read<E>>map(Read.Good::new)
          .orElseGet(() -> mustBe(this));
    }

    @Override
    public String describe() {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Choice::word)
              .collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
  }

  /// An address of this machine and a port; port 0 lets the system choose.
  record Listen() implements Kind<InetSocketAddress> {
    private static final Pattern FORM =
        Pattern.compile("(localhost|\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-fA-F:]+]):(\\d{1,5})");

    @Override
    public Read<InetSocketAddress> read(String text) {
      var match = FORM.matcher(text);
      if (!match.matches() || Integer.parseInt(match.group(2)) > 65_535) {
        return mustBe(this);
      }
      var host = match.group(1).equals("localhost") ? "127.0.0.1" : match.group(1);
      try {
        var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
        return new Read.Good<>(new InetSocketAddress(address, Integer.parseInt(match.group(2))));
      } catch (IllegalArgumentException _) {
        return mustBe(this);
      }
    }

    @Override
    public String describe() {
      return "an address of this machine with a port, like 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8443";
    }
  }
}
