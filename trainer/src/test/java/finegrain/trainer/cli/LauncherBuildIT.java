package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import finegrain.trainer.cli.LauncherProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * When {@code ./finegrain} builds, and what becomes of the programs: in a copy of a built checkout,
 * in which a script takes the place of Maven, but for the test of Maven's own words.
 */
class LauncherBuildIT {
  private static final Path ROOT = Path.of(System.getProperty("finegrain.root"));
  private static final String SOURCE = "trainer/src/main/java/finegrain/trainer/UserError.java";

  @TempDir static Path folder;

  /** The copy. Its name has what a path may have. */
  private static Path copy;

  private static Path builds;
  private static Path commands;

  @BeforeAll
  static void copy() throws Exception {
    copy = Files.createDirectory(folder.resolve("jos\u00e9's 100% #1 (copy)"));
    builds = folder.resolve("builds");
    commands = Files.createDirectory(folder.resolve("bin"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Outcome outcome =
        LauncherProcess.shell(
            ROOT,
            """
            set -e
            ./finegrain --help
            tar -cf - finegrain launcher pom.xml */pom.xml */src/main kernels/src/generated \
              target/launcher/trainer | tar -xpf - -C "%s"
            cp -R "target/launcher/trainer/$(cat target/launcher/trainer/current)" '%s'
            """
                .formatted(copy, folder.resolve("program")));
    assertThat(outcome.exit()).as(outcome.error()).isZero();
  }

  /** A Maven that builds what is built already. */
  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(builds, "");
    Files.deleteIfExists(commands.resolve("flock"));
    maven(
        """
        mkdir -p trainer/target/launcher/lib native/target/launcher/lib
        cp '%1$s'/lib/*.jar trainer/target/launcher/lib
        cp '%1$s'/native/*.jar native/target/launcher/lib
        sleep 1
        """
            .formatted(folder.resolve("program")));
  }

  /** A Maven that notes its options, and then does what a script says. */
  private static void maven(String script) throws IOException {
    command("mvn", "echo \"$*\" >>'" + builds + "'\n" + script);
  }

  /** A command that comes first in the PATH. */
  private static void command(String name, String script) throws IOException {
    Path file = Files.writeString(commands.resolve(name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Outcome run(String line) throws IOException, InterruptedException {
    return LauncherProcess.shell(copy, "export PATH='" + commands + "':\"$PATH\"; " + line);
  }

  private static Outcome start() throws IOException, InterruptedException {
    return run("./finegrain --help");
  }

  private static List<String> built() throws IOException {
    return Files.readAllLines(builds);
  }

  private static void change() throws IOException {
    Files.writeString(copy.resolve(SOURCE), "// " + System.nanoTime(), StandardOpenOption.APPEND);
  }

  /** The folders of the trainer's programs. */
  private static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(copy.resolve("target/launcher/trainer"))) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void copiesAndNewTimesNeedNoBuild() throws Exception {
    assertThat(start().exit()).isZero();
    Files.setLastModifiedTime(
        copy.resolve(SOURCE), FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    Outcome outcome = run("LC_ALL=C ./finegrain --help");
    assertThat(outcome.exit()).as(outcome.error()).isZero();
    assertThat(outcome.error()).isEmpty();
    assertThat(built()).isEmpty();
  }

  @Test
  void aSourceFromTheFutureIsBuiltOnceWithAWarning() throws Exception {
    change();
    Files.setLastModifiedTime(
        copy.resolve(SOURCE), FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    Outcome outcome = start();
    assertThat(outcome.exit()).as(outcome.error()).isZero();
    assertThat(outcome.error())
        .startsWith("Building Finegrain (its sources have changed) ...\n")
        .containsOnlyOnce("warning: dated in the future: " + SOURCE);
    assertThat(start().error()).isEmpty();
    assertThat(built()).hasSize(1);
  }

  @Test
  void aSourceThatIsReplacedByAnOlderOneIsBuilt() throws Exception {
    change();
    Files.setLastModifiedTime(copy.resolve(SOURCE), FileTime.from(Instant.EPOCH));
    assertThat(start().exit()).isZero();
    assertThat(built()).hasSize(1);
  }

  @Test
  void startsSideBySideBuildOnce() throws Exception {
    change();
    String line = "for i in 1 2 3 4; do (./finegrain --version || echo failed) & done; wait";
    Outcome outcome = run(line);
    assertThat(outcome.output().lines().filter(words -> words.startsWith("finegrain "))).hasSize(4);
    assertThat(outcome.output()).as(outcome.error()).doesNotContain("failed");
    assertThat(built()).hasSize(1);
  }

  @Test
  void aRunningProgramKeepsItsJars() throws Exception {
    assertThat(start().exit()).isZero();
    Path old = programs().getLast();
    LauncherProcess running =
        LauncherProcess.start(
            folder,
            Map.of(),
            copy.resolve("finegrain").toString(),
            "run",
            "capacity-scaling",
            "--epochs=1000000",
            "--out=endless");
    try {
      while (!Files.exists(folder.resolve("endless"))) {
        assertThat(running.process().isAlive()).as(running.error()).isTrue();
        Thread.sleep(50);
      }
      change();
      assertThat(start().exit()).isZero();
      assertThat(programs()).hasSize(2).startsWith(old);
      assertThat(old.resolve("lib")).isNotEmptyDirectory();
    } finally {
      running.kill();
    }
    change();
    assertThat(start().exit()).isZero();
    assertThat(programs()).hasSize(1).doesNotContain(old);
  }

  @Test
  void aFailedBuildLeavesTheProgramAndIsRepeated() throws Exception {
    List<Path> before = programs();
    change();
    maven("echo 'something is wrong'; exit 1");
    Outcome outcome = start();
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.error())
        .contains("something is wrong", "the build failed", "target/launcher/build.log");
    assertThat(programs()).isEqualTo(before);
    prepare();
    assertThat(start().exit()).isZero();
  }

  /** Maven's own words, of a mirror that no one answers for. */
  @Test
  void anUnreachableMirrorIsNamed() throws Exception {
    change();
    Path home = Files.createDirectories(folder.resolve("home/.m2")).getParent();
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        """
        <settings><mirrors><mirror>
          <id>nowhere</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:9/maven</url>
        </mirror></mirrors></settings>
        """);
    Files.delete(commands.resolve("mvn"));
    Outcome outcome = run("MAVEN_OPTS='-Duser.home=" + home + "' ./finegrain --help");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.error().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("finegrain: the build failed, because Maven could not fetch what it needs from")
        .contains("http://127.0.0.1:9/maven", "proxy", "target/launcher/build.log");
    assertThat(copy.resolve("target/launcher/build.log")).content().contains("127.0.0.1");
    prepare();
    assertThat(start().exit()).isZero();
  }

  @Test
  void aFullDiskIsNamed() throws Exception {
    change();
    maven("echo '[ERROR] target/classes/A.class: No space left on device'; exit 1");
    Outcome outcome = start();
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.error()).contains("because the disk or the quota is full");
    prepare();
    assertThat(start().exit()).isZero();
  }

  @Test
  void buildsWhereTheFileSystemHasNoLocks() throws Exception {
    command("flock", "echo 'flock: Function not implemented' >&2; exit 71");
    change();
    // Of a launcher that was killed.
    Path lock = Files.createDirectories(copy.resolve("target/launcher/lock"));
    Files.writeString(lock.resolve("holder"), run("uname -n").output().strip() + " 999999999");
    Outcome outcome = run("for i in 1 2 3; do ./finegrain --version & done; wait");
    assertThat(outcome.output().lines().filter(words -> words.startsWith("finegrain ")))
        .as(outcome.error())
        .hasSize(3);
    assertThat(outcome.error()).doesNotContain("flock");
    assertThat(built()).hasSize(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void anotherUserNeedsNoBuild() throws Exception {
    assertThat(start().exit()).isZero();
    assumeThat(run("setpriv --reuid 45678 --regid 45678 --clear-groups true").exit()).isZero();
    String other = "setpriv --reuid 45678 --regid 45678 --clear-groups env -u HOME ";
    Files.setLastModifiedTime(copy.resolve(SOURCE), FileTime.from(Instant.now()));
    Outcome outcome = run(other + "./finegrain --help");
    assertThat(outcome.exit()).as(outcome.error()).isZero();
    assertThat(outcome.error()).isEmpty();
    assertThat(run(other + "./finegrain list --backend onednn").error())
        .contains("oneDNN cannot be added", "the owner");
    change();
    Outcome changed = run(other + "./finegrain --help");
    assertThat(changed.exit()).isEqualTo(2);
    assertThat(changed.error()).contains("have changed since they were built", "the owner");
    assertThat(built()).isEmpty();
    assertThat(start().exit()).isZero();
  }

  @Test
  void aLibraryThatCannotBeFetchedLeavesTheProgram() throws Exception {
    assertThat(start().exit()).isZero();
    List<Path> before = programs();
    maven("exit 1");
    assertThat(run("./finegrain list --backend onednn").error())
        .contains("to fetch oneDNN", "oneDNN could not be fetched");
    assertThat(programs()).isEqualTo(before);
  }

  /** The program says itself that --isa cannot limit these libraries. */
  @Test
  void fetchesNothingThatIsRefused() throws Exception {
    maven("exit 1");
    List<String> fetched = new ArrayList<>();
    for (String options :
        List.of(
            "--rivals openblas",
            "--rivals openblas,mkl --isa avx2",
            "--isa=avx2 --rivals=mkl",
            "--rivals openblas,unknown",
            "--rivals mkl --help",
            "train --rivals none",
            "sweep")) {
      Files.writeString(builds, "");
      assertThat(run("./finegrain bench " + options).exit()).isNotZero();
      fetched.add(built().getFirst().replaceAll(".* -am ?| ?package", ""));
    }
    assertThat(fetched).containsExactly("-Dfinegrain.openblas", "", "", "", "", "", "");
  }

  /** DJL has it for other systems by other names. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void fetchesPyTorchForTrainings() throws Exception {
    maven("exit 1");
    for (String command : List.of("train", "accuracy")) {
      Files.writeString(builds, "");
      assertThat(run("./finegrain bench " + command).exit()).isNotZero();
      assertThat(built().getFirst()).contains("-Dfinegrain.pytorch");
    }
  }

  @Test
  void aColonInThePathIsNamed() throws Exception {
    Path colon = folder.resolve("2026:11");
    assertThat(run("mkdir '%1$s' && cp -R finegrain launcher trainer '%1$s'".formatted(colon)))
        .returns(0, Outcome::exit);
    Outcome outcome = run("'" + colon.resolve("finegrain") + "' --help");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.error()).contains("2026:11 has a colon").containsOnlyOnce("\n");
  }
}
