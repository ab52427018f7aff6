package dev.interlock.examples.diskerase.site;

import java.util.regex.Pattern;

/// A machine at a site.
///
/// @param name two small letters and two digits, unique at its site
/// @param site the site's name
public record Machine(String name, String site) {
  private static final Pattern NAME = Pattern.compile("[a-z]{2}[0-9]{2}");

  public Machine {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Name is \"%s\"; a machine has two letters and two digits".formatted(name));
    }
  }

  /// Its name among all machines, `aa00.aap`.
  public String fullName() {
    return name + "." + site;
  }
}
