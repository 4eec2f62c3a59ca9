package finegrain.trainer.data;

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
 * Brings a file from a host into a {@link PartFile}, over as many requests as it takes: a
 * connection that breaks off, falls silent or finds the host overloaded is tried again from the
 * byte where it ended (RFC 9110, section 14). What is fetched is not checked beyond its size.
 */
final class Downloader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_SNIFFED = 64;

  private final HttpClient client;
  private final Proxies proxies;
  private final Patience patience;

  Downloader(Proxies proxies, Patience patience) {
    this.proxies = proxies;
    this.patience = patience;
    proxies.allowPasswords();
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience.silence())
            .proxy(proxies)
            .authenticator(proxies.authenticator())
            .build();
  }

  /** What became of one request. */
  private sealed interface Attempt {
    /** All bytes are here. */
    record Complete() implements Attempt {}

    /** It may go better the next time. */
    record Broken(String why, Optional<Duration> askedPause) implements Attempt {
      Broken(String why) {
        this(why, Optional.empty());
      }
    }
  }

  /**
   * Fetches a file until it has its official size.
   *
   * @throws UserError if the host refuses, sends another file, or has used up all patience
   */
  void fetch(URI uri, Download download, PartFile part, FetchProgress progress)
      throws InterruptedException {
    // Not inside the client, where a wrong variable would be no sentence any more.
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
            // What comes again after a new beginning is no progress: it could go on for ever.
            failures = part.bytes() > farthest ? 1 : failures + 1;
            farthest = Math.max(farthest, part.bytes());
            if (failures >= patience.attempts()) {
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
    Duration pause = asked.orElseGet(() -> patience.pause(failures));
    if (pause.compareTo(patience.longestPause()) > 0) {
      throw new UserError(
          "%s could not be fetched: %s, and asks to wait for %d s; try again then"
              .formatted(uri, why, pause.toSeconds()));
    }
    progress.say("%s: %s; trying again in %d s".formatted(uri, why, pause.toSeconds()));
    patience.sleep().during(pause);
  }

  private Attempt attempt(URI uri, Download download, PartFile part, FetchProgress progress)
      throws InterruptedException {
    long from = part.bytes();
    if (from == download.bytes()) {
      return new Attempt.Complete();
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(patience.silence())
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
      return new Attempt.Broken(Answers.failure(e, patience.silence()));
    }
    try (InputStream body = response.body()) {
      return switch (response.statusCode()) {
        case 200 -> {
          Answers.checkLength(uri, download, response);
          part.restart(new PartFile.Origin(uri.toString(), Answers.validator(response)));
          progress.at(0);
          yield receive(uri, download, body, part, progress);
        }
        case 206 -> {
          if (!Answers.continues(response, part, download)) {
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
            new Attempt.Broken(Answers.inWords(response), Answers.retryAfter(response));
        default -> throw Answers.refused(uri, response);
      };
    } catch (IOException e) {
      // Of closing; what was received counts.
      return new Attempt.Broken(Answers.failure(e, patience.silence()));
    }
  }

  private Attempt receive(
      URI uri, Download download, InputStream body, PartFile part, FetchProgress progress) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (Silence silence = new Silence(body, patience.silence())) {
      while (true) {
        int count;
        try {
          count = body.read(buffer);
        } catch (IOException e) {
          return new Attempt.Broken(
              silence.isTooLong() ? silence.inWords() : Answers.failure(e, patience.silence()));
        }
        if (silence.isTooLong()) {
          return new Attempt.Broken(silence.inWords());
        }
        if (count < 0) {
          return part.bytes() == download.bytes()
              ? new Attempt.Complete()
              : new Attempt.Broken("the host ended after %d bytes".formatted(part.bytes()));
        }
        silence.heard();
        if (part.bytes() + count > download.bytes()) {
          String start = Answers.sniff(part.bytes() == 0 ? buffer : new byte[0], MOST_SNIFFED);
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
