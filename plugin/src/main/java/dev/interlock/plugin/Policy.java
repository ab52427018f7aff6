package dev.interlock.plugin;

import java.util.List;

/// A rule that a work request must keep. The second of the two seams.
///
/// One object serves all requests, on many threads at once: it must hold no state. It has 2 s for a
/// request; an exception or a timeout is a refusal. Taking anything away from a request must never
/// turn a refusal into a pass.
///
/// Found by `java.util.ServiceLoader`; needs a public constructor without parameters.
///
/// @param <S> the settings: a record that is bound strictly from JSON. A component `allowedJobs` is
///   written `AllowedJobs`; an unknown, repeated or missing key is a configuration error
///   (components of type `boolean` and `java.util.Optional` may be left out). The record's
///   constructor throws `IllegalArgumentException` for what does not fit together.
public interface Policy<S extends Record> {

  /// What the policy file calls it.
  String name();

  /// One line for the catalogue.
  String purpose();

  Class<S> settingsType();

  /// What is wrong with settings that bound well: a job type that does not exist, an argument that
  /// the job type does not have. Paths are below the settings, for instance `AllowedJobs[2]`.
  default List<Violation> lint(S settings, Catalogue catalogue) {
    return List.of();
  }

  /// Every way in which the request breaks the rule, each with its path in the request; empty when
  /// it keeps it.
  List<Violation> judge(WorkReq request, S settings);

  /// Who must approve a request that keeps the rule, before it may run; asked for after [#judge],
  /// and held to the same. Where several policies ask, the strictest counts.
  default Approvals approvals(WorkReq request, S settings) {
    return Approvals.NONE;
  }
}
