package io.kaniko.e2e;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A home directory that has been copied elsewhere, as an image does it. */
@ExtendWith(WorkbenchSupply.class)
class MovedHomeIT {

    @ParameterizedTest
    @ValueSource(strings = {"-cJf a.tar.xz", "-cjf a.tar.bz2", "--zstd -cf a.tar.zst", "-czf a.tar.gz"})
    void everyArchiveIsRead(String how, Workbench bench) throws Exception {
        Path moved = bench.newDirectory("moved").resolve("kaniko");
        Program.run("cp", "-a", Executor.home().toString(), moved.toString()).succeeded();
        ContextDirectory context = bench.context()
                .file("made", "content")
                .shell("tar " + how + " made && rm made")
                .dockerfile("FROM scratch\nADD a.tar.* /\n");
        Executor here = bench.executor();
        new Executor(moved.resolve("bin/executor"), here.directory(), here.environment())
                .run("--context=" + context, "--no-push")
                .succeeded();
    }
}
