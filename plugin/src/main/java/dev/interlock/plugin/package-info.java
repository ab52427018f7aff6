/// What a plug-in author sees: the values of a request and the two seams, [JobType] and [Policy].
///
/// Depends on nothing. A plug-in is a jar that names its classes in
/// `META-INF/services/dev.interlock.plugin.JobType` or `...Policy`. Start at [JobType].
@NullMarked
package dev.interlock.plugin;

import org.jspecify.annotations.NullMarked;
