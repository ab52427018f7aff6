package dev.interlock.server.endpoint;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.Edit.ChangeCase;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Violation;
import dev.interlock.server.endpoint.EditValue.Parsed;
import dev.interlock.server.settings.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes the edits of a clone, by whatever fields the messages have.
///
/// They are made in order, and places in lists are those of the request as it is stored: elements
/// leave a list only once all edits are made, and until then nobody may edit what an edit before
/// has removed.
final class RequestEdits {
  private static final int EDITS_MAX = 1_000;

  /// A field, perhaps a place in a list, and what is below: all of `args.b.c` is the key `b.c`.
  private static final Pattern STEP =
      Pattern.compile("([a-zA-Z]\\w*)(?:\\[(0|[1-9]\\d{0,8})])?(?:\\.(.+))?");

  /// Belongs to the call.
  private static final FieldDescriptor REQUEST_ID =
      WorkReq.getDescriptor().findFieldByNumber(WorkReq.REQUEST_ID_FIELD_NUMBER);

  private final List<Violation> problems = new ArrayList<>(0);

  /// The lists and the elements of lists that are to go, each with the number of its edit.
  private final Map<String, Integer> removed = new HashMap<>();

  private int number;
  private ChangeCase change = ChangeCase.CHANGE_NOT_SET;

  private RequestEdits() {}

  /// One step of a path.
  ///
  /// @param index in a list, or [#NO_INDEX]
  /// @param below what comes behind it; may be empty
  private record Step(String field, int index, String below) {
    static final int NO_INDEX = -1;

    boolean hasIndex() {
      return index != NO_INDEX;
    }

    boolean isLast() {
      return below.isEmpty();
    }

    static Optional<Step> first(String path) {
      var step = STEP.matcher(path);
      if (!step.matches()) {
        return Optional.empty();
      }
      var index = step.group(2);
      var below = step.group(3);
      return Optional.of(
          new Step(
              step.group(1),
              index == null ? NO_INDEX : Integer.parseInt(index),
              below == null ? "" : below));
    }
  }

  /// Where an edit points; `path` has the names of fields as the `.proto` files have them.
  private sealed interface Place {
    record Field(Message.Builder in, FieldDescriptor field, String path) implements Place {}

    record Element(Message.Builder in, FieldDescriptor field, int index, String path)
        implements Place {}

    record Entry(Message.Builder in, FieldDescriptor field, String key, String path)
        implements Place {}

    record Nowhere(String problem) implements Place {}
  }

  /// What is wrong with them whatever they are made on.
  static void check(List<Edit> edits, List<Violation> problems) {
    if (edits.size() > EDITS_MAX) {
      problems.add(
          new Violation(
              "edits", "has %d; at most %d in a call".formatted(edits.size(), EDITS_MAX)));
      return;
    }
    for (int at = 0; at < edits.size(); at++) {
      var edit = edits.get(at);
      var path = "edits[" + at + "]";
      Fields.known(edit, path, problems);
      if (edit.getChangeCase() == ChangeCase.CHANGE_NOT_SET) {
        problems.add(new Violation(path, "says neither set nor remove; say one of them"));
      } else if (edit.hasRemove() && !edit.getRemove()) {
        problems.add(
            new Violation(path + ".remove", "must be true; leave the edit out to change nothing"));
      }
    }
  }

  /// Makes them all, if nothing is wrong with any.
  ///
  /// @param request is changed in any case; of no use when there are problems
  /// @return every problem of every edit
  static List<Violation> make(List<Edit> edits, Message.Builder request) {
    var making = new RequestEdits();
    for (var edit : edits) {
      making.change = edit.getChangeCase();
      making.make(edit, making.find(request, "", edit.getPath()));
      making.number++;
    }
    if (!making.removed.isEmpty() && making.problems.isEmpty()) {
      making.leaveOut(request, "");
    }
    return making.problems;
  }

