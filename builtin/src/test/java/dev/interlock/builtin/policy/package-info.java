@NullMarked
package dev.interlock.builtin.policy;

import org.jspecify.annotations.NullMarked;
