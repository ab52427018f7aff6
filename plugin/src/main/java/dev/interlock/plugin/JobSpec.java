package dev.interlock.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a job type says of itself: the catalogue entry, and the contract that the engine holds it
/// to.
///
/// @param name what a request calls it: a letter, then letters, digits, `.`, `_` or `-`; at most 64
/// @param purpose one line
/// @param args every argument it takes; any other is refused at Submit
/// @param settings what the server's configuration may set for it, under `job.<name>.<setting>`
/// @param effect what running it does to the world
/// @param timeout how long one attempt may take before it is interrupted; 1 ms to 30 days
/// @param retries how often a job may be tried again; none for [CrashClass#ONCE]
public record JobSpec(
    String name,
    String purpose,
    List<Arg> args,
    List<Arg> settings,
    Effect effect,
    Duration timeout,
    Retries retries) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9._-]{0,63}");
  private static final Duration TIMEOUT_MAX = Duration.ofDays(30);

  public JobSpec {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "job type name \"%s\" must match %s".formatted(name, NAME.pattern()));
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(
          "the timeout of job type %s is %s; it must be 1 ms to %s"
              .formatted(name, timeout, TIMEOUT_MAX));
    }
    if (effect.crashClass() == CrashClass.ONCE && retries.max() > 0) {
      throw new IllegalArgumentException(
          "job type %s is ONCE and has %d retries; what may not run twice has none"
              .formatted(name, retries.max()));
    }
    args = List.copyOf(args);
    settings = List.copyOf(settings);
  }

  /// Without retries.
  public JobSpec(
      String name,
      String purpose,
      List<Arg> args,
      List<Arg> settings,
      Effect effect,
      Duration timeout) {
    this(name, purpose, args, settings, effect, timeout, Retries.NONE);
  }

  /// Every argument of `given` that is unknown, missing or ill-typed.
  ///
  /// @param path what the arguments belong to, for instance `blocks[0].jobs[1].args`
  public List<Violation> check(String path, Map<String, String> given) {
    return Args.check(path, "job type '%s'".formatted(name), args, given);
  }

  /// The arguments with types and defaults; only for arguments that [#check] found nothing wrong
  /// with.
  public Args bind(Map<String, String> given) {
    return Args.bind(args, given);
  }

  /// Whether the job type takes an argument of this name.
  public boolean hasArg(String argName) {
    return args.stream().anyMatch(arg -> arg.name().equals(argName));
  }
}
