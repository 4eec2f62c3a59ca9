package finegrain.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files are recorded from Linux machines, shortened, in a folder of their own. */
class LinuxFilesTest {
  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void cache(int index, String level, String type, String size) throws IOException {
    String folder = "sys/devices/system/cpu/cpu0/cache/index" + index;
    write(folder + "/level", level + "\n");
    write(folder + "/type", type + "\n");
    write(folder + "/size", size + "\n");
  }

  private LinuxFiles files() {
    return new LinuxFiles(root);
  }

  @Test
  void namesTheFirstProcessor() throws Exception {
    write(
        "proc/cpuinfo",
        """
        processor\t: 0
        vendor_id\t: GenuineIntel
        cpu family\t: 6
        model\t\t: 207
        model name\t: Intel(R) Xeon(R) Processor @ 2.60GHz
        flags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca

        processor\t: 1
        vendor_id\t: AuthenticAMD
        model name\t: another
        """);
    assertThat(files().processorModel()).contains("Intel(R) Xeon(R) Processor @ 2.60GHz");
    assertThat(files().processorVendor()).contains("GenuineIntel");
  }

  @Test
  void knowsTheLimitsOfAProcess() throws Exception {
    write(
        "proc/self/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max processes             30                   94000                processes
        Max address space         6144000000           unlimited            bytes
        """);
    assertThat(files().limit("Max processes")).hasValue(30);
    assertThat(files().limit("Max address space")).hasValue(6_144_000_000L);
    assertThat(files().limit("Max cpu time")).isEmpty();
    assertThat(files().limit("Max nonsense")).isEmpty();
  }

  @Test
  void knowsWhereNoProgramMayRun() throws Exception {
    write(
        "proc/self/mounts",
        """
        /dev/root / ext4 rw,relatime 0 0
        tmpfs /home/ann/.cache tmpfs rw,nosuid,noexec,relatime 0 0
        tmpfs /scratch tmpfs rw,noexec 0 0
        tmpfs /scratch tmpfs rw 0 0
        """);
    assertThat(files().forbidsPrograms(Path.of("/home/ann/.cache/finegrain/lib.so"))).isTrue();
    assertThat(files().forbidsPrograms(Path.of("/home/ann/.cache2/lib.so"))).isFalse();
    assertThat(files().forbidsPrograms(Path.of("/scratch/lib.so"))).isFalse();
    assertThat(new LinuxFiles(root.resolve("nothing")).forbidsPrograms(Path.of("/"))).isFalse();
  }

  /** An Arm machine's file has neither line. */
  @Test
  void aProcessorMayHaveNoName() throws Exception {
    write("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\n");
    assertThat(files().processorModel()).isEmpty();
    assertThat(files().processorVendor()).isEmpty();
  }

  @Test
  void listsTheCachesByLevel() throws Exception {
    cache(0, "1", "Data", "48K");
    cache(1, "1", "Instruction", "32K");
    cache(2, "2", "Unified", "2048K");
    cache(3, "3", "Unified", "105M");
    assertThat(files().caches())
        .extracting(LinuxFiles.Cache::toString)
        .containsExactly(
            "L1 32K instruction", "L1 48K data", "L2 2048K unified", "L3 105M unified");
    assertThat(Caches.secondLevelBytes(files())).isEqualTo(2 << 20);
  }

  @Test
  void takesASecondLevelCacheOfAMegabyteIfNoneIsReported() throws Exception {
    assertThat(Caches.secondLevelBytes(files())).isEqualTo(1 << 20);
    cache(0, "1", "Data", "48K");
    assertThat(Caches.secondLevelBytes(files())).isEqualTo(1 << 20);
    cache(1, "2", "Unified", "big");
    assertThat(Caches.secondLevelBytes(files())).isEqualTo(1 << 20);
  }

  @ParameterizedTest
  @CsvSource({"512K, 524288", "2M, 2097152", "2048k, 2097152", "65536, 65536"})
  void readsTheSizeOfACache(String size, long bytes) {
    assertThat(new LinuxFiles.Cache(2, "unified", size).bytes()).isEqualTo(bytes);
  }

  @Test
  void refusesASizeThatIsNoNumber() {
    assertThatThrownBy(() -> new LinuxFiles.Cache(2, "unified", "big").bytes())
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void readsMemoryInBytes() throws Exception {
    write("proc/meminfo", "MemTotal:       16384256 kB\nMemFree:         1234567 kB\n");
    write(
        "proc/self/status",
        "Name:\tjava\nVmPeak:\t 4567890 kB\nVmHWM:\t  524288 kB\nVmRSS:\t  262144 kB\n");
    assertThat(files().memoryBytes()).hasValue(16_384_256L * 1024);
    assertThat(files().peakResidentBytes()).hasValue(512L << 20);
    assertThat(files().residentBytes()).hasValue(256L << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "always [madvise] never, true",
    "[always] madvise never, true",
    "always madvise [never], false"
  })
  void tellsWhetherThereAreLargePages(String modes, boolean expected) throws Exception {
    write("sys/kernel/mm/transparent_hugepage/enabled", modes + "\n");
    assertThat(files().offersLargePages()).isEqualTo(expected);
  }

  @Test
  void readsTheMemoryMap() throws Exception {
    String line = "7f2c4e000000-7f2c4e021000 r-xp 00000000 08:01 1835 /usr/lib/libgomp.so.1.0.0";
    write("proc/self/maps", line + "\n");
    assertThat(files().memoryMap()).containsExactly(line);
  }

  @Test
  void knowsNothingWithoutTheFiles() {
    assertThat(files().processorModel()).isEmpty();
    assertThat(files().caches()).isEmpty();
    assertThat(files().memoryBytes()).isEmpty();
    assertThat(files().residentBytes()).isEmpty();
    assertThat(files().peakResidentBytes()).isEmpty();
    assertThat(files().offersLargePages()).isFalse();
    assertThat(files().memoryMap()).isEmpty();
  }

  @Test
  void describesTheMachine() throws Exception {
    write("proc/cpuinfo", "model name\t: AMD EPYC 9R45\n");
    cache(0, "2", "Unified", "1024K");
    Machine machine = Machine.current(files());
    assertThat(machine.cpu()).contains("AMD EPYC 9R45");
    assertThat(machine.caches()).isEqualTo(List.of("L2 1024K unified"));
    assertThat(machine.memoryBytes()).isEmpty();
    assertThat(machine.processors()).isPositive();
    assertThat(machine.os()).startsWith(System.getProperty("os.name"));
    assertThat(machine.java()).startsWith(System.getProperty("java.vm.version"));
  }
}
