package dev.interlock.server.endpoint;

import dev.interlock.api.v1.CreateSignInCodeReq;
import dev.interlock.api.v1.CreateSignInCodeResp;
import dev.interlock.api.v1.GetSelfReq;
import dev.interlock.api.v1.GetSelfResp;
import dev.interlock.api.v1.Grant;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Right;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.identity.SignInCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// `interlock.v1.IdentityService`: whom the server takes its callers for.
public final class IdentityEndpoint {
  private final SignInCodes codes;

  public IdentityEndpoint(SignInCodes codes) {
    this.codes = codes;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(IdentityServiceGrpc.getGetSelfMethod(), this::self),
        new Call<>(IdentityServiceGrpc.getCreateSignInCodeMethod(), this::code));
  }

  private Answer<GetSelfResp> self(GetSelfReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var principal = asker.principal();
    var response =
        GetSelfResp.newBuilder()
            .setName(principal.name())
            .setAuthentication(principal.authentication())
            .addAllGroups(new TreeSet<>(principal.groups()))
            .setPerson(principal.isPerson());
    for (var right : Right.values()) {
      var scope = asker.scope(right);
      if (!scope.isNone()) {
        response.addGrants(grant(right, scope));
      }
    }
    return Answer.ok(response.build());
  }

  private static Grant grant(Right right, NameScope scope) {
    var names = new TreeSet<>(scope.names());
    scope.starts().forEach(start -> names.add(start + "*"));
    return Grant.newBuilder().setRight(message(right)).addAllWorkNames(names).build();
  }

  private static dev.interlock.api.v1.Right message(Right right) {
    return switch (right) {
      case VIEW -> dev.interlock.api.v1.Right.RIGHT_VIEW;
      case SUBMIT -> dev.interlock.api.v1.Right.RIGHT_SUBMIT;
      case EXECUTE -> dev.interlock.api.v1.Right.RIGHT_EXECUTE;
      case OPERATE -> dev.interlock.api.v1.Right.RIGHT_OPERATE;
      case STOP -> dev.interlock.api.v1.Right.RIGHT_STOP;
      case RELEASE -> dev.interlock.api.v1.Right.RIGHT_RELEASE;
      case APPROVE -> dev.interlock.api.v1.Right.RIGHT_APPROVE;
      case ADMINISTER -> dev.interlock.api.v1.Right.RIGHT_ADMINISTER;
      case AUDIT -> dev.interlock.api.v1.Right.RIGHT_AUDIT;
      case GOVERN -> dev.interlock.api.v1.Right.RIGHT_GOVERN;
    };
  }

  private Answer<CreateSignInCodeResp> code(CreateSignInCodeReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    return codes
        .make(asker.principal())
        .map(code ->
            Answer.ok(
                CreateSignInCodeResp.newBuilder()
                    .setCode(code.text())
                    .setExpiresAt(Times.of(code.expiresAt()))
                    .build()))
        .orElseGet(() -> Answer.no(Refusal.noCode()));
  }
}
