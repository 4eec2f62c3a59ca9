package finegrain.trainer.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiesTest {
  private static final URI HTTP = URI.create("http://data.example.org/mnist/file.gz");
  private static final URI HTTPS = URI.create("https://data.example.org/mnist/file.gz");

  private static String proxy(URI uri, Map<String, String> environment) {
    return inWords(new Proxies(Optional.empty(), environment).select(uri).getFirst());
  }

  private static String inWords(Proxy proxy) {
    if (proxy.type() == Proxy.Type.DIRECT) {
      return "direct";
    }
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return address.getHostString() + ":" + address.getPort();
  }

  @Test
  void withoutVariablesThereIsNone() {
    assertThat(proxy(HTTP, Map.of())).isEqualTo("direct");
    assertThat(proxy(HTTP, Map.of("http_proxy", ""))).isEqualTo("direct");
    assertThat(proxy(HTTP, Map.of("https_proxy", "http://p:1"))).isEqualTo("direct");
  }

  @ParameterizedTest
  @CsvSource({
    "http_proxy, http://p:3128, p:3128",
    "http_proxy, p:3128, p:3128",
    "HTTP_PROXY, http://p:3128/, p:3128",
    "http_proxy, http://user:secret@p:3128, p:3128",
    "all_proxy, http://p:3128, p:3128",
    "http_proxy, http://p, p:80",
    "http_proxy, http://[::1]:8080, [::1]:8080"
  })
  void theVariableOfTheScheme(String variable, String value, String expected) {
    assertThat(proxy(HTTP, Map.of(variable, value))).isEqualTo(expected);
  }

  @Test
  void eachSchemeHasItsOwn() {
    Map<String, String> environment =
        Map.of("http_proxy", "a:1", "https_proxy", "b:2", "all_proxy", "c:3");
    assertThat(proxy(HTTP, environment)).isEqualTo("a:1");
    assertThat(proxy(HTTPS, environment)).isEqualTo("b:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.example.org",
        "example.org",
        ".example.org",
        "EXAMPLE.ORG",
        "localhost, .example.org",
        "other.net example.org",
        "*"
      })
  void hostsThatNoProxyNames(String exceptions) {
    assertThat(proxy(HTTPS, Map.of("https_proxy", "p:1", "no_proxy", exceptions)))
        .isEqualTo("direct");
    assertThat(proxy(HTTPS, Map.of("https_proxy", "p:1", "NO_PROXY", exceptions)))
        .isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ample.org", "example.com", "org.example", "data.example.org:8080"})
  void hostsThatNoProxyDoesNotName(String exceptions) {
    assertThat(proxy(HTTPS, Map.of("https_proxy", "p:1", "no_proxy", exceptions))).isEqualTo("p:1");
  }

  @Test
  void noProxyMayNameAPort() {
    Map<String, String> environment =
        Map.of("http_proxy", "p:1", "no_proxy", "data.example.org:8080");
    assertThat(proxy(URI.create("http://data.example.org:8080/"), environment)).isEqualTo("direct");
  }

  @Test
  void theJvmsOwnProxyComesFirst() {
    Proxies proxies =
        new Proxies(
            Optional.of(ProxySelector.of(InetSocketAddress.createUnresolved("jvm", 7))),
            Map.of("http_proxy", "p:1", "no_proxy", "*"));
    assertThat(inWords(proxies.select(HTTP).getFirst())).isEqualTo("jvm:7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://p:1080", "https://p:443", "http://", "http://p q", "http:///x"})
  void whatIsNoProxyIsRefused(String value) {
    assertThatThrownBy(() -> proxy(HTTP, Map.of("http_proxy", value)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("http_proxy")
        .hasMessageEndingWith("it must be like http://proxy.example.org:3128");
  }
}
