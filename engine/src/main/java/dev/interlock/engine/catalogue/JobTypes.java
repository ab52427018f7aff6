package dev.interlock.engine.catalogue;

import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Target;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Every registered job type by name. Immutable.
public final class JobTypes implements Catalogue {
  private final Map<String, RegisteredJobType> byName;

  private JobTypes(Map<String, RegisteredJobType> byName) {
    this.byName = byName;
  }

  /// Registers types under their names.
  ///
  /// @throws IllegalArgumentException when two have one name; the message names where both come
  ///   from
  public static JobTypes of(Collection<RegisteredJobType> types) {
    var byName = new TreeMap<String, RegisteredJobType>();
    for (var type : types) {
      var name = type.spec().name();
      var twin = byName.put(name, type);
      if (twin != null) {
        throw new IllegalArgumentException(
            "job type \"%s\" is registered twice, by %s and by %s; remove one of the two"
                .formatted(name, twin.origin(), type.origin()));
      }
    }
    return new JobTypes(byName);
  }

  public Optional<RegisteredJobType> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public Optional<JobSpec> find(String jobName) {
    return get(jobName).map(RegisteredJobType::spec);
  }

  /// What a job of an admitted request would touch; nothing when its type is no longer there.
  /// Throws whatever the job type does.
  public Set<Target> targetsOf(Job job) {
    return get(job.name()).map(type -> type.targets(job.args())).orElse(Set.of());
  }

  /// In the order of their names.
  public Collection<RegisteredJobType> all() {
    return byName.values();
  }
}
