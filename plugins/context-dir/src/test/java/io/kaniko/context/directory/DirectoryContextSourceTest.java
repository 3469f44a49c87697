package io.kaniko.context.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.ContextSourceContract;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryContextSourceTest implements ContextSourceContract {

    @TempDir
    private Path directory;

    @Override
    public ContextSource source() {
        return new DirectoryContextSource();
    }

    @Override
    public ContextLocation existing(Path scratch) throws IOException {
        Files.writeString(scratch.resolve("Dockerfile"), "FROM scratch\n");
        return new ContextLocation("dir://" + scratch);
    }

    @Override
    public ContextLocation missing(Path scratch) {
        return new ContextLocation(scratch.resolve("nowhere").toString());
    }

    @Test
    void takesPathsWithoutScheme() throws IOException {
        assertThat(fetch(directory.toString())).isEqualTo(new FetchedContext.Directory(directory.toRealPath()));
    }

    @Test
    void takesPathsRelativeToTheWorkingDirectory() throws IOException {
        assertThat(fetch("src"))
                .isEqualTo(new FetchedContext.Directory(Path.of("src").toRealPath()));
        assertThat(fetch("dir://."))
                .isEqualTo(new FetchedContext.Directory(Path.of("").toRealPath()));
    }

    @Test
    void followsLinksToTheDirectory() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(fetch(link.toString())).isEqualTo(new FetchedContext.Directory(target.toRealPath()));
    }

    @Test
    void leavesOtherSchemesAlone() {
        assertThat(source().accepts(new ContextLocation("tar:///a.tar"))).isFalse();
        assertThat(source().accepts(new ContextLocation("s3://bucket/key"))).isFalse();
        assertThat(source().accepts(new ContextLocation("git@github.com:foo/bar.git")))
                .isFalse();
        assertThat(source().accepts(new ContextLocation("dir://a@b:c"))).isTrue();
    }

    @Test
    void pointsToTarForAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("context.tar"));
        assertThatThrownBy(() -> fetch(file.toString()))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"" + file + "\": " + file + " is not a directory.")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("tar://" + file));
    }

    @Test
    void refusesAnEmptyPath() {
        assertThatThrownBy(() -> fetch("dir://"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("the path is empty");
    }

    private FetchedContext fetch(String location) throws IOException {
        return source().fetch(new ContextRequest(
                new ContextLocation(location),
                directory,
                Map.of(),
                InputStream.nullInputStream(),
                TransferProgress.NONE));
    }
}
