/// What the stores on SQL databases have in common: the columns of a work, and the questions that
/// are asked of each in the same words. Start at [WorkReads].
@NullMarked
package dev.interlock.store.sql;

import org.jspecify.annotations.NullMarked;
