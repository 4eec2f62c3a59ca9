package finegrain.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The folder of cached files on each system. */
@DisabledOnOs(OS.WINDOWS)
class CacheFolderTest {
  @Test
  void isTheSystemsOwn() {
    assertThat(locate("Linux", Map.of())).isEqualTo(Path.of("/home/u/.cache/finegrain"));
    assertThat(locate("Linux", Map.of("XDG_CACHE_HOME", "/c"))).isEqualTo(Path.of("/c/finegrain"));
    assertThat(locate("Mac OS X", Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/home/u/Library/Caches/finegrain"));
    assertThat(locate("Windows 11", Map.of("LOCALAPPDATA", "/local")))
        .isEqualTo(Path.of("/local/finegrain/cache"));
    assertThat(locate("Windows 11", Map.of()))
        .isEqualTo(Path.of("/home/u/AppData/Local/finegrain/cache"));
  }

  @Test
  void ignoresARelativeFolderOfTheDesktop() {
    assertThat(locate("Linux", Map.of("XDG_CACHE_HOME", "c")))
        .isEqualTo(Path.of("/home/u/.cache/finegrain"));
  }

  @Test
  void isTheOneThatTheUserNames() {
    Map<String, String> environment = Map.of("FINEGRAIN_CACHE", "/mine", "XDG_CACHE_HOME", "/c");
    assertThat(locate("Linux", environment)).isEqualTo(Path.of("/mine"));
    Properties properties = properties("Linux");
    properties.setProperty("finegrain.cache", "/this");
    assertThat(CacheFolder.locate(properties, environment)).isEqualTo(Path.of("/this"));
  }

  @Test
  void saysThatWhatTheUserNamesIsNotAPath() {
    Map<String, String> environment = Map.of("FINEGRAIN_CACHE", "\0");
    assertThatThrownBy(() -> locate("Linux", environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the cache folder \"\0\" is not a path; set FINEGRAIN_CACHE to one");
  }

  private static Path locate(String osName, Map<String, String> environment) {
    return CacheFolder.locate(properties(osName), environment);
  }

  private static Properties properties(String osName) {
    Properties properties = new Properties();
    properties.setProperty("os.name", osName);
    properties.setProperty("user.home", "/home/u");
    return properties;
  }
}
