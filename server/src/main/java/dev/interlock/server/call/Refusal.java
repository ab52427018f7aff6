package dev.interlock.server.call;

import dev.interlock.engine.access.Right;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.work.Refused;
import dev.interlock.plugin.Violation;
import dev.interlock.server.identity.Role;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why a call was not done: what a caller can act on.
///
/// @param code of gRPC; REST has the status that belongs to it
/// @param reason one word for programs, in capitals; never changes
/// @param message for people: what is wrong, and what to do
/// @param violations what is wrong with the request, each with its path; may be empty
/// @param retry when asking again may help
public record Refusal(
    Status.Code code, String reason, String message, List<Violation> violations, Retry retry) {
  private static final String NOT_ALLOWED = "NOT_ALLOWED";
  private static final String RIGHTS_BROKEN = "RIGHTS_BROKEN";

  public Refusal {
    violations = List.copyOf(violations);
  }

  /// Whether it belongs in the audit: somebody was not allowed, or something was decided about what
  /// they wanted changed; not when nobody could decide.
  ///
  /// @param changes whether the call would have changed anything
  boolean isDecision(boolean changes) {
    return switch (code) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, INTERNAL, CANCELLED -> false;
      default -> changes || reason.equals(NOT_ALLOWED) || reason.equals(RIGHTS_BROKEN);
    };
  }

  /// The entry of the audit that says so.
  AuditEntry entry(Decision decision, Instant now) {
    return decision.refused(now, reason, message);
  }

  /// Whether asking again may help.
  public sealed interface Retry {
    /// Not as things are.
    record No() implements Retry {}

    /// After a while.
    record After(Duration pause) implements Retry {}
  }

  /// When asking again may help; empty when it will not.
  public Optional<Duration> retryAfter() {
    return retry instanceof Retry.After(var pause) ? Optional.of(pause) : Optional.empty();
  }

  private static Refusal of(Status.Code code, String reason, String message) {
    return new Refusal(code, reason, message, List.of(), new Retry.No());
  }

  private static Refusal passing(Status.Code code, String reason, String message) {
    return new Refusal(code, reason, message, List.of(), new Retry.After(Duration.ofSeconds(1)));
  }

  /// The request itself, its arguments or a policy forbid it.
  public static Refusal violated(List<Violation> violations) {
    return new Refusal(
        Status.Code.INVALID_ARGUMENT,
        "VIOLATIONS",
        summary(violations),
        violations,
        new Retry.No());
  }

  /// One thing is wrong with the request.
  public static Refusal violated(String path, String message) {
    return violated(List.of(new Violation(path, message)));
  }

  private static String summary(List<Violation> violations) {
    var first = violations.getFirst().toString();
    return violations.size() == 1
        ? first
        : "%d violations; the first: %s".formatted(violations.size(), first);
  }

  /// The emergency stop says no.
  public static Refusal stopped(String reason) {
    return of(Status.Code.ABORTED, "EMERGENCY_STOP", "emergency stop: " + reason);
  }

  /// The policy file is bad.
  public static Refusal policiesBroken(String problem) {
    return of(Status.Code.FAILED_PRECONDITION, "POLICIES_BROKEN", problem);
  }

  /// There is no such work.
  public static Refusal noSuchWork(String id) {
    return of(
        Status.Code.NOT_FOUND,
        "NO_SUCH_WORK",
        "there is no work %s; `interlock list` shows those there are".formatted(id));
  }

  /// The caller may not do this.
  ///
  /// @param name of the works; empty when it takes more than one name
  public static Refusal notAllowed(Right right, String name) {
    var roles =
        Arrays.stream(Role.values())
            .filter(role -> role.rights().contains(right))
            .map(Role::word)
            .collect(Collectors.joining(", "));
    return of(
        Status.Code.PERMISSION_DENIED,
        NOT_ALLOWED,
        "you may not %s %s; the rights file gives that to the roles %s"
            .formatted(
                right.name().toLowerCase(Locale.ROOT),
                name.isEmpty() ? "here" : "works named \"%s\"".formatted(name),
                roles));
  }

  /// The rights file is bad.
  public static Refusal rightsBroken() {
    return of(
        Status.Code.FAILED_PRECONDITION,
        RIGHTS_BROKEN,
        "the rights file is bad, so works can only be seen and stopped; the server's log says how");
  }

  /// Only who runs the server signs browsers in.
  public static Refusal noCode() {
    return of(
        Status.Code.PERMISSION_DENIED,
        "NO_SIGN_IN_CODE",
        "only whoever has the token file can sign a browser in");
  }

  /// Nobody knows who the caller is.
  public static Refusal unauthenticated(String problem) {
    return of(Status.Code.UNAUTHENTICATED, "NOT_SIGNED_IN", problem);
  }

  /// It was executed before.
  public static Refusal alreadyExecuted(String id, String state) {
    return of(
        Status.Code.ALREADY_EXISTS,
        "ALREADY_EXECUTED",
        "work %s was executed already and is %s; submit it again to run it again"
            .formatted(id, state));
  }

  /// What was asked for takes two people, and nobody vouches that the caller is one.
  public static Refusal notAPerson() {
    return of(
        Status.Code.PERMISSION_DENIED,
        "NOT_A_PERSON",
        "here it takes two people to release a stop (release-people): sign in by an issuer whose tokens say that they are a person's");
  }

  /// It lacks approvals.
  ///
  /// @param missing which, and what to do
  public static Refusal notApproved(String id, String missing) {
    return of(
        Status.Code.FAILED_PRECONDITION, "NOT_APPROVED", "work %s: %s".formatted(id, missing));
  }

  /// It was not executed in time.
  public static Refusal expired(String id, String at) {
    return of(
        Status.Code.FAILED_PRECONDITION,
        "EXPIRED",
        "work %s was to be executed before %s; submit it again".formatted(id, at));
  }

  /// The state of the work, or of what a verb is about, does not allow the verb.
  ///
  /// @param id of the work
  public static Refusal notNow(String id, Refused refused) {
    var code =
        switch (refused.why()) {
          case NO_SUCH_JOB, NO_SUCH_BLOCK -> Status.Code.NOT_FOUND;
          case NOT_EXECUTED,
              NOT_PAUSED,
              STOPPING,
              ENDED,
              NOT_ENDED,
              NOTHING_TO_RETRY,
              UNRESOLVED,
              BREACHED,
              PAUSED_TOO_LONG,
              WRONG_JOB_STATE,
              BLOCK_ENDED,
              EXECUTED,
              NOT_ASKED_FOR,
              NOT_APPROVED,
              OTHER_PLAN ->
              Status.Code.FAILED_PRECONDITION;
          case OWN_WORK, NOT_A_PERSON -> Status.Code.PERMISSION_DENIED;
        };
    return of(code, refused.why().name(), "work %s: %s".formatted(id, refused.detail()));
  }

  /// The work has no such job, or that no such attempt.
  public static Refusal noSuchAttempt(String id, String job) {
    return of(
        Status.Code.NOT_FOUND,
        "NO_SUCH_ATTEMPT",
        "work %s has no job %s that was attempted so often; `interlock status --jobs` shows them"
            .formatted(id, job));
  }

  /// The request id stands for another call.
  public static Refusal requestIdReused() {
    return of(
        Status.Code.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        "request_id was used for a call with another content; choose a new one for each call");
  }

  /// The database does not answer.
  public static Refusal storeUnavailable() {
    return passing(
        Status.Code.UNAVAILABLE,
        "STORE_UNAVAILABLE",
        "the database does not answer; repeat the call with the same request_id");
  }

  /// It was done, and neither the audit nor the spool takes the entry that says so.
  public static Refusal unrecorded() {
    return of(
        Status.Code.UNAVAILABLE,
        "UNRECORDED",
        "this was done, but cannot be recorded: neither the database nor the server's disk takes it");
  }

  /// Another server runs the work, and is slow or gone.
  public static Refusal replicaUnavailable(String why) {
    return passing(Status.Code.UNAVAILABLE, "REPLICA_UNAVAILABLE", why);
  }

  /// No server of that name is alive.
  ///
  /// @param alive those that are
  public static Refusal noSuchReplica(String name, List<String> alive) {
    return of(
        Status.Code.NOT_FOUND,
        "NO_SUCH_REPLICA",
        "there is no server %s; alive are %s".formatted(name, String.join(", ", alive)));
  }

  /// Nobody would go on with the works of a server that is to be taken out.
  ///
  /// @param instead what can be done
  public static Refusal lastReplica(String name, String instead) {
    return of(
        Status.Code.FAILED_PRECONDITION,
        "LAST_REPLICA",
        "no other server takes works, so nobody would go on with those of %s; %s"
            .formatted(name, instead));
  }

  /// A server of a version that cannot be told to take no works.
  public static Refusal replicaTooOld(String name) {
    return of(
        Status.Code.FAILED_PRECONDITION,
        "REPLICA_TOO_OLD",
        "%s is of a version that cannot be drained; just stop it, and others take its works"
            .formatted(name));
  }

  /// The server has only just begun.
  public static Refusal starting() {
    return passing(Status.Code.UNAVAILABLE, "STARTING", "the server is starting; try again soon");
  }

  /// The server is about to end.
  public static Refusal shuttingDown() {
    return passing(
        Status.Code.UNAVAILABLE, "SHUTTING_DOWN", "the server is shutting down; try again soon");
  }

  /// More calls are under way than the server takes.
  public static Refusal tooManyCalls(int callsMax) {
    return passing(
        Status.Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_CALLS",
        "%d calls are under way, which is the limit (calls-max); try again soon"
            .formatted(callsMax));
  }

  /// One caller makes more calls than they may.
  ///
  /// @param pause after which they may make another one
  public static Refusal tooManyOfOne(int callsASecondMax, Duration pause) {
    return new Refusal(
        Status.Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_OF_YOURS",
        "you make more than %d calls a second, which is the limit (calls-a-second-max); try again soon"
            .formatted(callsASecondMax),
        List.of(),
        new Retry.After(pause));
  }

  /// One caller has more connections than they may.
  public static Refusal tooManyConnections(int connectionsMax) {
    return passing(
        Status.Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_OF_YOURS",
        "you have more than %d connections, which is the limit (caller-connections-max); close some, or make your calls on fewer"
            .formatted(connectionsMax));
  }

  /// More reports are being written than the server writes at once.
  public static Refusal tooManyReports(int reportsMax) {
    return passing(
        Status.Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_CALLS",
        "%d reports are being written, which is the limit; try again soon".formatted(reportsMax));
  }

  /// The request cannot be read.
  public static Refusal unreadable(String problem) {
    return of(Status.Code.INVALID_ARGUMENT, "UNREADABLE", problem);
  }

  /// A mistake of ours.
  public static Refusal bug() {
    return of(
        Status.Code.INTERNAL,
        "INTERNAL",
        "the server failed; its log says how, under the time of this call");
  }

  /// The caller has gone.
  public static Refusal cancelled() {
    return of(Status.Code.CANCELLED, "CANCELLED", "the call was cancelled");
  }
}
