import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a library into the home directory, changed in two ways.
 *
 * <p>The line of its manifest that seals its packages is left out: a sealed package remembers where it was loaded from,
 * and the AOT cache remembers that of this build, so that a home directory which has been moved could not load the
 * package's other classes ("sealing violation").
 *
 * <p>Native libraries are left out; the one for this machine is put into the directory {@code native}, where
 * {@code java.library.path} finds it. The others are dead weight, and this one would be unpacked into {@code /tmp} at every
 * start, which an image need not have.
 */
final class LibraryCopy {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern SEALED = Pattern.compile("(?m)^Sealed: *true\\r?\\n");
    private static final Pattern NATIVE = Pattern.compile("[a-z]+/[a-z0-9_]+/lib[^/]+\\.(so|dylib|dll)");
    private static final Pattern NATIVE_HERE = Pattern.compile("linux/amd64/lib[^/]+\\.so");

    private LibraryCopy() {}

    static void copy(Path jar, Path directory) throws IOException {
        Path target = directory.resolve(jar.getFileName());
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            ZipEntry manifest = zip.getEntry(MANIFEST);
            String text = manifest == null ? "" : new String(read(zip, manifest), StandardCharsets.UTF_8);
            boolean plain = !SEALED.matcher(text).find()
                    && entries.stream()
                            .noneMatch(entry -> NATIVE.matcher(entry.getName()).matches());
            if (plain) {
                Files.copy(jar, target);
                return;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
                for (ZipEntry entry : entries) {
                    byte[] content = entry.getName().equals(MANIFEST)
                            ? SEALED.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8)
                            : read(zip, entry);
                    if (NATIVE_HERE.matcher(entry.getName()).matches()) {
                        Path natives = Files.createDirectories(directory.resolve("native"));
                        Files.write(natives.resolve(Path.of(entry.getName()).getFileName()), content);
                    }
                    if (!NATIVE.matcher(entry.getName()).matches()) {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTimeLocal(entry.getTimeLocal());
                        out.putNextEntry(copy);
                        out.write(content);
                        out.closeEntry();
                    }
                }
            }
        }
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
