package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelTreeFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

/** However files are damaged, they give a data set or one sentence about one of them. */
final class CorruptionTest {
  private static final List<String> IDX =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");
  private static final List<String> CIFAR =
      List.of("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");

  enum Kind {
    FLIP_BIT,
    TRUNCATE,
    INSERT,
    REMOVE,
    OVERWRITE,
    ZERO
  }

  /** A damage: somewhere near the start, where headers are, or anywhere. */
  record Damage(Kind kind, boolean nearStart, long seed) {
    byte[] apply(byte[] bytes) {
      if (bytes.length == 0) {
        return bytes;
      }
      Random random = new Random(seed);
      int at = random.nextInt(nearStart ? Math.min(24, bytes.length) : bytes.length);
      int length = random.nextInt(Math.min(40, bytes.length - at) + 1);
      byte[] some = new byte[length];
      random.nextBytes(some);
      return switch (kind) {
        case FLIP_BIT -> SyntheticFiles.flipBit(bytes, 8 * at + random.nextInt(8));
        case TRUNCATE -> splice(bytes, at, bytes.length - at, new byte[0]);
        case INSERT -> splice(bytes, at, 0, some);
        case REMOVE -> splice(bytes, at, length, new byte[0]);
        case OVERWRITE -> splice(bytes, at, length, some);
        case ZERO -> splice(bytes, at, length, new byte[length]);
      };
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
      byte[] spliced = new byte[bytes.length - removed + inserted.length];
      System.arraycopy(bytes, 0, spliced, 0, at);
      System.arraycopy(inserted, 0, spliced, at, inserted.length);
      System.arraycopy(
          bytes, at + removed, spliced, at + inserted.length, bytes.length - at - removed);
      return spliced;
    }
  }

  @Provide
  Arbitrary<Damage> damages() {
    return Combinators.combine(
            Arbitraries.of(Kind.class), Arbitraries.of(true, false), Arbitraries.longs())
        .as(Damage::new);
  }

