package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.training.Protocol;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RehearsalTest {
  /** The best backend, which tells when it is used. */
  private static final class Watched implements Backend {
    private final Backend real = Backends.choose("auto").backend();
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public boolean referenceBits() {
      return real.referenceBits();
    }

    @Override
    public Availability availability() {
      return real.availability();
    }

    @Override
    public Kernels open(int threads) {
      opened.countDown();
      return real.open(threads);
    }
  }

  @Test
  @Timeout(60)
  void trainsUntilItIsClosed() throws InterruptedException {
    for (String protocol : Protocol.NAMES) {
      Watched backend = new Watched();
      try (Rehearsal _ = new Rehearsal(Protocol.named(protocol), "0011", backend)) {
        assertThat(backend.opened.await(50, TimeUnit.SECONDS)).isTrue();
      }
      while (isRunning("rehearsal")) {
        Thread.sleep(10);
      }
    }
  }

  private static boolean isRunning(String thread) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(running -> running.getName().equals(thread));
  }

  @Test
  @Timeout(30)
  void theCompilersAreNotWaitedForForLong() throws InterruptedException {
    Rehearsal.awaitCompilers();
  }
}
