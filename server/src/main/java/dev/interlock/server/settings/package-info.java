/// What an operator can set, by file, environment and flag, with every default and limit.
///
/// Start at [Settings]; [SettingTable] lists every setting, [SettingsReader] puts the sources
/// together.
@NullMarked
package dev.interlock.server.settings;

import org.jspecify.annotations.NullMarked;
