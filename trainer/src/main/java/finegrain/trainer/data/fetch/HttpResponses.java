package finegrain.trainer.data.fetch;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Publication.Download;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** The meaning of HTTP responses, and of the errors that come in their place. */
final class HttpResponses {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private static final Map<Integer, String> REASONS =
      Map.of(
          401, "it wants a name and a password",
          403, "it forbids that",
          404, "there is no such file",
          407, "the proxy wants a name and a password",
          410, "the file is gone",
          429, "there were too many requests",
          500, "it has failed",
          502, "a gateway has failed",
          503, "it is overloaded or being worked on",
          504, "a gateway got no answer");

  private HttpResponses() {}

  /** The response's status code, and what it means. */
  static String inWords(HttpResponse<?> response) {
    int code = response.statusCode();
    String reason = REASONS.get(code);
    return "the host answered %d".formatted(code) + (reason == null ? "" : " (" + reason + ")");
  }

  /** The error for a response that another request would not change. */
  static UserError refused(URI uri, HttpResponse<?> response) {
    int code = response.statusCode();
    if (code >= 300 && code < 400) {
      return new UserError(
          "%s could not be fetched: the host redirects too often, or to where no file can be fetched from (%s)"
              .formatted(uri, response.headers().firstValue("Location").orElse("nowhere")));
    }
    return new UserError("%s could not be fetched: %s".formatted(uri, inWords(response)));
  }

  /**
   * The mark of the file's version for the header If-Range, for which a weak ETag does not count;
   * empty if there is none.
   */
  static String validator(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"))
        .orElse("");
  }

  /** Whether a partial response continues where the part ends, in the same version of the file. */
  static boolean continues(HttpResponse<?> response, PartFile part, Download download) {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return range.matches()
        && Long.parseLong(range.group(1)) == part.bytes()
        && (range.group(2).equals("*") || Long.parseLong(range.group(2)) == download.bytes())
        // Some hosts ignore If-Range.
        && part.origin().validator().equals(validator(response));
  }

  /**
   * Checks the length of a whole file, if the host reports it.
   *
   * @throws UserError if it is not the official one
   */
  static void checkLength(URI uri, Download download, HttpResponse<?> response) {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(download.bytes());
    if (length != download.bytes()) {
      String page =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")
              ? ", and is a web page: a proxy or a log-in page may have answered"
              : "";
      throw new UserError(
          "%s has %d bytes where the official file has %d%s"
              .formatted(uri, length, download.bytes(), page));
    }
  }

  /** The pause that the host asks for, in seconds or until a date. */
  static Optional<Duration> retryAfter(HttpResponse<?> response) {
    Optional<String> text = response.headers().firstValue("Retry-After");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.get())));
    }
    try {
      ZonedDateTime then = ZonedDateTime.parse(text.get(), DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration pause = Duration.between(ZonedDateTime.now(ZoneOffset.UTC), then);
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  /** Why there was no response, or why it ended too early. */
  static String failure(IOException e, Duration timeout) {
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          "the host cannot be reached within " + timeout.toSeconds() + " s";
      case HttpTimeoutException _ -> "the host did not answer for " + timeout.toSeconds() + " s";
      case ConnectException unresolved when isUnresolved(unresolved) ->
          "the host's name is not known here; is there a network, or a proxy to be named in"
              + " https_proxy?";
      case ConnectException refused -> "the host cannot be reached" + because(refused);
      case SSLException ssl ->
          "the host's certificate or the encryption is not accepted" + because(ssl);
      default -> "the connection broke off" + because(e);
    };
  }

  private static boolean isUnresolved(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static String because(IOException e) {
    return e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
  }

  /** The end of a sentence about a wrong file: what its first bytes show it to be. */
  static String sniff(byte[] bytes, int most) {
    String start =
        new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.ISO_8859_1)
            .stripLeading();
    return start.startsWith("<")
        ? ", and is a web page: a proxy or a log-in page may have answered"
        : "";
  }
}
