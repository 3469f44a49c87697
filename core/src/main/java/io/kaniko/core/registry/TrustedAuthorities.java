package io.kaniko.core.registry;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted wherever this program connects to: the authorities that the runtime knows; those of
 * {@code ssl/certs} in the home directory; those of {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}, which Go programs
 * read and users of kaniko therefore set. What a registry alone is trusted by comes on top.
 */
public final class TrustedAuthorities {

    /**
     * Relative to the home directory, with the checksum of the file as it was shipped. CRC-32 is enough to see that a user
     * has added to it, and the one that costs nothing before the JIT compiler is warm: SHA-256 took 0.1 s.
     */
    private static final String SHIPPED = "ssl/certs/ca-certificates.crt";

    private static final String SHIPPED_CHECKSUM = "ssl/ca-certificates.crc32";

    private final Set<String> texts;
    private @Nullable Set<X509Certificate> added;

    /** @param texts of files, in the order of reading */
    private TrustedAuthorities(Set<String> texts) {
        this.texts = texts;
    }

    /**
     * Reads the files, at once, since root isolation may put others in their place; they are taken apart by the first
     * connection. What is no certificate is passed over, for such directories also hold READMEs, keys and revocation lists.
     *
     * @param home the home directory of the program, if it has one
     * @throws IOException where a directory cannot be listed
     */
    public static TrustedAuthorities read(Map<String, String> environment, Optional<Path> home) throws IOException {
        List<Path> directories = new ArrayList<>();
        home.ifPresent(directory -> directories.add(directory.resolve("ssl/certs")));
        for (String directory : environment.getOrDefault("SSL_CERT_DIR", "").split(":")) {
            if (!directory.isEmpty() && !directories.contains(Path.of(directory))) {
                directories.add(Path.of(directory));
            }
        }
        List<Path> files = new ArrayList<>();
        String file = environment.getOrDefault("SSL_CERT_FILE", "");
        if (!file.isEmpty()) {
            files.add(Path.of(file));
        }
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> entries = Files.list(directory)) {
                    entries.filter(Files::isRegularFile).sorted().forEach(files::add);
                }
            }
        }
        // Debian's directory has three names for each certificate.
        Set<Path> once = new HashSet<>();
        Set<String> texts = new LinkedHashSet<>();
        for (Path candidate : files) {
            if (once.add(realPath(candidate)) && (home.isEmpty() || !isAsShipped(candidate, home.get()))) {
                texts.add(PemFile.textIfAny(candidate));
            }
        }
        return new TrustedAuthorities(texts);
    }

    private static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    private synchronized Set<X509Certificate> added() {
        Set<X509Certificate> known = added;
        if (known == null) {
            known = new LinkedHashSet<>();
            for (String text : texts) {
                known.addAll(PemFile.certificatesIfAny(text));
            }
            added = known;
        }
        return known;
    }

    /** The shipped file says what the runtime knows anyway; reading 150 certificates would cost each build 30 ms. */
    private static boolean isAsShipped(Path file, Path home) throws IOException {
        Path checksum = home.resolve(SHIPPED_CHECKSUM);
        if (!file.equals(home.resolve(SHIPPED)) || !Files.exists(checksum)) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        return Long.toHexString(crc.getValue())
                .equals(Files.readString(checksum).strip());
    }

    /** Makes every connection of this process trust them that is not told otherwise: those of plugins, of ADD. */
    public void useAsDefault() throws IOException {
        try {
            SSLContext.setDefault(DeferredTls.of(this::context));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], managers(List.of()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot set up TLS: " + e.getMessage(),
                    Optional.of("Check the certificates of SSL_CERT_DIR and SSL_CERT_FILE."),
                    e);
        }
    }

    /** Trust in these authorities and some more. */
    TrustManager[] managers(List<X509Certificate> more) throws GeneralSecurityException, IOException {
        Set<X509Certificate> added = added();
        if (added.isEmpty() && more.isEmpty()) {
            return factory(null);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (TrustManager manager : factory(null)) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("runtime-" + number++, authority);
                }
            }
        }
        for (X509Certificate authority : added) {
            store.setCertificateEntry("added-" + number++, authority);
        }
        for (X509Certificate authority : more) {
            store.setCertificateEntry("given-" + number++, authority);
        }
        return factory(store);
    }

    private static TrustManager[] factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
