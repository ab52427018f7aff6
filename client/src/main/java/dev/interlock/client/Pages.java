package dev.interlock.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Reads a list that comes in pages as one, a page when it is needed.
final class Pages<P, T> implements Iterator<T> {
  private final Function<String, P> fetch;
  private final Function<P, List<T>> items;
  private final Function<P, String> next;
  private Iterator<T> page = Collections.emptyIterator();
  private String token = "";
  private boolean isLast;

  private Pages(Function<String, P> fetch, Function<P, List<T>> items, Function<P, String> next) {
    this.fetch = fetch;
    this.items = items;
    this.next = next;
  }

  /// @param fetch brings the page of a token; the first one's is empty
  /// @param next the token of the page after; empty when there is none
  static <P, T> Stream<T> stream(
      Function<String, P> fetch, Function<P, List<T>> items, Function<P, String> next) {
    var pages = new Pages<>(fetch, items, next);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && !isLast) {
      turn();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more pages");
    }
    return page.next();
  }

  private void turn() {
    var content = fetch.apply(token);
    var following = next.apply(content);
    if (!following.isEmpty() && following.equals(token)) {
      throw new IllegalStateException("bug of the server: a page is followed by itself: " + token);
    }
    page = items.apply(content).iterator();
    token = following;
    isLast = following.isEmpty();
  }
}
