package dev.interlock.plugin;

import java.util.Optional;

/// The job types that the server knows.
public interface Catalogue {
  Optional<JobSpec> find(String jobName);
}
