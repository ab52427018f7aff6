package dev.interlock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Says which tests are not run for want of a commit before this one.
final class NeedsHistory implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    try {
      if (Build.isThereAPreviousCommit()) {
        return ConditionEvaluationResult.enabled("there is a commit before");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    System.out.printf(
        "not run, for these sources have no commit before: %s%n", context.getDisplayName());
    return ConditionEvaluationResult.disabled("these sources have no commit before");
  }
}
