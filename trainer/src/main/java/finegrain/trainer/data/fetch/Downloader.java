package finegrain.trainer.data.fetch;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Publication.Download;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Downloads a file from a host into a {@link PartFile}, by as many requests as needed. If a
 * connection breaks off or stalls, or the host is overloaded, another request goes on from the byte
 * where the last one ended (RFC 9110, section 14). Only the size of the file is checked.
 */
final class Downloader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_SNIFFED = 64;

  private final HttpClient client;
  private final Proxies proxies;
  private final RetryPolicy retries;

  Downloader(Proxies proxies, RetryPolicy retries) {
    this.proxies = proxies;
    this.retries = retries;
    proxies.allowPasswords();
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(retries.timeout())
            .proxy(proxies)
            .authenticator(proxies.authenticator())
            .build();
  }

  /** The outcome of one request. */
  private sealed interface Attempt {
    /** All bytes have arrived. */
    record Complete() implements Attempt {}

    /** Another request may succeed. */
    record Broken(String why, Optional<Duration> askedPause) implements Attempt {
      Broken(String why) {
        this(why, Optional.empty());
      }
    }
  }

  /**
   * Fetches a file until it has its official size.
   *
   * @throws UserError if the host refuses, sends another file, or fails too often
   */
  void fetch(URI uri, Download download, PartFile part, FetchProgress progress)
      throws InterruptedException {
    // The client would hide the sentence about a wrong variable.
    proxies.select(uri);
    if (!part.origin().uri().equals(uri.toString()) || part.bytes() > download.bytes()) {
      part.restart(PartFile.Origin.UNKNOWN);
    }
    progress.begin(download.name(), part.bytes(), download.bytes());
    try {
      int failures = 0;
      long farthest = part.bytes();
      while (true) {
        switch (attempt(uri, download, part, progress)) {
          case Attempt.Complete _ -> {
            return;
          }
          case Attempt.Broken(String why, Optional<Duration> askedPause) -> {
            // Bytes that arrive again after a restart are no progress: that could go on for ever.
            failures = part.bytes() > farthest ? 1 : failures + 1;
            farthest = Math.max(farthest, part.bytes());
            if (failures >= retries.attempts()) {
              String then =
                  part.bytes() == 0
                      ? "try again later"
                      : "the same command goes on from byte %d of %d"
                          .formatted(part.bytes(), download.bytes());
              throw new UserError("%s could not be fetched: %s; %s".formatted(uri, why, then));
            }
            pause(uri, why, askedPause, failures, progress);
          }
        }
      }
    } finally {
      progress.end();
    }
  }

  private void pause(
      URI uri, String why, Optional<Duration> asked, int failures, FetchProgress progress)
      throws InterruptedException {
    Duration pause = asked.orElseGet(() -> retries.pause(failures));
    if (pause.compareTo(retries.longestPause()) > 0) {
      throw new UserError(
          "%s could not be fetched: %s, and asks to wait for %d s; try again then"
              .formatted(uri, why, pause.toSeconds()));
    }
    progress.say("%s: %s; trying again in %d s".formatted(uri, why, pause.toSeconds()));
    retries.sleep().during(pause);
  }

  private Attempt attempt(URI uri, Download download, PartFile part, FetchProgress progress)
      throws InterruptedException {
    long from = part.bytes();
    if (from == download.bytes()) {
      return new Attempt.Complete();
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(retries.timeout())
            .header("User-Agent", "finegrain")
            // The size and the checksum are of the file as it is.
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=%d-".formatted(from));
      if (!part.origin().validator().isEmpty()) {
        request.header("If-Range", part.origin().validator());
      }
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      return new Attempt.Broken(HttpResponses.failure(e, retries.timeout()));
    }
    try (InputStream body = response.body()) {
      return switch (response.statusCode()) {
        case 200 -> {
          HttpResponses.checkLength(uri, download, response);
          part.restart(new PartFile.Origin(uri.toString(), HttpResponses.validator(response)));
          progress.at(0);
          yield receive(uri, download, body, part, progress);
        }
        case 206 -> {
          if (!HttpResponses.continues(response, part, download)) {
            part.restart(PartFile.Origin.UNKNOWN);
            progress.at(0);
            yield new Attempt.Broken("the file has changed since a part of it was fetched");
          }
          yield receive(uri, download, body, part, progress);
        }
        case 416 -> {
          part.restart(PartFile.Origin.UNKNOWN);
          progress.at(0);
          yield new Attempt.Broken("the host has no such part of the file");
        }
        case 408, 429, 500, 502, 503, 504 ->
            new Attempt.Broken(HttpResponses.inWords(response), HttpResponses.retryAfter(response));
        default -> throw HttpResponses.refused(uri, response);
      };
    } catch (IOException e) {
      // Closing failed; what was received counts.
      return new Attempt.Broken(HttpResponses.failure(e, retries.timeout()));
    }
  }

  private Attempt receive(
      URI uri, Download download, InputStream body, PartFile part, FetchProgress progress) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (StallTimeout stall = new StallTimeout(body, retries.timeout())) {
      while (true) {
        int count;
        try {
          count = body.read(buffer);
        } catch (IOException e) {
          return new Attempt.Broken(
              stall.hasExpired() ? stall.inWords() : HttpResponses.failure(e, retries.timeout()));
        }
        if (stall.hasExpired()) {
          return new Attempt.Broken(stall.inWords());
        }
        if (count < 0) {
          return part.bytes() == download.bytes()
              ? new Attempt.Complete()
              : new Attempt.Broken("the host ended after %d bytes".formatted(part.bytes()));
        }
        stall.restart();
        if (part.bytes() + count > download.bytes()) {
          String start =
              HttpResponses.sniff(part.bytes() == 0 ? buffer : new byte[0], MOST_SNIFFED);
          part.restart(PartFile.Origin.UNKNOWN);
          throw new UserError(
              "%s is larger than the %d bytes of the official file%s"
                  .formatted(uri, download.bytes(), start));
        }
        part.append(buffer, count);
        progress.at(part.bytes());
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
