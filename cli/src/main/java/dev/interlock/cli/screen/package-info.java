/// What commands show: tables, the live view of a work, and the lines that stand in for it where
/// there is no terminal.
///
/// Everything here is drawn from values and knows no server. All text of others goes through
/// [PlainText] before it is shown. Start at [WorkScreen].
@NullMarked
package dev.interlock.cli.screen;

import org.jspecify.annotations.NullMarked;
