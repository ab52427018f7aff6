/// Finds the job types and policies: on the class path and in the folder of plug-ins.
///
/// Start at [Plugins].
@NullMarked
package dev.interlock.server.plugins;

import org.jspecify.annotations.NullMarked;
