package dev.interlock.engine.work;

/// A verb, and what would come of it now. The rights of whoever asks are not considered.
public sealed interface VerbOption {

  /// Which verb it is.
  Verb.Kind verb();

  /// It would be carried out.
  ///
  /// @param effect what it would do to this work as it is, for people
  record May(Verb.Kind verb, String effect) implements VerbOption {}

  /// It would be refused.
  record MayNot(Verb.Kind verb, Refused refused) implements VerbOption {}
}