  @Property(tries = 1000)
  void damagedIdxFiles(
      @ForAll @IntRange(max = 3) int damaged,
      @ForAll boolean gzip,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      for (int i = 0; i < IDX.size(); i++) {
        int count = i < 2 ? 3 : 2;
        byte[] content = i % 2 == 0 ? SyntheticFiles.images(count) : SyntheticFiles.labels(count);
        byte[] bytes = gzip ? SyntheticFiles.gzip(content) : content;
        SyntheticFiles.write(
            scratch.path().resolve("mnist").resolve(IDX.get(i)),
            i == damaged ? damage(bytes, damages) : bytes);
      }
      assertLoadsOrIsRefused("mnist", scratch.path(), IDX.get(damaged));
    }
  }

  @Property(tries = 500)
  void damagedCifarFiles(
      @ForAll @IntRange(max = 2) int damaged,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      for (int i = 0; i < CIFAR.size(); i++) {
        byte[] bytes = SyntheticFiles.batch(2);
        SyntheticFiles.write(
            scratch.path().resolve("cifar-10-batches-bin").resolve(CIFAR.get(i)),
            i == damaged ? damage(bytes, damages) : bytes);
      }
      assertLoadsOrIsRefused("cifar-10", scratch.path(), CIFAR.get(damaged));
    }
  }

  @Property(tries = 300)
  void damagedCifar100Files(
      @ForAll boolean train, @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path folder = scratch.path().resolve("cifar-100-binary");
      byte[] bytes = SyntheticFiles.batch100(2);
      SyntheticFiles.write(folder.resolve("train.bin"), train ? damage(bytes, damages) : bytes);
      SyntheticFiles.write(folder.resolve("test.bin"), train ? bytes : damage(bytes, damages));
      assertLoadsOrIsRefused("cifar-100", scratch.path(), train ? "train.bin" : "test.bin");
    }
  }

  @Property(tries = 1000)
  void damagedCsvFiles(
      @ForAll boolean gzip, @ForAll @Size(min = 1, max = 4) List<@From("damages") Damage> damages)
      throws Exception {
    StringBuilder text = new StringBuilder("width,\"height\",kind\n");
    for (int i = 0; i < 60; i++) {
      text.append(i)
          .append(',')
          .append(i * -.25)
          .append(i % 2 == 0 ? ",cat\n" : ",\"a \"\"dog\"\"\"\n");
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    assertOwnDataLoadsOrIsRefused("csv", gzip ? SyntheticFiles.gzip(content) : content, damages);
  }

  /** Each way in which a file is divided, and where values may lack. */
  @Property(tries = 2000)
  void damagedCsvFilesOfManyDialects(
      @ForAll @From("dialects") String dialect,
      @ForAll @From("readOptions") ReadOptions options,
      @ForAll @Size(min = 1, max = 4) List<@From("damages") Damage> damages)
      throws Exception {
    String number = dialect.startsWith(",") ? "%d.%d" : "%d,%d";
    StringBuilder text = new StringBuilder(dialect.substring(1));
    for (int i = 0; i < 60; i++) {
      text.append(
          String.join(
              dialect.substring(0, 1),
              String.valueOf(i),
              number.formatted(-i, i),
              i % 3 == 0 ? "True" : "false",
              i % 2 == 0 ? "cat" : "dog"));
      text.append(i % 5 == 0 ? dialect.charAt(0) + "\n" : "\n");
    }
    assertOwnDataLoadsOrIsRefused(
        "csv", options, text.toString().getBytes(StandardCharsets.UTF_8), damages);
  }

  /** A separator and the first lines. */
  @Provide
  Arbitrary<String> dialects() {
    return Arbitraries.of(
        ",,width,height,kind\n",
        ";sep=;\n;width;height;kind\n",
        ";# made up\n\n",
        "\tname\twidth\tkind\n",
        " a b c label\n",
        ",0,1,2,3\n",
        "|class|width|height|kind\n");
  }

  @Provide
  Arbitrary<ReadOptions> readOptions() {
    Arbitrary<List<String>> columns = Arbitraries.of(List.of(), List.of("2"), List.of("1", "3"));
    return Combinators.combine(
            Arbitraries.of("", "4", "kind"),
            columns,
            Arbitraries.of(true, false),
            Arbitraries.of(MissingValues.class))
        .as(
            (label, some, ignored, missing) ->
                new ReadOptions(
                    Optional.of(label).filter(text -> !text.isEmpty()),
                    ignored ? some : List.of(),
                    ignored ? List.of() : some,
                    missing));
  }

  @Property(tries = 2000)
  void damagedNpzFiles(
      @ForAll boolean deflated,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    assertOwnDataLoadsOrIsRefused("npz", NpzFiles.zip(NpzFiles.arrays(), deflated), damages);
  }

  /** Whose checksums are right, so that each damage gets to the reader of arrays. */
  @Property(tries = 2000)
  void damagedArraysInWholeNpzFiles(
      @ForAll @IntRange(max = 3) int damaged,
      @ForAll @Size(min = 1, max = 3) List<@From("damages") Damage> damages)
      throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    String name = List.copyOf(arrays.keySet()).get(damaged);
    arrays.put(name, damage(arrays.get(name), damages));
    assertOwnDataLoadsOrIsRefused("npz", NpzFiles.zip(arrays, true), List.of());
  }

  @Property(tries = 1000)
  void damagedMapFiles(@ForAll @Size(min = 1, max = 4) List<@From("damages") Damage> damages)
      throws Exception {
    byte[] text =
        "\ufefffine,coarse\n0 low # a\n1 -> low\n\n2 \"high\"\n3\thigh\n4; low\n"
            .getBytes(StandardCharsets.UTF_8);
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path file = scratch.path().resolve("map.txt");
      SyntheticFiles.write(file, damage(text, damages));
      try {
        LabelTree map = LabelTreeFile.parse(file.toString(), List.of("0", "1", "2", "3")).tree();
        assertThat(map.fineClasses()).isEqualTo(4);
      } catch (UserError e) {
        assertThat(e.getMessage()).contains("map").doesNotContain("\n");
      }
    }
  }

  private static Dataset read(String format, Path file, ReadOptions options) {
    DataSource source =
        DataSource.of(format + ":" + file, Optional.empty(), false, options, Scaling.STANDARD);
    return ((OwnFiles) source).open().reader().get();
  }

  private static void assertOwnDataLoadsOrIsRefused(String kind, byte[] bytes, List<Damage> damages)
      throws Exception {
    assertOwnDataLoadsOrIsRefused(kind, ReadOptions.NONE, bytes, damages);
  }

  private static void assertOwnDataLoadsOrIsRefused(
      String kind, ReadOptions options, byte[] bytes, List<Damage> damages) throws Exception {
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path file = scratch.path().resolve("own." + kind);
      SyntheticFiles.write(file, damage(bytes, damages));
      Dataset set;
      try {
        set = read(kind, file, options);
      } catch (UserError e) {
        assertThat(e.getMessage())
            .contains(file.toString())
            .doesNotContainPattern(kind.equals("csv") ? "\\p{Cntrl}" : "\n")
            .hasSizeLessThan(1000);
        return;
      }
      assertUsable(set);
    }
  }

  /** All samples of a set that was read have finite features, and labels of its classes. */
  static void assertUsable(Dataset set) {
    for (Samples samples : List.of(set.train(), set.test())) {
      float[] features = new float[set.features()];
      assertThat(samples.size()).isPositive();
      for (int i = 0; i < samples.size(); i++) {
        assertThat(samples.label(i)).isBetween(0, set.classNames().size() - 1);
        samples.copyFeatures(i, features, 0);
        for (float feature : features) {
          assertThat(feature).isFinite();
        }
      }
    }
  }

  /** Tests have 2 GiB: what a header of theirs claims must not be made room for beforehand. */
  @Test
  void headersThatLieCostNoMemory() throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("x_train", NpzFiles.npy("<f4", "(12, 40000000)", NpzFiles.floats(36)));
    try (ScratchFolder scratch = new ScratchFolder()) {
      Path file = scratch.path().resolve("own.npz");
      SyntheticFiles.write(file, NpzFiles.zip(arrays, true));
      assertThatThrownBy(() -> read("npz", file, ReadOptions.NONE)).isInstanceOf(UserError.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> read("npz", file, ReadOptions.NONE)).isInstanceOf(UserError.class);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }
  }

  static byte[] damage(byte[] bytes, List<Damage> damages) {
    for (Damage damage : damages) {
      bytes = damage.apply(bytes);
    }
    return bytes;
  }

  static void assertLoadsOrIsRefused(String name, Path dir, String damagedFile) {
    Dataset set;
    try {
      set = DatasetLoader.load(name, Optional.of(dir), true);
    } catch (UserError e) {
      assertThat(e.getMessage()).contains(damagedFile).doesNotContain("\n");
      return;
    }
    for (Samples samples : List.of(set.train(), set.test())) {
      float[] features = new float[set.features()];
      for (int i = 0; i < samples.size(); i++) {
        assertThat(samples.label(i)).isBetween(0, set.classNames().size() - 1);
        samples.copyFeatures(i, features, 0);
      }
    }
  }
}
