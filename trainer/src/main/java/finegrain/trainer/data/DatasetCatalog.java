package finegrain.trainer.data;

import finegrain.trainer.UserError;
import finegrain.trainer.data.KnownDataset.Format;
import finegrain.trainer.data.Publication.Download;
import finegrain.trainer.data.Publication.Packing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The published data sets that the trainer can read. */
public final class DatasetCatalog {
  private static final List<String> IDX_FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private static final KnownDataset MNIST =
      idx(
          "mnist",
          true,
          "the MNIST mirror (storage.googleapis.com/cvdf-datasets/mnist/)",
          List.of(
              "https://storage.googleapis.com/cvdf-datasets/mnist/",
              "https://ossci-datasets.s3.amazonaws.com/mnist/"),
          List.of(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          List.of(9_912_422L, 28_881L, 1_648_877L, 4_542L),
          List.of(
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
          words("0 1 2 3 4 5 6 7 8 9"),
          List.of(0, 1, 2, 3, 4, 5, 6, 7),
          "00001111");

  private static final KnownDataset KMNIST =
      idx(
          "kmnist",
          false,
          "the Kuzushiji-MNIST page of CODH (codh.rois.ac.jp/kmnist/)",
          List.of("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
          List.of(
              "",
              "2a16eeae62da984b8bd24fa32e31d47291f01dac3fe84d5594f304f71e7d374b",
              "76fbd229ce87db80dd281af5e6670de4ad0e42fb30a7bd643972994c47c1f42e",
              "a11dc742be8e781a40a92f53d6a4957e7b7d36df2faa097659131ebfd8fd60c6"),
          List.of(18_165_135L, 29_497L, 3_041_136L, 5_120L),
          List.of(
              "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
              "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
              "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
              "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
          words("o ki su tsu na ha ma ya re wo"),
          List.of(0, 1, 2, 3, 4, 5, 6, 7),
          "00001111");

  private static final KnownDataset FASHION_MNIST =
      idx(
          "fashion-mnist",
          false,
          "the Fashion-MNIST mirror (fashion-mnist.s3-website.eu-central-1.amazonaws.com)",
          List.of( // This host has no TLS; the checksums guard the files.
              "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          List.of(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          List.of(26_421_880L, 29_515L, 4_422_102L, 5_148L),
          List.of(
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          List.of(2, 3, 4, 6, 5, 7, 8, 9),
          "01010101");

  private static final KnownDataset CIFAR_10 =
      new KnownDataset(
          "cifar-10",
          Format.CIFAR_10,
          false,
          "cifar-10-batches-bin",
          List.of(
              new OfficialFile(
                  "data_batch_1.bin",
                  10_000,
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              new OfficialFile(
                  "data_batch_2.bin",
                  10_000,
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              new OfficialFile(
                  "data_batch_3.bin",
                  10_000,
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              new OfficialFile(
                  "data_batch_4.bin",
                  10_000,
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              new OfficialFile(
                  "data_batch_5.bin",
                  10_000,
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add")),
          List.of(
              new OfficialFile(
                  "test_batch.bin",
                  10_000,
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          "the CIFAR-10 page of the University of Toronto"
              + " (binary version, www.cs.toronto.edu/~kriz/cifar.html)",
          new Publication(
              List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
              Packing.TAR_GZIP,
              List.of(
                  new Download(
                      "cifar-10-binary.tar.gz",
                      170_052_171,
                      "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))),
          words("airplane automobile bird cat deer dog frog horse ship truck"),
          List.of(0, 1, 8, 9, 4, 5, 2, 3),
          "00001111",
          List.of());

  private static final List<KnownDataset> ALL =
      List.of(MNIST, KMNIST, FASHION_MNIST, CIFAR_10, Cifar100.DATASET);

  private DatasetCatalog() {}

  /**
   * A data set in the four IDX files of MNIST, compressed one by one.
   *
   * @param contentSha256 of the decompressed files; empty where it is not known
   * @param gzipBytes sizes of the files as they are published
   * @param gzipSha256 of the files as they are published
   */
  private static KnownDataset idx(
      String name,
      boolean builtIn,
      String origin,
      List<String> hosts,
      List<String> contentSha256,
      List<Long> gzipBytes,
      List<String> gzipSha256,
      List<String> classNames,
      List<Integer> fineClasses,
      String defaultMap) {
    List<OfficialFile> files = new ArrayList<>();
    List<Download> downloads = new ArrayList<>();
    for (int i = 0; i < IDX_FILES.size(); i++) {
      String file = IDX_FILES.get(i);
      int samples = file.startsWith("train") ? 60_000 : 10_000;
      files.add(
          contentSha256.get(i).isEmpty()
              ? new OfficialFile(file, samples, OfficialFile.Hashed.GZIP, gzipSha256.get(i))
              : new OfficialFile(file, samples, contentSha256.get(i)));
      downloads.add(new Download(file + ".gz", gzipBytes.get(i), gzipSha256.get(i)));
    }
    return new KnownDataset(
        name,
        Format.IDX,
        builtIn,
        name,
        files.subList(0, 2),
        files.subList(2, 4),
        origin,
        new Publication(hosts.stream().map(URI::create).toList(), Packing.GZIP_EACH, downloads),
        classNames,
        fineClasses,
        defaultMap,
        List.of());
  }

  /** The words of a text. */
  static List<String> words(String text) {
    return List.of(text.strip().split("\\s+", -1));
  }

  /** All data sets, in the order in which they are listed to the user. */
  public static List<KnownDataset> all() {
    return ALL;
  }

  /**
   * The data set of a name.
   *
   * @throws UserError if there is none
   */
  public static KnownDataset named(String name) {
    return named(name, ALL);
  }

  /**
   * The data set of a name among some.
   *
   * @throws UserError if there is none
   */
  public static KnownDataset named(String name, List<KnownDataset> among) {
    return among.stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, among));
  }

  private static UserError unknown(String name, List<KnownDataset> among) {
    if (name.startsWith("parquet:") || name.endsWith(".parquet")) {
      return new UserError(
          "Parquet is not read; make it a csv file with pandas:"
              + " pandas.read_parquet('FILE').to_csv('FILE.csv', index=False), and use"
              + " csv:FILE.csv");
    }
    return new UserError(
        "there is no data set \"%s\"; choose one of %s"
            .formatted(
                name, among.stream().map(KnownDataset::name).collect(Collectors.joining(", "))));
  }
}
