/// What plug-in authors test with: the contracts that every job type and every policy keeps.
///
/// Extend [JobTypeContract] or [PolicyContract] with one class for each of yours.
@NullMarked
package dev.interlock.plugin.contract;

import org.jspecify.annotations.NullMarked;
