package dev.interlock.server.endpoint;

import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CheckPoliciesReq;
import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.PolicyChange;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.digest.Sha256;
import dev.interlock.engine.policy.BoundPolicy;
import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.files.PolicyFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// `interlock.v1.CatalogService/CheckPolicies`: what a policy file would do, asked before it is put
/// where servers read it.
final class PolicyCheckEndpoint {
  private static final String CONTENT = "content";

  private final PolicyFile policies;

  PolicyCheckEndpoint(PolicyFile policies) {
    this.policies = policies;
  }

  List<Call<?, ?>> calls() {
    return List.of(new Call<>(CatalogServiceGrpc.getCheckPoliciesMethod(), this::check));
  }

  private Answer<CheckPoliciesResp> check(CheckPoliciesReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    var content = message.getContent().getBytes(StandardCharsets.UTF_8);
    if (content.length > PolicyFile.BYTES_MAX) {
      problems.add(
          new Violation(
              CONTENT,
              "has %d bytes; a policy file has at most %d"
                  .formatted(content.length, PolicyFile.BYTES_MAX)));
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    asker.demandForAll(Right.GOVERN);
    var now =
        policies.current() instanceof PolicySource.Reading.InForce(var book)
            ? book
            : new PolicyBook(Map.of(), "");
    var response =
        CheckPoliciesResp.newBuilder()
            .setVersion(Sha256.of(content))
            .setVersionInForce(now.version());
    switch (policies.judge(ByteBuffer.wrap(content))) {
      case PolicyFile.Judged.Bad(var bad) -> response.addAllProblems(bad);
      case PolicyFile.Judged.Good(var then) -> response.addAllChanges(changes(now, then));
    }
    return Answer.ok(response.build());
  }

  private static List<PolicyChange> changes(PolicyBook now, PolicyBook then) {
    var names = new TreeSet<>(now.policies().keySet());
    names.addAll(then.policies().keySet());
    var changes = new ArrayList<PolicyChange>();
    for (var name : names) {
      var before = inForce(now.of(name));
      var after = inForce(then.of(name));
      if (!withoutPlaces(before).equals(withoutPlaces(after))) {
        changes.add(
            PolicyChange.newBuilder()
                .setWorkName(name)
                .addAllBefore(before)
                .addAllAfter(after)
                .build());
      }
    }
    return changes;
  }

  private static List<PolicyInForce> inForce(List<BoundPolicy<?>> policies) {
    return policies.stream().map(CatalogEndpoint::inForce).toList();
  }

  /// An entry that has only moved in the file changes nothing.
  private static List<PolicyInForce> withoutPlaces(List<PolicyInForce> policies) {
    return policies.stream().map(policy -> policy.toBuilder().clearEntry().build()).toList();
  }
}
