import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The authorities that the runtime trusts, as a file for programs that are not Java, such as docker-credential-*. The
 * executor itself has them in jre/lib/security/cacerts; the checksum beside the directory tells it that it need not read
 * the file again as long as nobody has changed it.
 */
final class CertificateBundle {

    private CertificateBundle() {}

    static void write(Path directory) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib/security/cacerts").toFile(), (char[]) null);
        List<String> names = Collections.list(store.aliases()).stream().sorted().toList();
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append("# ").append(name).append("\n-----BEGIN CERTIFICATE-----\n");
            text.append(lines.encodeToString(store.getCertificate(name).getEncoded()));
            text.append("\n-----END CERTIFICATE-----\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(Files.createDirectories(directory.resolve("certs")).resolve("ca-certificates.crt"), bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        Files.writeString(directory.resolve("ca-certificates.crc32"), Long.toHexString(crc.getValue()) + "\n");
    }
}
