package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class CacheFolderTest {
  private static String locate(Map<String, String> properties, Map<String, String> environment) {
    Properties all = new Properties();
    all.setProperty("os.name", "Linux");
    all.setProperty("user.home", "/home/ada");
    all.putAll(properties);
    return CacheFolder.locate(all, environment).toString();
  }

  @Test
  void isWhereTheSystemKeepsCaches() {
    assertThat(locate(Map.of(), Map.of())).isEqualTo("/home/ada/.cache/finegrain");
    assertThat(locate(Map.of(), Map.of("XDG_CACHE_HOME", "/big"))).isEqualTo("/big/finegrain");
    assertThat(locate(Map.of(), Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo("/home/ada/.cache/finegrain");
    assertThat(locate(Map.of("os.name", "Mac OS X"), Map.of()))
        .isEqualTo("/home/ada/Library/Caches/finegrain");
  }

  @Test
  void isWhatTheUserSays() {
    assertThat(locate(Map.of(), Map.of("FINEGRAIN_CACHE", "/fast", "XDG_CACHE_HOME", "/big")))
        .isEqualTo("/fast");
    assertThat(locate(Map.of("finegrain.cache", "/mine"), Map.of("FINEGRAIN_CACHE", "/fast")))
        .isEqualTo("/mine");
  }
}
