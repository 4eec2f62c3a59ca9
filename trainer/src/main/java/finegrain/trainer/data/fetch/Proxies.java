package finegrain.trainer.data.fetch;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy a request goes through: the one that the JVM's own selector names (its system
 * properties, such as {@code https.proxyHost}), or else the one of the environment variables that
 * curl and wget read: {@code http_proxy}, {@code https_proxy} and {@code all_proxy}, less the hosts
 * of {@code no_proxy}; in lower case or in capitals.
 */
final class Proxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;
  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

  private final Optional<ProxySelector> system;
  private final Map<String, String> environment;

  Proxies(Optional<ProxySelector> system, Map<String, String> environment) {
    this.system = system;
    this.environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  static Proxies ofThisProcess() {
    return new Proxies(Optional.ofNullable(ProxySelector.getDefault()), System.getenv());
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> ofSystem = system.map(selector -> selector.select(uri)).orElse(List.of());
    if (ofSystem.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return ofSystem;
    }
    return List.of(
        ofEnvironment(uri)
            .map(
                proxy ->
                    new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(proxy.getHost(), port(proxy))))
            .orElse(Proxy.NO_PROXY));
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
  }

  /** The proxy that the environment names for a request, as a URI with a host. */
  private Optional<URI> ofEnvironment(URI uri) {
    if (isExcepted(uri)) {
      return Optional.empty();
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    for (String variable : List.of(scheme + "_proxy", "all_proxy")) {
      String value = variable(variable);
      if (!value.isEmpty()) {
        return Optional.of(parse(variable, value));
      }
    }
    return Optional.empty();
  }

  /** The variable in lower case, or else in capitals; empty if neither is set. */
  private String variable(String name) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty()
        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip()
        : value;
  }

  private static URI parse(String variable, String value) {
    String right = "; it must be like http://proxy.example.org:3128";
    URI proxy;
    try {
      proxy = new URI(value.contains("://") ? value : "http://" + value);
    } catch (URISyntaxException e) {
      throw new UserError(
          "the variable %s is not the URL of a proxy%s".formatted(variable, right), e);
    }
    if (!"http".equalsIgnoreCase(proxy.getScheme())) {
      throw new UserError(
          "the variable %s names a proxy of the kind %s, and only http can be used%s"
              .formatted(variable, proxy.getScheme(), right));
    }
    if (proxy.getHost() == null) {
      throw new UserError("the variable %s names no host%s".formatted(variable, right));
    }
    return proxy;
  }

  /** Whether {@code no_proxy} names the host, a domain it is in, or everything. */
  private boolean isExcepted(URI uri) {
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
    for (String each : variable("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      String name = each.startsWith(".") ? each.substring(1) : each;
      int colon = name.lastIndexOf(':');
      if (colon > 0 && name.indexOf(':') == colon) {
        if (!name.substring(colon + 1).equals(String.valueOf(uri.getPort()))) {
          continue;
        }
        name = name.substring(0, colon);
      }
      if (name.equals("*")
          || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Allows the name and password in a proxy's URL to be sent for https hosts too. The JDK forbids
   * this by default. Call it before the first request.
   */
  void allowPasswords() {
    boolean asked = password().isPresent();
    if (asked && System.getProperty(TUNNELING) == null) {
      System.setProperty(TUNNELING, "");
    }
  }

  /** Sends a proxy the name and password in its URL when it asks for them. */
  Authenticator authenticator() {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        if (getRequestorType() != RequestorType.PROXY) {
          return null;
        }
        return password().orElse(null);
      }
    };
  }

  private Optional<PasswordAuthentication> password() {
    for (String variable : List.of("https_proxy", "http_proxy", "all_proxy")) {
      String value = variable(variable);
      String user = value.isEmpty() ? null : parse(variable, value).getUserInfo();
      int colon = user == null ? -1 : user.indexOf(':');
      if (colon >= 0) {
        return Optional.of(
            new PasswordAuthentication(
                user.substring(0, colon), user.substring(colon + 1).toCharArray()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    // The request itself fails, and says so.
  }
}
