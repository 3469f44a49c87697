package io.kaniko.core.registry;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The verbs about manifests. */
final class Manifests {

    /** What the distribution-spec demands of registries, and all that real ones take. */
    static final int LONGEST_BYTES = 4 * 1024 * 1024;

    private static final String ACCEPT = String.join(
            ", ", MediaType.OCI_INDEX, MediaType.DOCKER_INDEX, MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST);

    private Manifests() {}

    /** A manifest or index as it came. */
    record Fetched(String mediaType, byte[] bytes, Digest digest) {}

    /** GET of a manifest; what is named by digest must have that digest. */
    record Get(ImageReference reference, String doing) implements RegistryVerb<Fetched> {
        @Override
        public String repository() {
            return reference.repository();
        }

        @Override
        public HttpCall call(URI base) {
            return new HttpCall("GET", base.resolve(reference.repository() + "/manifests/" + reference.manifestName()))
                    .withHeader("Accept", ACCEPT);
        }

        @Override
        public boolean accepts(int status) {
            return status == 200;
        }

        @Override
        public Fetched read(HttpAnswer answer) throws IOException {
            byte[] bytes = answer.bytes(LONGEST_BYTES, "the manifest of " + reference);
            Digest digest = Digest.of(bytes);
            if (reference.digest().isPresent() && !reference.digest().get().equals(digest)) {
                throw new HttpAnswer.UnsoundAnswerException("the manifest that came has the digest " + digest);
            }
            return new Fetched(answer.mediaType(), bytes, digest);
        }
    }

    /** PUT of a manifest under its reference's name. */
    record Put(ImageReference reference, String mediaType, byte[] bytes) implements RegistryVerb<Void> {
        @Override
        public String doing() {
            return "push " + reference + " (its manifest)";
        }

        @Override
        public String repository() {
            return reference.repository();
        }

        @Override
        public List<String> scopes() {
            return RegistryVerb.pushScopes(repository());
        }

        @Override
        public HttpCall call(URI base) {
            return new HttpCall(
                    "PUT",
                    base.resolve(reference.repository() + "/manifests/" + reference.manifestName()),
                    Map.of("Content-Type", mediaType),
                    Body.of(bytes));
        }

        @Override
        public boolean accepts(int status) {
            return status == 200 || status == 201 || status == 202;
        }

        @Override
        public @org.jspecify.annotations.Nullable Void read(HttpAnswer answer) {
            return null;
        }
    }
}
