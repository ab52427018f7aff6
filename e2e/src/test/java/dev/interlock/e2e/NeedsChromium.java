package dev.interlock.e2e;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Says which tests are not run for want of a browser.
final class NeedsChromium implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean isRequired = "required".equals(System.getenv("BROWSER_TESTS"));
    if (isRequired || Browser.executable().isPresent()) {
      return ConditionEvaluationResult.enabled("there is a browser, or there must be");
    }
    context.getTestClass().ifPresent(NeedsChromium::name);
    return ConditionEvaluationResult.disabled("no Chromium on this machine");
  }

  private static void name(Class<?> tests) {
    Arrays.stream(tests.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .forEach(method ->
            System.out.printf(
                "not run, for there is no Chromium: %s.%s%n",
                tests.getSimpleName(), method.getName()));
  }
}
