package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.FolderContents;
import finegrain.trainer.UserError;
import finegrain.trainer.data.FakeHost.Request;
import finegrain.trainer.data.Publication.Download;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fetching from a host on the loopback interface that behaves well or badly. A host that is never
 * given up fails its test.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FetchTest {
  private static final String TAG = "\"v1\"";
  private static final byte[] IMAGES = SyntheticFiles.gzip(SyntheticFiles.images(300));
  private static final int HALF = IMAGES.length / 2;

  @TempDir Path dir;
  private Path target;
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();

  /** All but the training images are here. */
  @BeforeEach
  void writeFiles() {
    Path folder = dir.resolve("two");
    SyntheticFiles.write(folder.resolve("b-labels.gz"), gzip(SyntheticFiles.labels(300)));
    SyntheticFiles.write(folder.resolve("c-images"), SyntheticFiles.images(2));
    SyntheticFiles.write(folder.resolve("d-labels"), SyntheticFiles.labels(2));
    target = folder.resolve("a-images.gz");
  }

  private static byte[] gzip(byte[] bytes) {
    return SyntheticFiles.gzip(bytes);
  }

  private static OfficialFile official(String name, int samples, byte[] content) {
    return new OfficialFile(name, samples, SyntheticFiles.sha256(content));
  }

  private static Download download(String name, byte[] bytes) {
    return new Download(name, bytes.length, SyntheticFiles.sha256(bytes));
  }

  private static KnownDataset known(URI... hosts) {
    return new KnownDataset(
        "two",
        KnownDataset.Format.IDX,
        false,
        "two",
        List.of(
            official("a-images", 300, SyntheticFiles.images(300)),
            official("b-labels", 300, SyntheticFiles.labels(300))),
        List.of(
            official("c-images", 2, SyntheticFiles.images(2)),
            official("d-labels", 2, SyntheticFiles.labels(2))),
        "nowhere",
        new Publication(
            List.of(hosts),
            Publication.Packing.GZIP_EACH,
            List.of(
                download("a-images.gz", IMAGES),
                download("b-labels.gz", gzip(SyntheticFiles.labels(300))),
                download("c-images.gz", gzip(SyntheticFiles.images(2))),
                download("d-labels.gz", gzip(SyntheticFiles.labels(2))))),
        List.of("a", "b"),
        List.of(0, 1),
        "01",
        List.of());
  }

  private final class Recorder implements FetchProgress {
    @Override
    public void begin(String name, long done, long total) {
      progress.add(done);
    }

    @Override
    public void at(long bytes) {
      progress.add(bytes);
    }

    @Override
    public void end() {}

    @Override
    public void say(String sentence) {
      said.add(sentence);
    }
  }

  private Fetch fetch(KnownDataset known, int attempts, Duration silence, Proxies proxies) {
    return new Fetch(
        known,
        dir,
        new Recorder(),
        new Patience(attempts, Duration.ofSeconds(1), Duration.ofMinutes(1), silence, pauses::add),
        proxies);
  }

  private Fetch fetch(int attempts, URI... hosts) {
    return fetch(
        known(hosts), attempts, Duration.ofSeconds(20), new Proxies(Optional.empty(), Map.of()));
  }

  private void assertFetched(FakeHost host) throws Exception {
    assertThat(fetch(5, host.uri()).run()).containsExactly(target);
    assertThat(target).hasBinaryContent(IMAGES);
    assertOnlyDataFiles();
  }

  private void assertOnlyDataFiles() {
    assertThat(FolderContents.of(dir).keySet())
        .containsExactly(
            "two", "two/a-images.gz", "two/b-labels.gz", "two/c-images", "two/d-labels");
  }

  /** The sentence; nothing is new in the folder. */
  private String refused(Fetch fetch) {
    Map<String, String> before = FolderContents.of(dir);
    List<Throwable> thrown = new ArrayList<>();
    assertThatThrownBy(fetch::run).isInstanceOf(UserError.class).satisfies(thrown::add);
    assertThat(FolderContents.of(dir)).isEqualTo(before);
    assertThat(thrown.getFirst().getMessage()).doesNotContain("\n");
    return thrown.getFirst().getMessage();
  }

  @Test
  void whatIsMissingIsFetchedAndWhatIsThereIsNot() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.file(IMAGES, TAG))) {
      assertFetched(host);
      assertThat(host.requests()).containsExactly(new Request("/a-images.gz", "", "", ""));
      assertThat(progress).startsWith(0L).endsWith((long) IMAGES.length).isSorted();
      assertThat(fetch(5, host.uri()).run()).isEmpty();
      assertThat(host.requests()).hasSize(1);
      assertThat(said).isEmpty();
    }
  }

  @Test
  void allFilesOfANewFolder() throws Exception {
    byte[][] files = {
      IMAGES,
      gzip(SyntheticFiles.labels(300)),
      gzip(SyntheticFiles.images(2)),
      gzip(SyntheticFiles.labels(2))
    };
    dir = dir.resolve("a/new/folder");
    try (FakeHost host =
        new FakeHost(
            FakeHost.code(404),
            Stream.of(files).map(FakeHost::whole).toArray(FakeHost.Answer[]::new))) {
      assertThat(fetch(5, host.uri()).run()).hasSize(4);
      assertThat(host.requests())
          .extracting(Request::target)
          .containsExactly("/a-images.gz", "/b-labels.gz", "/c-images.gz", "/d-labels.gz");
    }
    Dataset set =
        DatasetLoader.load(
            known(), new Dataset.Place.Folder(dir.resolve("two")), false, Scaling.NONE);
    assertThat(set.train().size()).isEqualTo(300);
  }

  @Test
  void aFetchThatBringsNothingLeavesNoFolder() throws Exception {
    dir = dir.resolve("new");
    Files.createDirectory(dir);
    try (FakeHost host = new FakeHost(FakeHost.code(404))) {
      assertThat(refused(fetch(5, host.uri()))).contains("404");
      assertThat(dir).isEmptyDirectory();
    }
  }

  @Test
  void aSlowHost() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.slow(IMAGES))) {
      assertFetched(host);
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void aHostWithoutLengths() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.chunked(IMAGES))) {
      assertFetched(host);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TAG, "Wed, 21 Oct 2015 07:28:00 GMT"})
  void aBrokenConnectionGoesOnWhereItBroke(String tag) throws Exception {
    try (FakeHost host =
        new FakeHost(FakeHost.file(IMAGES, tag), FakeHost.breaksOff(IMAGES, HALF, tag))) {
      assertFetched(host);
      assertThat(host.requests())
          .containsExactly(
              new Request("/a-images.gz", "", "", ""),
              new Request("/a-images.gz", "bytes=" + HALF + "-", tag, ""));
      assertThat(pauses).containsExactly(Duration.ofSeconds(1));
      assertThat(said).hasSize(1).first().asString().contains("trying again in 1 s");
    }
  }

  @Test
  void whatWasStoppedGoesOnWithTheSameCommand() throws Exception {
    try (FakeHost host =
        new FakeHost(FakeHost.file(IMAGES, TAG), FakeHost.breaksOff(IMAGES, HALF, TAG))) {
      assertThatThrownBy(() -> fetch(1, host.uri()).run())
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(host.uri() + "a-images.gz could not be fetched: ")
          .hasMessageEndingWith(
              "; the same command goes on from byte " + HALF + " of " + IMAGES.length);
      assertThat(target).doesNotExist();
      assertThat(target.resolveSibling("a-images.gz.part")).hasSize(HALF);

      assertFetched(host);
      assertThat(host.requests().getLast())
          .isEqualTo(new Request("/a-images.gz", "bytes=" + HALF + "-", TAG, ""));
      assertThat(progress).contains((long) HALF);
    }
  }

  @Test
  void aPartOfAnotherHostIsNotGoneOnWith() throws Exception {
    try (FakeHost one =
            new FakeHost(
                FakeHost.code(404), FakeHost.breaksOff(new byte[IMAGES.length], HALF, TAG));
        FakeHost other = new FakeHost(FakeHost.file(IMAGES, TAG))) {
      assertThatThrownBy(() -> fetch(1, one.uri()).run()).isInstanceOf(UserError.class);
      assertFetched(other);
      assertThat(other.requests()).containsExactly(new Request("/a-images.gz", "", "", ""));
    }
  }

  @Test
  void aHostThatIgnoresRangesSendsTheWholeFile() throws Exception {
    try (FakeHost host =
        new FakeHost(FakeHost.whole(IMAGES), FakeHost.breaksOff(IMAGES, HALF, ""))) {
      assertFetched(host);
      assertThat(host.requests().getLast().range()).isEqualTo("bytes=" + HALF + "-");
    }
  }

  /** What was there before the change is of no use. */
  @Test
  void aFileThatChangesBetweenTwoAttempts() throws Exception {
    byte[] old = new byte[IMAGES.length];
    try (FakeHost host =
        new FakeHost(FakeHost.file(IMAGES, TAG), FakeHost.breaksOff(old, HALF, "\"v0\""))) {
      assertFetched(host);
      assertThat(host.requests().getLast().ifRange()).isEqualTo("\"v0\"");
      assertThat(host.requests()).hasSize(2);
    }
  }

  @Test
  void aFileThatChangesOnAHostThatIgnoresTheCondition() throws Exception {
    byte[] old = new byte[IMAGES.length];
    try (FakeHost host =
        new FakeHost(FakeHost.part(IMAGES, TAG), FakeHost.breaksOff(old, HALF, "\"v0\""))) {
      assertFetched(host);
      assertThat(host.requests())
          .extracting(Request::range)
          .containsExactly("", "bytes=" + HALF + "-", "");
      assertThat(said).anyMatch(sentence -> sentence.contains("the file has changed"));
    }
  }

  @Test
  void aFileThatChangesOnAHostWithoutMarks() throws Exception {
    byte[] old = new byte[IMAGES.length];
    try (FakeHost host =
        new FakeHost(FakeHost.part(IMAGES, ""), FakeHost.breaksOff(old, HALF, ""))) {
      assertFetchedInTwoRuns(host);
      assertThat(said).anyMatch(sentence -> sentence.contains("do not fit together"));
    }
  }

  private void assertFetchedInTwoRuns(FakeHost host) throws Exception {
    assertThatThrownBy(() -> fetch(1, host.uri()).run()).isInstanceOf(UserError.class);
    assertFetched(host);
  }

  @Test
  void aHostThatHasNoSuchPart() throws Exception {
    try (FakeHost host =
        new FakeHost(
            FakeHost.file(IMAGES, TAG),
            FakeHost.breaksOff(IMAGES, HALF, TAG),
            FakeHost.code(416))) {
      assertFetched(host);
      assertThat(host.requests())
          .hasSize(3)
          .last()
          .isEqualTo(new Request("/a-images.gz", "", "", ""));
    }
  }

  @Test
  void wrongBytes() throws Exception {
    byte[] wrong = SyntheticFiles.flipBit(IMAGES, 8 * HALF);
    try (FakeHost host = new FakeHost(FakeHost.file(wrong, TAG))) {
      assertThat(refused(fetch(5, host.uri())))
          .isEqualTo(
              host.uri()
                  + "a-images.gz is not the official file (SHA-256 "
                  + SyntheticFiles.sha256(wrong)
                  + " instead of "
                  + SyntheticFiles.sha256(IMAGES)
                  + "); nothing of it was kept");
      assertThat(host.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 1000})
  void wrongLength(int more) throws Exception {
    byte[] wrong = Arrays.copyOf(IMAGES, IMAGES.length + more);
    try (FakeHost host = new FakeHost(FakeHost.file(wrong, TAG))) {
      assertThat(refused(fetch(5, host.uri())))
          .isEqualTo(
              "%sa-images.gz has %d bytes where the official file has %d"
                  .formatted(host.uri(), wrong.length, IMAGES.length));
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void moreBytesThanTheFileHasWithoutALength() throws Exception {
    byte[] wrong = Arrays.copyOf(IMAGES, IMAGES.length + 100_000);
    try (FakeHost host = new FakeHost(FakeHost.chunked(wrong))) {
      assertThat(refused(fetch(5, host.uri())))
          .startsWith(host.uri() + "a-images.gz is larger than the " + IMAGES.length + " bytes of");
    }
  }

  /** It neither tells the length nor has the part that is missing, so each request begins anew. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fewerBytesThanTheFileHasWithoutALength(boolean ranges) throws Exception {
    byte[] wrong = Arrays.copyOf(IMAGES, IMAGES.length - 10);
    FakeHost.Answer answer =
        exchange -> {
          if (ranges && exchange.getRequestHeaders().containsKey("Range")) {
            FakeHost.code(416).to(exchange);
          } else {
            FakeHost.chunked(wrong).to(exchange);
          }
        };
    try (FakeHost host = new FakeHost(answer)) {
      assertThatThrownBy(() -> fetch(5, host.uri()).run())
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(host.uri() + "a-images.gz could not be fetched: the host ");
      assertThat(host.requests()).hasSizeLessThan(10);
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void aLogInPageInThePlaceOfTheFile() throws Exception {
    byte[] page = "<html>Please log in".getBytes(StandardCharsets.UTF_8);
    FakeHost.Answer answer =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          FakeHost.whole(page).to(exchange);
        };
    try (FakeHost host = new FakeHost(answer)) {
      assertThat(refused(fetch(5, host.uri())))
          .endsWith(", and is a web page: a proxy or a log-in page may have answered");
    }
  }

  @Test
  void aRedirection() throws Exception {
    try (FakeHost host =
        new FakeHost(FakeHost.file(IMAGES, TAG), FakeHost.code(302, "Location", "/mirror/file"))) {
      assertFetched(host);
      assertThat(host.requests())
          .extracting(Request::target)
          .containsExactly("/a-images.gz", "/mirror/file");
    }
  }

  @Test
  void aRedirectionInACircle() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.code(302, "Location", "/a-images.gz"))) {
      assertThat(refused(fetch(5, host.uri())))
          .startsWith(
              host.uri() + "a-images.gz could not be fetched: the host redirects too often");
      assertThat(host.requests()).hasSizeLessThan(20);
    }
  }

  @Test
  void aMissingFile() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.code(404))) {
      assertThat(refused(fetch(5, host.uri())))
          .isEqualTo(
              host.uri()
                  + "a-images.gz could not be fetched: the host answered 404 (there is no such"
                  + " file)");
      assertThat(host.requests()).hasSize(1);
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void anOverloadedHostIsAskedAgainWhenItSaysSo() throws Exception {
    try (FakeHost host =
        new FakeHost(FakeHost.file(IMAGES, TAG), FakeHost.code(503, "Retry-After", "7"))) {
      assertFetched(host);
      assertThat(pauses).containsExactly(Duration.ofSeconds(7));
    }
  }

  @Test
  void aHostThatIsOverloadedForLong() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.code(503, "Retry-After", "3600"))) {
      assertThat(refused(fetch(5, host.uri())))
          .endsWith(", and asks to wait for 3600 s; try again then");
      assertThat(host.requests()).hasSize(1);
      assertThat(pauses).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void aHostThatStaysOverloadedIsGivenUp(int code) throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.code(code))) {
      assertThat(refused(fetch(5, host.uri())))
          .startsWith(
              host.uri() + "a-images.gz could not be fetched: the host answered " + code + " (")
          .endsWith("); try again later");
      assertThat(host.requests()).hasSize(5);
      assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
    }
  }

  /** Then it is the host that is bad, not the patience: there is progress each time. */
  @Test
  void aHostThatBreaksOffAgainAndAgainButBringsSomething() throws Exception {
    int tenth = IMAGES.length / 10;
    FakeHost.Answer stingy =
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          exchange.getResponseHeaders().set("ETag", TAG);
          if (from > 0) {
            exchange
                .getResponseHeaders()
                .set(
                    "Content-Range",
                    "bytes %d-%d/%d".formatted(from, IMAGES.length - 1, IMAGES.length));
          }
          int left = IMAGES.length - from;
          exchange.sendResponseHeaders(from > 0 ? 206 : 200, left);
          exchange.getResponseBody().write(IMAGES, from, Math.min(left, tenth));
          exchange.getResponseBody().flush();
        };
    try (FakeHost host = new FakeHost(stingy)) {
      assertThat(fetch(2, host.uri()).run()).hasSize(1);
      assertThat(target).hasBinaryContent(IMAGES);
      assertThat(host.requests()).hasSizeGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void aHostThatFallsSilent() throws Exception {
    try (FakeHost silent = new FakeHost(FakeHost.code(404));
        FakeHost host = new FakeHost(FakeHost.part(IMAGES, ""), silent.fallsSilent(IMAGES, HALF))) {
      Fetch fetch =
          fetch(
              known(host.uri()),
              5,
              Duration.ofMillis(400),
              new Proxies(Optional.empty(), Map.of()));
      assertThat(fetch.run()).containsExactly(target);
      assertThat(host.requests())
          .extracting(Request::range)
          .containsExactly("", "bytes=" + HALF + "-");
    }
  }

  @Test
  void aHostThatIsNotThere() throws Exception {
    URI uri;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertThat(refused(fetch(2, uri)))
        .startsWith(uri + "a-images.gz could not be fetched: the host cannot be reached");
  }

  @Test
  void anotherHostIsAskedWhereTheFirstFails() throws Exception {
    try (FakeHost first = new FakeHost(FakeHost.file(new byte[IMAGES.length], TAG));
        FakeHost second = new FakeHost(FakeHost.code(404));
        FakeHost third = new FakeHost(FakeHost.file(IMAGES, TAG))) {
      assertThat(fetch(5, first.uri(), second.uri(), third.uri()).run()).containsExactly(target);
      assertThat(target).hasBinaryContent(IMAGES);
      assertOnlyDataFiles();
      assertThat(said).hasSize(2);
    }
  }

  @Test
  void aWrongFileOfThatNameStaysAsItIs() throws Exception {
    SyntheticFiles.write(target, new byte[] {1, 2, 3});
    try (FakeHost host = new FakeHost(FakeHost.file(IMAGES, TAG))) {
      assertThat(refused(fetch(5, host.uri())))
          .isEqualTo(
              target
                  + " is there and is not the official file; move it away, or choose another folder"
                  + " with --data-dir");
      assertThat(host.requests()).isEmpty();
    }
  }

  @Test
  void twoFetchesAtOnce() throws Exception {
    try (FakeHost host = new FakeHost(FakeHost.file(IMAGES, TAG));
        PartFile _ = PartFile.open(target)) {
      assertThat(refused(fetch(5, host.uri())))
          .isEqualTo(
              target
                  + ".part is being written by another finegrain; wait until it is done, or end"
                  + " it");
    }
  }

  @Test
  void aFileInThePlaceOfTheFolder() throws Exception {
    SyntheticFiles.write(dir.resolve("file"), new byte[1]);
    dir = dir.resolve("file");
    try (FakeHost host = new FakeHost(FakeHost.file(IMAGES, TAG))) {
      assertThatThrownBy(() -> fetch(5, host.uri()).run())
          .isInstanceOf(UserError.class)
          .hasMessageContaining(" cannot be written (");
    }
  }

  /** The name does not exist; the proxy stands for it. */
  @Test
  void aProxyOfTheEnvironment() throws Exception {
    try (FakeHost proxy =
        new FakeHost(
            FakeHost.file(IMAGES, TAG),
            FakeHost.code(407, "Proxy-Authenticate", "Basic realm=\"lab\""))) {
      String variable = "http://ada:l%40ce@127.0.0.1:" + proxy.uri().getPort();
      Fetch fetch =
          fetch(
              known(URI.create("http://data.invalid/sets/")),
              5,
              Duration.ofSeconds(20),
              new Proxies(Optional.empty(), Map.of("http_proxy", variable)));
      assertThat(fetch.run()).containsExactly(target);
      assertThat(proxy.requests())
          .extracting(Request::target, Request::proxyAuthorization)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("http://data.invalid/sets/a-images.gz", ""),
              // Base64 of ada:l@ce.
              org.assertj.core.groups.Tuple.tuple(
                  "http://data.invalid/sets/a-images.gz", "Basic YWRhOmxAY2U="));
    }
  }
}
