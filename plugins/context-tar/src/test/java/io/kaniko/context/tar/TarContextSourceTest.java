package io.kaniko.context.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.ContextSourceContract;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarContextSourceTest implements ContextSourceContract {

    private static final byte[] ARCHIVE = {1, 2, 3, 4};

    @TempDir
    private Path directory;

    @Override
    public ContextSource source() {
        return new TarContextSource();
    }

    @Override
    public ContextLocation existing(Path scratch) throws IOException {
        Path archive = Files.write(scratch.resolve("context.tar"), ARCHIVE);
        return new ContextLocation("tar://" + archive);
    }

    @Override
    public ContextLocation missing(Path scratch) {
        return new ContextLocation("tar://" + scratch.resolve("nowhere.tar.gz"));
    }

    @Test
    void readsAFileAndTellsHowFar() throws IOException {
        Path file = Files.write(directory.resolve("c.tar"), ARCHIVE);
        List<String> told = new ArrayList<>();
        FetchedContext.Archive archive = fetch(
                "tar://" + file,
                InputStream.nullInputStream(),
                (bytes, total) -> told.add(bytes + "/" + total.orElse(-1)));
        assertThat(archive.description()).isEqualTo(file.toString());
        try (InputStream in = archive.stream().open()) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
        assertThat(told).last().isEqualTo("4/4");
    }

    @Test
    void readsStandardInputFromItsFirstByteAndLeavesItOpen() throws IOException {
        boolean[] closed = {false};
        InputStream input = new ByteArrayInputStream(ARCHIVE) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        FetchedContext.Archive archive = fetch("tar://stdin", input, TransferProgress.NONE);
        assertThat(archive.description()).isEqualTo("standard input");
        try (InputStream in = archive.stream().open()) {
            assertThat(in.readAllBytes()).isEqualTo(ARCHIVE);
        }
        assertThat(closed[0]).isFalse();
    }

    @Test
    void refusesAnEmptyStandardInput() {
        assertThatThrownBy(() -> fetch("tar://stdin", InputStream.nullInputStream(), TransferProgress.NONE))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"tar://stdin\": "
                        + "no data came through standard input, so no data was found.")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("-i"));
    }

    @Test
    void doesNotWaitForATerminal() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("fd0"), Path.of("/dev/pts/7"));
        ContextRequest request = new ContextRequest(
                new ContextLocation("tar://stdin"),
                directory,
                Map.of(),
                new ByteArrayInputStream(ARCHIVE),
                TransferProgress.NONE);
        assertThatThrownBy(() -> new TarContextSource(link).fetch(request))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("standard input is a terminal, so no data was found");
    }

    @Test
    void pointsToDirForADirectory() {
        assertThatThrownBy(() -> fetch("tar://" + directory, InputStream.nullInputStream(), TransferProgress.NONE))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("is a directory")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("dir://" + directory));
    }

    @Test
    void leavesPlainPathsAlone() {
        assertThat(source().accepts(new ContextLocation("/workspace/context.tar")))
                .isFalse();
    }

    private FetchedContext.Archive fetch(String location, InputStream input, TransferProgress progress)
            throws IOException {
        return (FetchedContext.Archive)
                source().fetch(new ContextRequest(new ContextLocation(location), directory, Map.of(), input, progress));
    }
}
