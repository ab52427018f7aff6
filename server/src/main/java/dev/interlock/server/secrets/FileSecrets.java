package dev.interlock.server.secrets;

import dev.interlock.plugin.SecretProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// `secret://file/NAME`: the content of a file, which lies in a folder for works of one name, below
/// the folder that the setting `secrets` names. So what works of one name may have is hidden from
/// those of another. One line break at the end is not part of the value.
public final class FileSecrets implements SecretProvider {
  private static final int BYTES_MAX = 64 << 10;

  private final Optional<Path> folder;

  /// @param folder empty when there is none
  public FileSecrets(Optional<Path> folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public String resolve(String path, String workName) throws IOException {
    var root =
        folder.orElseThrow(() -> new IOException("the server has no folder of secrets (secrets)"));
    Path ofWorks;
    Path file;
    try {
      ofWorks = root.resolve(workName).toRealPath();
      file = ofWorks.resolve(path).toRealPath();
    } catch (IOException none) {
      throw new IOException("works named \"%s\" have no such secret".formatted(workName), none);
    }
    // links within the folder are how some systems change secrets; out of it they lead nowhere
    if (!ofWorks.startsWith(root.toRealPath())
        || ofWorks.equals(root.toRealPath())
        || !file.startsWith(ofWorks)
        || !Files.isRegularFile(file)) {
      throw new IOException("works named \"%s\" have no such secret".formatted(workName));
    }
    return text(file);
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    }
    if (bytes.length > BYTES_MAX) {
      throw new IOException("it has more than %d bytes".formatted(BYTES_MAX));
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (CharacterCodingException notText) {
      throw new IOException("it is not UTF-8 text");
    }
  }
}
