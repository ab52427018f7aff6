/// The engine's store port, kept in SQL databases.
@NullMarked
package dev.interlock.store;

import org.jspecify.annotations.NullMarked;
