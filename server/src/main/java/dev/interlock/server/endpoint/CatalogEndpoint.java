package dev.interlock.server.endpoint;

import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.Arg;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CrashClass;
import dev.interlock.api.v1.JobType;
import dev.interlock.api.v1.ListJobTypesReq;
import dev.interlock.api.v1.ListJobTypesResp;
import dev.interlock.api.v1.ListPoliciesReq;
import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.api.v1.Retries;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.engine.policy.BoundPolicy;
import dev.interlock.engine.policy.Configured.SetBy;
import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.files.RecordBinding;
import dev.interlock.server.plugins.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The part of `interlock.v1.CatalogService` about plug-ins: job types and policies, and which are
/// in force.
public final class CatalogEndpoint {
  private final Plugins plugins;
  private final PolicySource policies;

  public CatalogEndpoint(Plugins plugins, PolicySource policies) {
    this.plugins = plugins;
    this.policies = policies;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(CatalogServiceGrpc.getListJobTypesMethod(), this::jobTypes),
        new Call<>(CatalogServiceGrpc.getListPoliciesMethod(), this::policies));
  }

  private Answer<ListJobTypesResp> jobTypes(ListJobTypesReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    asker.demandForSome(Right.VIEW);
    var response = ListJobTypesResp.newBuilder();
    plugins.jobTypes().all().forEach(type -> response.addJobTypes(jobType(type)));
    return Answer.ok(response.build());
  }

  private static JobType jobType(RegisteredJobType type) {
    var spec = type.spec();
    var message =
        JobType.newBuilder()
            .setName(spec.name())
            .setPurpose(spec.purpose())
            .setResult(spec.effect().result())
            .setTargets(spec.effect().targets())
            .setCrashClass(
                switch (spec.effect().crashClass()) {
                  case IDEMPOTENT -> CrashClass.CRASH_CLASS_IDEMPOTENT;
                  case VERIFIABLE -> CrashClass.CRASH_CLASS_VERIFIABLE;
                  case ONCE -> CrashClass.CRASH_CLASS_ONCE;
                })
            .setTimeout(Durations.fromMillis(spec.timeout().toMillis()))
            .setSideEffectFree(spec.effect().sideEffectFree())
            .setOrigin(type.origin());
    if (spec.retries().max() > 0) {
      message.setRetries(retries(spec.retries()));
    }
    spec.args().forEach(arg -> message.addArgs(arg(arg)));
    spec.settings().forEach(setting -> message.addSettings(arg(setting)));
    return message.build();
  }

  private static Retries retries(dev.interlock.plugin.Retries retries) {
    return Retries.newBuilder()
        .setMax(retries.max())
        .setFirst(Durations.fromMillis(retries.first().toMillis()))
        .setFactor(retries.factor())
        .setCap(Durations.fromMillis(retries.cap().toMillis()))
        .setJitter(retries.jitter())
        .build();
  }

  private static Arg arg(dev.interlock.plugin.Arg arg) {
    var message =
        Arg.newBuilder()
            .setName(arg.name())
            .setKind(arg.kind().describe())
            .setRequired(arg.isRequired())
            .setDescription(arg.description());
    arg.defaultValue().ifPresent(message::setDefaultValue);
    return message.build();
  }

  private Answer<ListPoliciesResp> policies(ListPoliciesReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var scope = asker.demandForSome(Right.VIEW);
    var response = ListPoliciesResp.newBuilder();
    for (var registered : plugins.policies().values()) {
      response
          .addPoliciesBuilder()
          .setName(registered.name())
          .setPurpose(registered.policy().purpose())
          .setOrigin(registered.origin())
          .addAllSettings(RecordBinding.keys(registered.policy().settingsType()));
    }
    switch (policies.current()) {
      case PolicySource.Reading.Broken(var problem) ->
          response.setProblem(
              scope.isAll() ? problem : "the policy file is bad; the server's log says how");
      case PolicySource.Reading.InForce(PolicyBook(var byName, _)) ->
          new TreeMap<>(byName)
              .forEach((name, bound) -> {
                if (scope.has(name)) {
                  response
                      .addAssignmentsBuilder()
                      .setWorkName(name)
                      .addAllPolicies(bound.stream().map(b -> b.policy().name()).toList())
                      .addAllInForce(bound.stream().map(CatalogEndpoint::inForce).toList());
                }
              });
    }
    return Answer.ok(response.build());
  }

  /// With what it is set to, and by what.
  static PolicyInForce inForce(BoundPolicy<?> bound) {
    var configured = bound.configured();
    var message =
        PolicyInForce.newBuilder()
            .setName(bound.policy().name())
            .setFile(configured.file())
            .setEntry(configured.entry());
    for (var setting : configured.settings()) {
      message
          .addSettingsBuilder()
          .setName(setting.name())
          .setValue(setting.value())
          .setByDefault(setting.by() == SetBy.DEFAULT);
    }
    return message.build();
  }
}
