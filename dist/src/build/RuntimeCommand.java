import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How programs of the home directory are started: by its own loader, with its own C library. */
final class RuntimeCommand {

    /** What the JDK calls jspawnhelper; under that name lies a program that starts it. */
    static final String SPAWN_PROGRAM = "jspawnhelper.program";

    private static final String AOT_CACHE = LauncherProgram.HOME + "/lib/kaniko.aot";

    /** Four times the runtime's own figures. */
    private static final List<String> LATE_OPTIMIZATION = List.of(
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=2400",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=160000");

    private final List<String> jars;

    /** @param jars names in lib */
    RuntimeCommand(List<String> jars) {
        this.jars = List.copyOf(jars);
    }

    /** {@code bin/executor}, {@code bin/warmer}. The name directly in the home directory is for links to it. */
    byte[] launcher(String program) {
        return launcher(program, List.of("-XX:AOTCache=" + AOT_CACHE, "-XX:AOTMode=auto", "-Xlog:disable"));
    }

    /** The executor, writing the AOT cache when it ends: classes, and no profile of what became hot. */
    byte[] trainer() {
        return launcher(
                "executor",
                List.of(
                        "-XX:AOTCacheOutput=" + AOT_CACHE,
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-AOTRecordTraining",
                        "-Xlog:disable"));
    }

    /** The options and their reasons: docs/runtime.md. */
    private byte[] launcher(String program, List<String> cacheOptions) {
        List<String> arguments = loader();
        arguments.add(LauncherProgram.HOME + "/jre/bin/java");
        arguments.addAll(
                List.of("-XX:+UseSerialGC", "-XX:MaxRAM=2g", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData"));
        arguments.addAll(LATE_OPTIMIZATION);
        arguments.addAll(cacheOptions);
        arguments.add("--enable-native-access=ALL-UNNAMED");
        arguments.add("-Djava.library.path=" + LauncherProgram.HOME + "/lib/native");
        arguments.add("-Duser.timezone=UTC");
        arguments.add(LauncherProgram.OPTIONS);
        arguments.add("-Dkaniko.home=" + LauncherProgram.HOME);
        arguments.add("-Dkaniko.program=" + program);
        arguments.add(LauncherProgram.WITH_OWN_MOUNTS + "-Dkaniko.mounts=own");
        arguments.add("-cp");
        arguments.add(
                jars.stream().map(jar -> LauncherProgram.HOME + "/lib/" + jar).collect(Collectors.joining(":")));
        arguments.add("io.kaniko.core.cli.Main");
        arguments.add(LauncherProgram.ARGUMENTS);
        return LauncherProgram.write(
                List.of(2, 1),
                arguments,
                // File names are UTF-8, whatever the caller's locale is, and what is not goes through as bytes.
                List.of("LC_ALL=C.UTF-8", "LOCPATH=" + LauncherProgram.HOME + "/glibc/locale"));
    }

    /** Stands in for the JDK's jspawnhelper, which asks for a loader in the system's place. */
    static byte[] spawnHelper() {
        List<String> arguments = loader();
        arguments.add(LauncherProgram.HOME + "/jre/lib/" + SPAWN_PROGRAM);
        arguments.add(LauncherProgram.ARGUMENTS);
        return LauncherProgram.write(List.of(3), arguments, List.of());
    }

    private static List<String> loader() {
        return new ArrayList<>(List.of(
                LauncherProgram.HOME + "/glibc/" + SystemLibraries.LOADER,
                "--inhibit-cache",
                "--library-path",
                LauncherProgram.HOME + "/glibc:" + LauncherProgram.HOME + "/jre/lib"));
    }
}
