package io.kaniko.core.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys in PEM form (RFC 7468). */
final class PemFile {

    private static final long LARGEST_BYTES = 16 * 1024 * 1024;
    private static final Pattern SECTION =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC_ALGORITHM_NAME = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };
    private static final byte[] VERSION_ZERO = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;

    private PemFile() {}

    /** All certificates of a file, of which there must be one at least. */
    static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        List<X509Certificate> found = read(text(file), file.toString());
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM form");
        }
        return found;
    }

    /** The text of a file that may be something else; empty where it cannot be read. */
    static String textIfAny(Path file) {
        try {
            return text(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** All certificates of a text; none where one of them cannot be read. */
    static List<X509Certificate> certificatesIfAny(String text) {
        try {
            return read(text, "a file");
        } catch (IOException | CertificateException e) {
            return List.of();
        }
    }

    /** The private key of a file. */
    static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher section = SECTION.matcher(text(file));
        while (section.find()) {
            byte[] content = Base64.getMimeDecoder().decode(section.group(2));
            switch (section.group(1)) {
                case "PRIVATE KEY" -> {
                    return privateKey(content, file);
                }
                case "RSA PRIVATE KEY" -> {
                    if (section.group(2).contains("ENCRYPTED")) {
                        throw encrypted(file);
                    }
                    return privateKey(element(SEQUENCE, VERSION_ZERO, RSA_ALGORITHM, element(OCTETS, content)), file);
                }
                case "EC PRIVATE KEY" -> {
                    if (section.group(2).contains("ENCRYPTED")) {
                        throw encrypted(file);
                    }
                    byte[] curve = curve(content)
                            .orElseThrow(() -> new IOException("the key in " + file + " does not name its curve"));
                    byte[] algorithm = element(SEQUENCE, EC_ALGORITHM_NAME, curve);
                    return privateKey(element(SEQUENCE, VERSION_ZERO, algorithm, element(OCTETS, content)), file);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                default -> {
                    // Certificates and curve parameters may stand in the same file.
                }
            }
        }
        throw new IOException(file + " holds no private key in PEM form");
    }

    private static IOException encrypted(Path file) {
        return new IOException("the private key in " + file + " is encrypted; store it without a password");
    }

    private static PrivateKey privateKey(byte[] pkcs8, Path file) throws GeneralSecurityException, IOException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind; the loop tries them all.
                continue;
            }
        }
        throw new IOException("the private key in " + file + " is neither RSA nor EC nor Ed25519");
    }

    private static List<X509Certificate> read(String text, String file) throws IOException, CertificateException {
        List<X509Certificate> found = new ArrayList<>();
        Matcher section = SECTION.matcher(text);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        while (section.find()) {
            if (section.group(1).equals("CERTIFICATE") || section.group(1).equals("TRUSTED CERTIFICATE")) {
                byte[] content = Base64.getMimeDecoder().decode(section.group(2));
                try {
                    if (factory.generateCertificate(new ByteArrayInputStream(content)) instanceof X509Certificate c) {
                        found.add(c);
                    }
                } catch (CertificateException e) {
                    throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
                }
            }
        }
        return found;
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IOException(file + " is too large to be a PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    /** The curve's name in an ECPrivateKey (RFC 5915): the content of its element [0]. */
    private static Optional<byte[]> curve(byte[] key) {
        ByteBuffer outer = ByteBuffer.wrap(key);
        if (outer.remaining() < 2 || (outer.get() & 0xff) != SEQUENCE) {
            return Optional.empty();
        }
        ByteBuffer inner = content(outer);
        while (inner.remaining() > 1) {
            int tag = inner.get() & 0xff;
            ByteBuffer content = content(inner);
            if (tag == CURVE) {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }

    /** Reads a DER length and cuts out as many bytes. */
    private static ByteBuffer content(ByteBuffer in) {
        int length = in.get() & 0xff;
        if (length >= 0x80) {
            int count = length & 0x7f;
            length = 0;
            for (int i = 0; i < count && in.hasRemaining(); i++) {
                length = length << 8 | in.get() & 0xff;
            }
        }
        int usable = Math.clamp(length, 0, in.remaining());
        ByteBuffer content = in.slice(in.position(), usable);
        in.position(in.position() + usable);
        return content;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
