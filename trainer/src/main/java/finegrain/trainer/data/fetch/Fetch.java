package finegrain.trainer.data.fetch;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Inspection;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.data.OfficialFile;
import finegrain.trainer.data.Publication.Download;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Fetches the files of a published data set from its official hosts. A file gets its name only
 * after its size, SHA-256 and header have been checked. Correct files stay as they are. A fetch
 * that was stopped continues where it ended.
 */
public final class Fetch {
  private static final int BUFFER_BYTES = 1 << 16;

  private final KnownDataset known;
  private final Path dataDir;
  private final Path folder;
  private final FetchProgress progress;
  private final RetryPolicy retries;
  private final Proxies proxies;

  /**
   * A fetch into a folder for data sets.
   *
   * @param dataDir gets the folder of the data set
   */
  public Fetch(KnownDataset known, Path dataDir, FetchProgress progress) {
    this(known, dataDir, progress, RetryPolicy.USUAL, Proxies.ofThisProcess());
  }

  Fetch(
      KnownDataset known,
      Path dataDir,
      FetchProgress progress,
      RetryPolicy retries,
      Proxies proxies) {
    this.known = known;
    this.dataDir = dataDir;
    this.folder = dataDir.resolve(known.folder());
    this.progress = progress;
    this.retries = retries;
    this.proxies = proxies;
  }

  /** The folder of the data set. */
  public Path folder() {
    return folder;
  }

  /**
   * Fetches what is missing.
   *
   * @return the files that are new
   * @throws UserError if a host fails, if what it sends is not the official file, if the folder has
   *     another file of that name, or if it cannot be written
   */
  public List<Path> run() throws InterruptedException {
    List<OfficialFile> missing = new ArrayList<>();
    for (Inspection inspection : Inspection.of(known, folder)) {
      switch (inspection.state()) {
        case OFFICIAL -> {}
        case MISSING -> missing.add(inspection.file());
        case WRONG ->
            throw new UserError(
                inspection.path()
                    + " is there and is not the official file; move it away, or choose another"
                    + " folder with --data-dir");
      }
    }
    if (missing.isEmpty()) {
      return List.of();
    }
    checkRoom(missing);
    try (Downloader downloader = new Downloader(proxies, retries)) {
      return switch (known.publication().packing()) {
        case GZIP_EACH -> fetchEach(missing, downloader);
        case TAR_GZIP -> fetchArchive(missing, downloader);
      };
    } finally {
      removeEmptyFolder();
    }
  }

