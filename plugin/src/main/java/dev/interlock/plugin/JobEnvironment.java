package dev.interlock.plugin;

import java.util.Set;

/// What the server offers to the jobs of one type.
public interface JobEnvironment {

  /// The job type's own settings, as [JobSpec#settings] declares them, defaults filled in.
  Args settings();

  /// The names of the configured token buckets.
  Set<String> tokenBuckets();

  /// The names of the providers that secrets may come from.
  Set<String> secretProviders();
}
