package dev.interlock.examples.diskerase.site;

import java.util.regex.Pattern;

/// A place where machines are.
///
/// @param name three small letters
public record Site(String name, SiteType type, SiteStatus status) {
  private static final Pattern NAME = Pattern.compile("[a-z]{3}");

  public Site {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Name is \"%s\"; a site has three letters, a to z".formatted(name));
    }
  }
}
