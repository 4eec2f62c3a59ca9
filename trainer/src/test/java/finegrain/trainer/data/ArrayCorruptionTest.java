package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.CorruptionTest.Damage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * However arrays, IDX files of the user's own and pickles are damaged: as {@link CorruptionTest}.
 */
final class ArrayCorruptionTest {
  @Provide
  Arbitrary<Damage> damages() {
    return Combinators.combine(
            Arbitraries.of(CorruptionTest.Kind.class),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as(Damage::new);
  }

  /** Types, byte orders and forms of labels that files by hand of the other tests do not have. */
  @Property(tries = 2000)
  void damagedNpyFiles(
      @ForAll boolean samples,
      @ForAll @IntRange(max = 4) int form,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    byte[] x = x(form);
    byte[] y = y(form);
    assertOwnFilesLoadOrAreRefused(
        "npy",
        List.of(
            samples ? CorruptionTest.damage(x, damages) : x,
            samples ? y : CorruptionTest.damage(y, damages)));
  }

  private static byte[] x(int form) {
    return switch (form) {
      case 0 -> NpzFiles.npy("<f2", "(60, 2)", new byte[240]);
      case 1 -> NpzFiles.npy(">u8", "(60, 1)", new byte[480]);
      case 2 -> NpzFiles.npy("|b1", "(60, 3, 2)", new byte[360]);
      case 3 ->
          NpzFiles.npy(
              2, "{'descr': '<f4', 'fortran_order': True, 'shape': (60, 2, 2)}", new byte[960]);
      default -> NpzFiles.npy(">f8", "(60, 2)", new byte[960]);
    };
  }

  private static byte[] y(int form) {
    return switch (form) {
      case 0 -> NpzFiles.npy("<U1", "(60,)", alternating(240, 4, (byte) 'a', (byte) 'b'));
      case 1 -> NpzFiles.npy("|S2", "(60, 1)", alternating(120, 2, (byte) 'a', (byte) 'b'));
      case 2 -> NpzFiles.npy("|b1", "(60, 2)", oneHot());
      case 3 -> NpzFiles.npy(">i2", "(60,)", alternating(120, 2, (byte) 1, (byte) 2));
      default -> NpzFiles.npy("<f4", "(60,)", new byte[240]);
    };
  }

  /** Two bytes by turns, each at the start of an element. */
  private static byte[] alternating(int bytes, int step, byte first, byte second) {
    byte[] elements = new byte[bytes];
    for (int i = 0; i < bytes; i += step) {
      elements[i] = i / step % 2 == 0 ? first : second;
    }
    return elements;
  }

  private static byte[] oneHot() {
    byte[] elements = new byte[120];
    for (int i = 0; i < 60; i++) {
      elements[2 * i + i % 2] = 1;
    }
    return elements;
  }

  @Property(tries = 1000)
  void damagedIdxFilesOfOnesOwn(
      @ForAll boolean ofImages,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    byte[] images = SyntheticFiles.images(60);
    byte[] labels = SyntheticFiles.labels(60);
    assertOwnFilesLoadOrAreRefused(
        "idx",
        List.of(
            ofImages ? CorruptionTest.damage(images, damages) : images,
            ofImages ? labels : CorruptionTest.damage(labels, damages)));
  }

  @Property(tries = 1000)
  void damagedPickles(
      @ForAll boolean hundred,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path folder = scratch.path().resolve(hundred ? "cifar-100-python" : "cifar-10-batches-py");
      String train = hundred ? "train" : "data_batch_1";
      byte[] bytes = hundred ? CifarPickles.batch100(2) : CifarPickles.batch(2);
      SyntheticFiles.write(folder.resolve(train), CorruptionTest.damage(bytes, damages));
      SyntheticFiles.write(folder.resolve(hundred ? "test" : "test_batch"), bytes);
      CorruptionTest.assertLoadsOrIsRefused(
          hundred ? "cifar-100" : "cifar-10", scratch.path(), train);
    }
  }

  private static Dataset read(String format, List<Path> files) {
    String text = files.stream().map(Path::toString).collect(Collectors.joining(","));
    DataSource source =
        DataSource.of(
            format + ":" + text, Optional.empty(), false, ReadOptions.NONE, Scaling.STANDARD);
    return ((OwnFiles) source).open().reader().get();
  }

  private static void assertOwnFilesLoadOrAreRefused(String kind, List<byte[]> contents)
      throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      List<Path> files = new ArrayList<>();
      for (byte[] bytes : contents) {
        files.add(scratch.path().resolve("own" + files.size() + "." + kind));
        SyntheticFiles.write(files.getLast(), bytes);
      }
      Dataset set;
      try {
        set = read(kind, files);
      } catch (UserError e) {
        assertThat(e.getMessage()).contains(scratch.path().toString()).doesNotContain("\n");
        return;
      }
      CorruptionTest.assertUsable(set);
    }
  }

  /** Tests have 2 GiB: what a header of theirs claims must not be made room for beforehand. */
  @Test
  void headersThatLieCostNoMemory() throws Exception {
    byte[] labels = SyntheticFiles.labels(60);
    assertCostsLittle(
        "npy", List.of(NpzFiles.npy("<U99999", "(5000,)", NpzFiles.floats(36)), labels));
    byte[] images = SyntheticFiles.images(60);
    ByteBuffer.wrap(images).putInt(4, 2_000_000);
    assertCostsLittle("idx", List.of(images, labels));
  }

  private static void assertCostsLittle(String kind, List<byte[]> contents) throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ScratchFolder scratch = new ScratchFolder()) {
      List<Path> files = new ArrayList<>();
      for (byte[] bytes : contents) {
        files.add(scratch.path().resolve("own" + files.size() + "." + kind));
        SyntheticFiles.write(files.getLast(), bytes);
      }
      assertThatThrownBy(() -> read(kind, files)).isInstanceOf(UserError.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> read(kind, files)).isInstanceOf(UserError.class);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }
  }
}
