package dev.interlock.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Needs a Chromium. On a machine that has none its tests are not run, and each is named; where
/// `BROWSER_TESTS` says `required`, as in CI, they fail instead.
@Target(ElementType.TYPE)
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.class)
@interface InBrowser {}
