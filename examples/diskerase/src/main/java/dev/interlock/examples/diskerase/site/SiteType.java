package dev.interlock.examples.diskerase.site;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;

/// What sort of place a site is.
public enum SiteType {
  @JsonProperty("satellite")
  SATELLITE("satellite"),
  @JsonProperty("cluster")
  CLUSTER("cluster");

  private final String word;

  SiteType(String word) {
    this.word = word;
  }

  /// The words for all of them, as files and arguments write them.
  public static List<String> words() {
    return Arrays.stream(values()).map(SiteType::word).toList();
  }

  /// The type that `word` stands for, exactly.
  ///
  /// @throws IllegalArgumentException when it stands for none
  public static SiteType of(String word) {
    return Arrays.stream(values())
        .filter(type -> type.word.equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no site type '%s'".formatted(word)));
  }

  /// As files and arguments write it.
  public String word() {
    return word;
  }
}
