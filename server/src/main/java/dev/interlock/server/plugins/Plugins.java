package dev.interlock.server.plugins;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.SecretProvider;
import dev.interlock.server.settings.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that plug-ins bring, by name, with what the settings give them.
///
/// @param policies by name
/// @param secrets by name
public record Plugins(
    JobTypes jobTypes,
    SortedMap<String, RegisteredPolicy> policies,
    SortedMap<String, SecretProvider> secrets) {

  /// The settings of a job type and the buckets of the server.
  private record Environment(Args settings, Set<String> tokenBuckets, Set<String> secretProviders)
      implements JobEnvironment {}

  /// What was found, not yet registered.
  ///
  /// @param origin the jar or folder it came from
  record Found<T>(T plugin, String origin) {}

  /// Registers what was found.
  ///
  /// @param jobSettings by job type and setting name
  /// @throws BadPlugin when a name is taken twice or a setting does not fit; it tells all problems
  static Plugins of(
      Collection<Found<JobType>> jobTypes,
      Collection<Found<Policy<?>>> policies,
      Collection<Found<SecretProvider>> secrets,
      Map<String, Map<String, String>> jobSettings,
      Set<String> tokenBuckets) {
    var problems = new ArrayList<String>();
    var providers = secretsByName(secrets, problems);
    var registered = new TreeMap<String, RegisteredJobType>();
    for (var found : jobTypes) {
      var type =
          register(found, jobSettings, Set.copyOf(tokenBuckets), providers.keySet(), problems);
      var twin = registered.putIfAbsent(type.spec().name(), type);
      if (twin != null) {
        problems.add(twice("job type", type.spec().name(), twin.origin(), type.origin()));
      }
    }
    for (var name : jobSettings.keySet()) {
      if (!registered.containsKey(name)) {
        problems.add(
            "job.%s: there is no job type \"%s\"%s"
                .formatted(name, name, Nearest.hint(name, registered.keySet())));
      }
    }
    var byName = policiesByName(policies, problems);
    if (!problems.isEmpty()) {
      throw new BadPlugin(problems);
    }
    return new Plugins(JobTypes.of(registered.values()), byName, providers);
  }

  private static RegisteredJobType register(
      Found<JobType> found,
      Map<String, Map<String, String>> jobSettings,
      Set<String> tokenBuckets,
      Set<String> secretProviders,
      List<String> problems) {
    var spec = found.plugin().spec();
    var given = jobSettings.getOrDefault(spec.name(), Map.of());
    Args.check(
            "job." + spec.name(),
            "job type '%s' as a setting".formatted(spec.name()),
            spec.settings(),
            given)
        .forEach(violation -> problems.add(violation.toString()));
    var environment =
        new Environment(
            Args.bind(spec.settings(), given), tokenBuckets, Set.copyOf(secretProviders));
    return new RegisteredJobType(found.plugin(), environment, found.origin());
  }

  private static SortedMap<String, RegisteredPolicy> policiesByName(
      Collection<Found<Policy<?>>> policies, List<String> problems) {
    var byName = new TreeMap<String, RegisteredPolicy>();
    for (var found : policies) {
      var name = found.plugin().name();
      var twin = byName.putIfAbsent(name, new RegisteredPolicy(found.plugin(), found.origin()));
      if (twin != null) {
        problems.add(twice("policy", name, twin.origin(), found.origin()));
      }
    }
    return byName;
  }

  private static SortedMap<String, SecretProvider> secretsByName(
      Collection<Found<SecretProvider>> secrets, List<String> problems) {
    var byName = new TreeMap<String, SecretProvider>();
    var origins = new TreeMap<String, String>();
    for (var found : secrets) {
      var name = found.plugin().name();
      if (byName.putIfAbsent(name, found.plugin()) != null) {
        problems.add(
            twice("secret provider", name, origins.getOrDefault(name, ""), found.origin()));
      }
      origins.putIfAbsent(name, found.origin());
    }
    return byName;
  }

  private static String twice(String what, String name, String first, String second) {
    return "%s \"%s\" is registered twice, by %s and by %s; remove one of the two"
        .formatted(what, name, first, second);
  }
}
