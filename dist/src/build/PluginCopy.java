import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Puts a bundled plugin into its directory. A zip becomes a directory: as it is, every start would have to unpack it. */
final class PluginCopy {

    private static final String ZIP = ".zip";

    private PluginCopy() {}

    static void copy(Path plugin, Path directory) throws IOException {
        String name = plugin.getFileName().toString();
        if (!name.endsWith(ZIP)) {
            Files.copy(plugin, directory.resolve(name));
            return;
        }
        Path target = directory.resolve(name.substring(0, name.length() - ZIP.length()));
        try (ZipFile zip = new ZipFile(plugin.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path file = target.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }
}
