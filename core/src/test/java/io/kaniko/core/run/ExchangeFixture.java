package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.ProcessMark;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory that plays {@code /}, with a stage below its work directory. */
final class ExchangeFixture {

    static final ProcessMark MARK = new ProcessMark(1L << 41);

    final Path top;
    final Path stage;
    final StageRoot topRoot;
    final StageRoot stageRoot;
    final ExchangeArea area;

    ExchangeFixture(Path temporary) throws IOException {
        top = Files.createDirectories(temporary.resolve("top"));
        stage = Files.createDirectories(top.resolve("kaniko/builds/1/stages/0/rootfs"));
        topRoot = new StageRoot(top);
        stageRoot = new StageRoot(stage);
        area = new ExchangeArea(top.resolve("kaniko/exchange"));
        area.make();
    }

    /** The work directory stays always. */
    KeptPlaces kept(String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.add("/kaniko");
        return KeptPlaces.of(all);
    }

    RootExchange begin(KeptPlaces kept) throws IOException {
        return begin(kept, LinuxFiles::rename);
    }

    RootExchange begin(KeptPlaces kept, Renaming renaming) throws IOException {
        List<String> closed = List.of(top.resolve("kaniko").toString());
        return RootExchange.begin(topRoot, stageRoot, area, kept, closed, MARK, renaming);
    }

    void own(String path, String content) throws IOException {
        write(top.resolve(path), content);
    }

    void staged(String path, String content) throws IOException {
        write(stage.resolve(path), content);
    }

    String read(String path) throws IOException {
        return Files.readString(top.resolve(path));
    }

    static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** What the "machine" has, without the work directory. */
    SortedMap<String, String> own() throws IOException {
        SortedMap<String, String> all = new TreeMap<>();
        describe(top, "", all);
        all.keySet().removeIf(path -> path.startsWith("kaniko/"));
        return all;
    }

    SortedMap<String, String> staged() throws IOException {
        SortedMap<String, String> all = new TreeMap<>();
        describe(stage, "", all);
        return all;
    }

    private static void describe(Path root, String path, SortedMap<String, String> into) throws IOException {
        String host = root + (path.isEmpty() ? "" : "/" + path);
        FileStat stat = LinuxFiles.lstat(host);
        String looks = stat.type() + " " + Integer.toOctalString(stat.permissions()) + " " + stat.uid() + " "
                + stat.modifiedSeconds() + "." + stat.modifiedNanos();
        into.put(
                path,
                switch (stat.type()) {
                    case REGULAR -> looks + " " + Files.readString(Path.of(host));
                    case SYMBOLIC_LINK -> looks + " " + LinuxFiles.readLink(host);
                    default -> looks;
                });
        if (stat.isDirectory()) {
            for (String name : LinuxFiles.list(host)) {
                describe(root, path.isEmpty() ? name : path + "/" + name, into);
            }
        }
    }
}
