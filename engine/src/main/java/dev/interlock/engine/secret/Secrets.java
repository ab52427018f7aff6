package dev.interlock.engine.secret;

import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.SecretProvider;
import dev.interlock.plugin.SecretRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives jobs the values of the secrets that their arguments refer to, and takes those values out
/// of whatever is told from then on. Any thread.
public final class Secrets {
  /// What is shorter would be found in innocent texts.
  private static final int CHARS_MIN = 8;

  private final Map<String, SecretProvider> providers;
  private final Redaction redaction = new Redaction();

  /// @param providers by their names
  public Secrets(Map<String, SecretProvider> providers) {
    this.providers = Map.copyOf(providers);
  }

  /// The arguments of a job, with values in the place of references. May wait for the provider.
  ///
  /// @param workName what the work is called whose job it is
  /// @param used gets the values, which are to be [#release]d when the job has ended
  public Map<String, String> resolve(
      JobSpec spec, Map<String, String> given, String workName, List<String> used)
      throws SecretUnavailable, InterruptedException {
    var resolved = new HashMap<>(given);
    for (var arg : spec.args()) {
      var text = given.getOrDefault(arg.name(), arg.defaultValue().orElse(""));
      if (arg.kind() instanceof ArgKind.Secret && !text.isEmpty()) {
        var value = value(text, workName);
        used.add(value);
        resolved.put(arg.name(), value);
      }
    }
    return resolved;
  }

  /// A job that had these values has ended. They are taken out of texts for some time more.
  public void release(List<String> used) {
    used.forEach(redaction::release);
  }

  private String value(String text, String workName)
      throws SecretUnavailable, InterruptedException {
    var reference =
        SecretRef.parse(text)
            .orElseThrow(() -> new SecretUnavailable("an argument is no reference to a secret"));
    var provider = providers.get(reference.provider());
    if (provider == null) {
      throw new SecretUnavailable("%s: there is no such secret provider any more".formatted(text));
    }
    String value;
    try {
      value = provider.resolve(reference.path(), workName);
    } catch (InterruptedException told) {
      throw told;
    } catch (Exception
        | LinkageError
        | StackOverflowError failed) { // a plug-in's, so whatever it is
      throw new SecretUnavailable(
          redaction.of("%s cannot be had: %s".formatted(text, failed.getMessage())));
    }
    if (value.strip().length() < CHARS_MIN) {
      throw new SecretUnavailable(
          "%s has fewer than %d characters, so it could not be kept out of what is shown"
              .formatted(text, CHARS_MIN));
    }
    redaction.add(value);
    return value;
  }

  /// A text that may be shown: without the values that were given to jobs lately.
  public String redacted(String text) {
    return redaction.of(text);
  }
}
