package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/// What is served to whoever asks. Everything else is not: see [SignedIn].
final class Open extends SimpleDecoratingHttpService {
  Open(HttpService service) {
    super(service);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    return ((HttpService) unwrap()).serve(context, request);
  }
}
