package dev.interlock.examples.diskerase.site;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a site is in its life.
public enum SiteStatus {
  @JsonProperty("inService")
  IN_SERVICE("inService"),
  /// Being taken down: its disks may be erased.
  @JsonProperty("decom")
  DECOM("decom"),
  @JsonProperty("removed")
  REMOVED("removed");

  private final String word;

  SiteStatus(String word) {
    this.word = word;
  }

  /// As the file writes it.
  public String word() {
    return word;
  }
}