  /** An empty folder would look like a damaged data set. */
  private void removeEmptyFolder() {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException notEmpty) {
      // As it should be.
    }
  }

  private void checkRoom(List<OfficialFile> missing) {
    long needed =
        switch (known.publication().packing()) {
          case GZIP_EACH -> missing.stream().mapToLong(file -> download(file).bytes()).sum();
          case TAR_GZIP -> known.publication().bytes() + unpackedBytes(missing);
        };
    long room;
    try {
      Files.createDirectories(folder);
      room = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw PartFile.unwritable(folder, e);
    }
    // Some file systems do not tell, and say 0.
    if (room > 0 && room < needed) {
      throw new UserError(
          "%s has room for %d MB, and %d MB are needed; choose another folder with --data-dir"
              .formatted(folder, room / 1_000_000, needed / 1_000_000 + 1));
    }
  }

  private long unpackedBytes(List<OfficialFile> files) {
    return files.stream().mapToLong(this::unpackedBytes).sum();
  }

  private long unpackedBytes(OfficialFile file) {
    return (long) file.samples() * known.format().sampleBytes();
  }

  private Download download(OfficialFile file) {
    String name = Inspection.nameOf(known, file);
    return known.publication().downloads().stream()
        .filter(download -> download.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no download for " + name));
  }

  private List<Path> fetchEach(List<OfficialFile> missing, Downloader downloader)
      throws InterruptedException {
    List<Path> fetched = new ArrayList<>();
    for (OfficialFile file : missing) {
      Path target = folder.resolve(Inspection.nameOf(known, file));
      try (PartFile part = PartFile.open(target)) {
        fetchOfficial(download(file), part, downloader);
        Inspection.checkIdx(known, file, part.path());
        part.moveIntoPlace();
      }
      fetched.add(target);
    }
    return fetched;
  }

  private List<Path> fetchArchive(List<OfficialFile> missing, Downloader downloader)
      throws InterruptedException {
    Download archive = known.publication().downloads().getFirst();
    try (PartFile part = PartFile.open(dataDir.resolve(archive.name()))) {
      fetchOfficial(archive, part, downloader);
      List<Path> fetched = unpack(archive, part, missing);
      part.delete();
      return fetched;
    }
  }

  /** Fetches a file from the first host that has it as it should be. */
  private void fetchOfficial(Download download, PartFile part, Downloader downloader)
      throws InterruptedException {
    List<URI> hosts = known.publication().hosts();
    for (int i = 0; i < hosts.size(); i++) {
      URI uri = hosts.get(i).resolve(download.name());
      try {
        fetchOfficial(uri, download, part, downloader);
        return;
      } catch (UserError e) {
        if (i == hosts.size() - 1) {
          throw e;
        }
        progress.say(e.getMessage());
      }
    }
  }

  private void fetchOfficial(URI uri, Download download, PartFile part, Downloader downloader)
      throws InterruptedException {
    boolean begun = part.bytes() > 0;
    downloader.fetch(uri, download, part, progress);
    String sha256 = part.sha256();
    if (!sha256.equals(download.sha256()) && begun) {
      // The parts may be of different versions of the file.
      progress.say(uri + ": the parts do not fit together; fetching it anew");
      part.restart(PartFile.Origin.UNKNOWN);
      downloader.fetch(uri, download, part, progress);
      sha256 = part.sha256();
    }
    if (!sha256.equals(download.sha256())) {
      part.restart(PartFile.Origin.UNKNOWN);
      throw new UserError(
          "%s is not the official file (SHA-256 %s instead of %s); nothing of it was kept"
              .formatted(uri, sha256, download.sha256()));
    }
  }

  /** Takes the missing files out of the archive, each by its name: no other is written. */
  private List<Path> unpack(Download archive, PartFile part, List<OfficialFile> missing) {
    List<Path> fetched = new ArrayList<>();
    List<OfficialFile> left = new ArrayList<>(missing);
    try (InputStream in =
        new GZIPInputStream(
            new BufferedInputStream(Files.newInputStream(part.path())), BUFFER_BYTES)) {
      TarReader tar = new TarReader(in);
      while (!left.isEmpty()) {
        Optional<TarReader.Entry> entry = tar.next();
        if (entry.isEmpty()) {
          break;
        }
        for (OfficialFile file : missing) {
          if (entry.get().name().equals(known.folder() + "/" + file.name())) {
            fetched.add(unpack(tar, entry.get(), file));
            left.remove(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UserError(
          "%s is damaged: %s; fetch it again".formatted(archive.name(), e.getMessage()), e);
    }
    if (!left.isEmpty()) {
      throw new UserError(
          "%s lacks %s/%s".formatted(archive.name(), known.folder(), left.getFirst().name()));
    }
    return fetched;
  }

  private Path unpack(TarReader tar, TarReader.Entry entry, OfficialFile file) throws IOException {
    Path target = folder.resolve(file.name());
    if (entry.bytes() != unpackedBytes(file)) {
      throw new UserError(
          "%s has %d bytes in the archive where the official file has %d"
              .formatted(entry.name(), entry.bytes(), unpackedBytes(file)));
    }
    MessageDigest digest = Sha256.digest();
    try (PartFile part = PartFile.open(target)) {
      part.restart(PartFile.Origin.UNKNOWN);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
        digest.update(buffer, 0, count);
        part.append(buffer, count);
      }
      String sha256 = Sha256.hex(digest);
      if (!sha256.equals(file.sha256())) {
        part.delete();
        throw new UserError(
            "%s in the archive is not the official file (SHA-256 %s instead of %s)"
                .formatted(entry.name(), sha256, file.sha256()));
      }
      part.moveIntoPlace();
    }
    return target;
  }
}
