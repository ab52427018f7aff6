package dev.interlock.engine.policy;

import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has every policy of a request's name judge it. Default deny: no policies, a policy that throws
/// and one that takes too long all refuse. Any thread.
public final class PolicyJudge {
  /// How long a policy may take for one request; what one leaves over the next may use.
  public static final Duration TIME_A_POLICY = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(PolicyJudge.class);

  private PolicyJudge() {}

  /// What all policies say.
  public static Judgement judge(WorkReq request, PolicyBook book) throws InterruptedException {
    var policies = book.of(request.name());
    if (policies.isEmpty()) {
      return Judgement.refusal(
          new Violation(
              "name",
              "no policies are configured for \"%s\", and without policies nothing runs: add an"
                      .formatted(request.name())
                  + " entry to the policy file"));
    }
    // all policies on one thread: they mostly take microseconds, and a hand-over costs more
    var judging = new AtomicReference<>("");
    var found = new AtomicReference<>(Judgement.ALLOWED);
    var task =
        new FutureTask<Judgement>(() -> {
          for (var policy : policies) {
            judging.set(policy.policy().name());
            found.set(found.get().and(judgeOne(request, policy)));
          }
          return found.get();
        });
    var thread = Thread.ofVirtual().name("policies").start(task);
    var limit = TIME_A_POLICY.multipliedBy(policies.size());
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      var late =
          new Violation(
              "",
              "policy %s came to no verdict within %d s, which refuses"
                  .formatted(judging.get(), limit.toSeconds()));
      return found.get().and(Judgement.refusal(late));
    } catch (ExecutionException e) {
      log.error("policy {} failed; that is a refusal", judging.get(), e);
      return Judgement.refusal(
          new Violation(
              "", "policy %s failed, which refuses: %s".formatted(judging.get(), e.getCause())));
    } finally {
      thread.interrupt(); // nobody waits for it any more
    }
  }

  private static Judgement judgeOne(WorkReq request, BoundPolicy<?> policy) {
    try {
      var violations =
          policy.judge(request).stream()
              .map(violation ->
                  new Violation(
                      violation.path(),
                      "policy %s: %s".formatted(policy.policy().name(), violation.message())))
              .toList();
      return new Judgement(violations, policy.approvals(request));
    } catch (RuntimeException | StackOverflowError e) {
      log.error("policy {} threw; that is a refusal", policy.policy().name(), e);
      return Judgement.refusal(
          new Violation(
              "", "policy %s failed, which refuses: %s".formatted(policy.policy().name(), e)));
    }
  }
}