  private void make(Edit edit, Place place) {
    if (place instanceof Place.Nowhere(var problem)) {
      problem("path", problem);
    } else if (edit.hasSet()) {
      set(place, edit.getSet());
    } else {
      remove(place);
    }
  }

  private void problem(String field, String message) {
    problems.add(new Violation("edits[%d].%s".formatted(number, field), message));
  }

  private Place find(Message.Builder in, String at, String rest) {
    var first = Step.first(rest);
    if (first.isEmpty()) {
      return new Place.Nowhere(
          "\"%s\" is no path; write it as blocks[2].jobs[7].args.site".formatted(rest));
    }
    var step = first.get();
    var found = field(in, step.field());
    if (found.isEmpty()) {
      return new Place.Nowhere(unknown(in, at, step.field()));
    }
    var field = found.get();
    var path = at.isEmpty() ? field.getName() : at + "." + field.getName();
    if (field.isRepeated() && !field.isMapField()) {
      return inList(new Place.Field(in, field, path), step);
    }
    if (step.hasIndex()) {
      return new Place.Nowhere("%s is no list; leave out [%d]".formatted(path, step.index()));
    }
    if (step.isLast()) {
      return new Place.Field(in, field, path);
    }
    if (field.isMapField()) {
      return new Place.Entry(in, field, step.below(), path + "." + step.below());
    }
    if (EditValue.isOne(field)) {
      return nothingBelow(path, field);
    }
    return change == ChangeCase.REMOVE && !in.hasField(field)
        ? new Place.Nowhere(path + " is not there, so there is nothing to remove")
        : find(in.getFieldBuilder(field), path, step.below());
  }

  private Place inList(Place.Field list, Step step) {
    var path = list.path();
    if (removed.containsKey(path)) {
      return gone(path);
    }
    if (!step.hasIndex()) {
      return step.isLast()
          ? list
          : new Place.Nowhere(
              "%1$s is a list; say which, as %1$s[0].%2$s".formatted(path, step.below()));
    }
    var element = "%s[%d]".formatted(path, step.index());
    int count = list.in().getRepeatedFieldCount(list.field());
    if (step.index() >= count) {
      return new Place.Nowhere(
          count == 0
              ? "%s is not there: %s is empty".formatted(element, path)
              : "%1$s is not there: %2$s[0] to %2$s[%3$d] are".formatted(element, path, count - 1));
    }
    if (removed.containsKey(element)) {
      return gone(element);
    }
    if (step.isLast()) {
      return new Place.Element(list.in(), list.field(), step.index(), element);
    }
    return EditValue.isOne(list.field())
        ? nothingBelow(element, list.field())
        : find(
            list.in().getRepeatedFieldBuilder(list.field(), step.index()), element, step.below());
  }

  private Place gone(String path) {
    return new Place.Nowhere("%s is removed by edits[%d]".formatted(path, removed.get(path)));
  }

  private static Place nothingBelow(String path, FieldDescriptor field) {
    return new Place.Nowhere(
        "%s is %s; there is nothing below it".formatted(path, EditValue.kind(field)));
  }

