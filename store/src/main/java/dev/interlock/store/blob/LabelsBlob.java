package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.store.proto.Labels;
import java.util.Map;

/// The labels of a work as bytes: none when there are none.
public final class LabelsBlob {
  private LabelsBlob() {}

  public static byte[] bytes(Map<String, String> labels) {
    return Labels.newBuilder().putAllLabels(labels).build().toByteArray();
  }

  public static Map<String, String> labels(byte[] bytes) {
    try {
      return Labels.parseFrom(bytes).getLabelsMap();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has labels that are not readable", e);
    }
  }
}
