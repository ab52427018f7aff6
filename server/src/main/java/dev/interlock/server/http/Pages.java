package dev.interlock.server.http;

import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpFile;
import java.util.List;

/// The web page: one document, at each address that it knows how to show, and the files that it
/// loads. All of it comes with the program, in the module `webui`.
final class Pages {
  private static final String FILES = "dev/interlock/webui";
  private static final List<String> ADDRESSES =
      List.of("/", "/works/{id}", "/submit", "/catalogue", "/sign-in");

  private Pages() {}

  static void addTo(ServerBuilder builder) {
    var loader = Pages.class.getClassLoader();
    var document =
        HttpFile.builder(loader, FILES + "/index.html")
            .cacheControl(ServerCacheControl.REVALIDATED)
            .build()
            .aggregate(Runnable::run) // strangers may ask for it as often as they like
            .join()
            .toHttpFile();
    for (var address : ADDRESSES) {
      builder.service(address, new Open(document.asService()));
    }
    builder.serviceUnder(
        "/page/",
        new Open(
            FileService.builder(loader, FILES)
                .cacheControl(ServerCacheControl.REVALIDATED)
                .build()));
  }
}