  private static Optional<FieldDescriptor> field(Message.Builder in, String name) {
    return in.getDescriptorForType().getFields().stream()
        .filter(field -> !field.equals(REQUEST_ID))
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  private static String unknown(Message.Builder in, String at, String name) {
    var known =
        in.getDescriptorForType().getFields().stream()
            .filter(field -> !field.equals(REQUEST_ID))
            .map(FieldDescriptor::getName)
            .toList();
    return "%s has no field \"%s\"%s; there are %s"
        .formatted(
            at.isEmpty() ? "the request" : at,
            name,
            Nearest.hint(name, known),
            String.join(", ", known));
  }

  private void set(Place place, String text) {
    switch (place) {
      case Place.Field(var in, var field, var path) -> {
        if (field.isRepeated() || !EditValue.isOne(field)) {
          problem("path", whole(field, path));
        } else {
          parsed(field, text).ifPresent(value -> in.setField(field, value));
        }
      }
      case Place.Element(var in, var field, var index, var path) -> {
        if (EditValue.isOne(field)) {
          parsed(field, text).ifPresent(value -> in.setRepeatedField(field, index, value));
        } else {
          problem("path", "%s has fields; set them one by one".formatted(path));
        }
      }
      case Place.Entry(var in, var field, var key, _) ->
          parsed(field.getMessageType().findFieldByNumber(2), text)
              .ifPresent(value -> {
                takeEntry(in, field, key);
                in.addRepeatedField(field, entry(in, field, key, value));
              });
      case Place.Nowhere _ -> throw new IllegalStateException("bug: nowhere to set " + text);
    }
  }

  private static String whole(FieldDescriptor field, String path) {
    if (field.isMapField()) {
      return "%1$s has entries; set them one by one, as %1$s.KEY".formatted(path);
    }
    return field.isRepeated()
        ? "%1$s is a list; say which, as %1$s[0]".formatted(path)
        : "%s has fields; set them one by one".formatted(path);
  }

  private Optional<Object> parsed(FieldDescriptor field, String text) {
    return switch (EditValue.parse(field, text)) {
      case Parsed.Good(var value) -> Optional.of(value);
      case Parsed.Bad(var problem) -> {
        problem("set", problem);
        yield Optional.empty();
      }
    };
  }

  private void remove(Place place) {
    switch (place) {
      case Place.Field(var in, var field, var path) -> {
        if (field.isRepeated() && !field.isMapField()) {
          removed.put(path, number);
        } else {
          in.clearField(field);
        }
      }
      case Place.Element(_, _, _, var path) -> removed.put(path, number);
      case Place.Entry(var in, var field, var key, var path) -> {
        if (!takeEntry(in, field, key)) {
          problem("path", path + " is not there, so there is nothing to remove");
        }
      }
      case Place.Nowhere _ -> throw new IllegalStateException("bug: nowhere to remove from");
    }
  }

  private static Message entry(
      Message.Builder in, FieldDescriptor field, String key, Object value) {
    var type = field.getMessageType();
    return in.newBuilderForField(field)
        .setField(type.findFieldByNumber(1), key)
        .setField(type.findFieldByNumber(2), value)
        .build();
  }

  /// @return whether there was one
  private static boolean takeEntry(Message.Builder in, FieldDescriptor map, String key) {
    var others = new ArrayList<Message>();
    int count = in.getRepeatedFieldCount(map);
    for (int at = 0; at < count; at++) {
      var entry = (Message) in.getRepeatedField(map, at);
      if (!entry.getField(map.getMessageType().findFieldByNumber(1)).equals(key)) {
        others.add(entry);
      }
    }
    in.clearField(map);
    others.forEach(entry -> in.addRepeatedField(map, entry));
    return others.size() < count;
  }

  /// Takes everything out that was removed of lists.
  private void leaveOut(Message.Builder message, String at) {
    for (var field : List.copyOf(message.getAllFields().keySet())) {
      var path = at.isEmpty() ? field.getName() : at + "." + field.getName();
      if (removed.containsKey(path)) {
        message.clearField(field);
      } else if (field.isRepeated() && !field.isMapField()) {
        leaveOut(message, field, path);
      } else if (!field.isMapField() && !EditValue.isOne(field)) {
        leaveOut(message.getFieldBuilder(field), path);
      }
    }
  }

  private void leaveOut(Message.Builder message, FieldDescriptor list, String path) {
    var kept = new ArrayList<Object>();
    for (int at = 0; at < message.getRepeatedFieldCount(list); at++) {
      var element = "%s[%d]".formatted(path, at);
      if (removed.containsKey(element)) {
        continue;
      }
      if (EditValue.isOne(list)) {
        kept.add(message.getRepeatedField(list, at));
      } else {
        var inner = message.getRepeatedFieldBuilder(list, at);
        leaveOut(inner, element);
        kept.add(inner.build());
      }
    }
    message.clearField(list);
    kept.forEach(value -> message.addRepeatedField(list, value));
  }
}
