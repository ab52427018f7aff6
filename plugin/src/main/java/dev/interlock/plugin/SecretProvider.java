package dev.interlock.plugin;

/// Where secrets come from that arguments refer to. The third seam, for those who keep theirs
/// elsewhere than in files.
///
/// One object serves all jobs, on many threads at once. Found by `java.util.ServiceLoader`; needs a
/// public constructor without parameters.
public interface SecretProvider {

  /// What references call it: small letters, digits and `-`, as `vault`.
  String name();

  /// The value of a secret, asked for when an attempt starts. Must end soon after the thread is
  /// interrupted.
  ///
  /// @param path what the reference has after the provider
  /// @param workName what the work is called whose job wants it: which secrets works of a name may
  ///   have is for the provider to decide
  /// @return of at least 8 characters, or it could not be kept out of what is shown
  /// @throws Exception when there is none; its message is shown, so it must not have the value
  String resolve(String path, String workName) throws Exception;
}
