/// A plug-in whose jobs leave marks outside the service, so that tests need not believe the service
/// about itself.
@NullMarked
package dev.interlock.e2e;

import org.jspecify.annotations.NullMarked;
