@NullMarked
package dev.interlock.builtin.job;

import org.jspecify.annotations.NullMarked;
