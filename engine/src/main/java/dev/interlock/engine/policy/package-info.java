/// Which policies are in force, and their verdict on a request. Start at [PolicyBook].
@NullMarked
package dev.interlock.engine.policy;

import org.jspecify.annotations.NullMarked;
