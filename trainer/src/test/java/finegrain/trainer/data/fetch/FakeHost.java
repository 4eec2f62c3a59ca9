package finegrain.trainer.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host on the loopback interface that answers as it is told, well or badly. */
public final class FakeHost implements AutoCloseable {
  /** An answer to one request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /**
   * What was asked.
   *
   * @param target the path, or the whole URI where the host is used as a proxy
   * @param range the header of that name, or empty; as the others
   */
  public record Request(String target, String range, String ifRange, String proxyAuthorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Answer> first = new ConcurrentLinkedQueue<>();
  private final Answer afterwards;

  /** A host that gives some answers first, and one answer to all further requests. */
  public FakeHost(Answer afterwards, Answer... first) throws IOException {
    this.afterwards = afterwards;
    this.first.addAll(List.of(first));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            exchange.getRequestURI().toString(),
            header(exchange, "Range"),
            header(exchange, "If-Range"),
            header(exchange, "Proxy-Authorization")));
    Answer next = first.poll();
    try (exchange) {
      (next == null ? afterwards : next).to(exchange);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** The folder of the host. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  List<Request> requests() {
    return requests;
  }

  /** The whole file, whatever part of it is asked for, and its length. */
  static Answer whole(byte[] file) {
    return whole(file, "");
  }

  /** The whole file with an ETag. */
  static Answer whole(byte[] file, String tag) {
    return exchange -> {
      tag(exchange, tag);
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    };
  }

  /** The whole file without its length. */
  static Answer chunked(byte[] file) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(file);
    };
  }

  /** The file, or the part of it that is asked for, as RFC 9110 has it. */
  public static Answer file(byte[] file, String tag) {
    return exchange -> {
      String condition = header(exchange, "If-Range");
      if (condition.isEmpty() || condition.equals(tag)) {
        part(file, tag).to(exchange);
      } else {
        whole(file, tag).to(exchange);
      }
    };
  }

  /** The part that is asked for, whatever the condition. */
  static Answer part(byte[] file, String tag) {
    return exchange -> {
      String range = header(exchange, "Range");
      if (range.isEmpty()) {
        whole(file, tag).to(exchange);
        return;
      }
      int from = Integer.parseInt(range.replaceAll("\\D", ""));
      tag(exchange, tag);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
      exchange.sendResponseHeaders(206, file.length - from);
      exchange.getResponseBody().write(file, from, file.length - from);
    };
  }

  /** The first bytes of a file; then the connection breaks off. */
  static Answer breaksOff(byte[] file, int after, String tag) {
    return exchange -> {
      tag(exchange, tag);
      exchange.sendResponseHeaders(200, file.length);
      OutputStream body = exchange.getResponseBody();
      body.write(file, 0, after);
      body.flush();
      // The server closes the connection, because bytes are missing.
    };
  }

  /** The first bytes of a file; then nothing, until the host is closed. */
  Answer fallsSilent(byte[] file, int after) {
    return exchange -> {
      exchange.sendResponseHeaders(200, file.length);
      OutputStream body = exchange.getResponseBody();
      body.write(file, 0, after);
      body.flush();
      awaitClosing();
    };
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A file in ten pieces with pauses between them. */
  static Answer slow(byte[] file) {
    return exchange -> {
      exchange.sendResponseHeaders(200, file.length);
      OutputStream body = exchange.getResponseBody();
      for (int piece = 0; piece < 10; piece++) {
        body.write(
            Arrays.copyOfRange(file, piece * file.length / 10, (piece + 1) * file.length / 10));
        body.flush();
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  /** A code and nothing else. */
  static Answer code(int code, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(code, -1);
    };
  }

  private static void tag(HttpExchange exchange, String tag) {
    if (!tag.isEmpty()) {
      exchange.getResponseHeaders().set(tag.startsWith("\"") ? "ETag" : "Last-Modified", tag);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
