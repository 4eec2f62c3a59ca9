package finegrain.cluster;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a master of Spark listens. */
record MasterAddress(String host, int port) {
  private static final Pattern ONE =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^:,/\\[\\]]+):(\\d{1,5})");
  private static final String START = "spark://";
  private static final int PATIENCE_MILLIS = 5_000;

  /**
   * The masters in a text such as {@code spark://a:7077,b:7077}; none in one of another kind, such
   * as {@code yarn}.
   *
   * @throws UserError if it has another form
   */
  static List<MasterAddress> of(String place) {
    if (!place.startsWith(START)) {
      return List.of();
    }
    List<MasterAddress> all = new ArrayList<>();
    for (String one : place.substring(START.length()).split(",", -1)) {
      Matcher parts = ONE.matcher(one);
      if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
        throw new UserError(
            "--on %s must name host and port, as in spark://HOST:7077".formatted(place));
      }
      all.add(new MasterAddress(parts.group(1), Integer.parseInt(parts.group(2))));
    }
    return all;
  }

  /**
   * Looks whether one of them listens, if there are any: Spark itself would try for a minute, and
   * not say why.
   *
   * @throws UserError if none does
   */
  static void check(String place, List<MasterAddress> masters) {
    if (masters.isEmpty()) {
      return;
    }
    String why = "";
    for (MasterAddress master : masters) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(master.host, master.port), PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        why = socketWords(e);
      }
    }
    throw new UserError(
        "there is no Spark master at %s (%s); start one, or name another".formatted(place, why));
  }

  private static String socketWords(IOException e) {
    return e instanceof java.net.UnknownHostException
        ? "the host is not known"
        : String.valueOf(e.getMessage());
  }
}
