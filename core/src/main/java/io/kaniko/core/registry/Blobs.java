package io.kaniko.core.registry;

import io.kaniko.core.layer.BlobSink;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The verbs that read blobs. */
final class Blobs {

    private static final int BUFFER_BYTES = 128 * 1024;

    private Blobs() {}

    private static URI address(URI base, String repository, Digest digest) {
        return base.resolve(repository + "/blobs/" + digest);
    }

    /** Whether a repository has a blob. */
    record Exists(ImageReference in, Digest digest) implements RegistryVerb<Boolean> {
        @Override
        public String doing() {
            return "push to " + in.repositoryName() + " (look for " + digest + ")";
        }

        @Override
        public String repository() {
            return in.repository();
        }

        @Override
        public List<String> scopes() {
            return RegistryVerb.pushScopes(repository());
        }

        @Override
        public HttpCall call(URI base) {
            return new HttpCall("HEAD", address(base, repository(), digest));
        }

        @Override
        public boolean accepts(int status) {
            return status == 200 || status == 404;
        }

        @Override
        public Boolean read(HttpAnswer answer) {
            return answer.status() == 200;
        }
    }

    /** GET of a small blob that is wanted in memory; its digest is checked. */
    record Small(ImageReference in, Descriptor blob, int limit, String doing) implements RegistryVerb<byte[]> {
        @Override
        public String repository() {
            return in.repository();
        }

        @Override
        public HttpCall call(URI base) {
            return new HttpCall("GET", address(base, repository(), blob.digest()));
        }

        @Override
        public boolean accepts(int status) {
            return status == 200;
        }

        @Override
        public byte[] read(HttpAnswer answer) throws IOException {
            byte[] bytes = answer.bytes(limit, "the blob " + blob.digest());
            if (!Digest.of(bytes).equals(blob.digest())) {
                throw new HttpAnswer.UnsoundAnswerException(
                        "the bytes that came for " + blob.digest() + " have the digest " + Digest.of(bytes));
            }
            return bytes;
        }
    }

    /** GET of a blob into a sink, from where the sink stands; so a broken transfer is taken up again. */
    record Fetch(ImageReference from, Descriptor blob, BlobSink sink, LongConsumer progress)
            implements RegistryVerb<Void> {
        @Override
        public String doing() {
            return "fetch " + blob.digest() + " of " + from.repositoryName();
        }

        @Override
        public String repository() {
            return from.repository();
        }

        @Override
        public HttpCall call(URI base) {
            HttpCall call = new HttpCall("GET", address(base, repository(), blob.digest()));
            return sink.size() == 0 ? call : call.withHeader("Range", "bytes=" + sink.size() + "-");
        }

        @Override
        public boolean accepts(int status) {
            return status == 200 || status == 206 && sink.size() > 0;
        }

        @Override
        public @org.jspecify.annotations.Nullable Void read(HttpAnswer answer) throws IOException {
            InputStream in = answer.body();
            if (answer.status() == 200) {
                // Also for a server without ranges: what is there already is read again and dropped.
                in.skipNBytes(sink.size());
            } else {
                String range = answer.header("Content-Range").orElse("");
                if (!range.startsWith("bytes " + sink.size() + "-")) {
                    throw new IOException("the answer holds the range \"" + range + "\" instead of that asked for");
                }
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (sink.size() + count > blob.size()) {
                    throw new HttpAnswer.OversizedAnswerException(
                            "more bytes came than the " + blob.size() + " that the manifest states");
                }
                try {
                    sink.write(buffer, 0, count);
                } catch (IOException e) {
                    throw new RegistryClient.LocalFailure(e);
                }
                progress.accept(sink.size());
            }
            if (sink.size() < blob.size()) {
                throw new IOException("only " + sink.size() + " of " + blob.size() + " bytes came");
            }
            return null;
        }
    }

    /** The address of an upload, or the news that there is nothing to upload. */
    record Session(Optional<URI> location) {}

    /** A blob of another repository of the same registry. */
    record MountSource(Digest digest, String repository) {}

    /** Begins an upload, or has a blob of another repository mounted. */
    record Start(ImageReference to, Optional<MountSource> mount) implements RegistryVerb<Session> {
        @Override
        public String doing() {
            return "push to " + to.repositoryName() + " (start an upload)";
        }

        @Override
        public String repository() {
            return to.repository();
        }

        @Override
        public List<String> scopes() {
            List<String> scopes = new ArrayList<>(RegistryVerb.pushScopes(repository()));
            mount.ifPresent(source -> scopes.add("repository:" + source.repository() + ":pull"));
            return scopes;
        }

        @Override
        public HttpCall call(URI base) {
            String query = mount.map(source -> "?mount=" + source.digest() + "&from=" + source.repository())
                    .orElse("");
            return new HttpCall("POST", base.resolve(repository() + "/blobs/uploads/" + query));
        }

        @Override
        public boolean accepts(int status) {
            return status == 202 || status == 201 && mount.isPresent();
        }

        @Override
        public Session read(HttpAnswer answer) throws IOException {
            if (answer.status() == 201) {
                return new Session(Optional.empty());
            }
            URI location =
                    answer.location().orElseThrow(() -> new IOException("the upload was accepted without a Location"));
            return new Session(Optional.of(location));
        }
    }

    /** Sends a whole blob. */
    record Put(ImageReference to, Digest digest, URI location, Body body) implements RegistryVerb<Void> {
        @Override
        public String doing() {
            return "push to " + to.repositoryName() + " (upload " + digest + ")";
        }

        @Override
        public String repository() {
            return to.repository();
        }

        @Override
        public List<String> scopes() {
            return RegistryVerb.pushScopes(repository());
        }

        @Override
        public HttpCall call(URI base) {
            String separator = location.getRawQuery() == null ? "?" : "&";
            return new HttpCall(
                    "PUT",
                    URI.create(location + separator + "digest=" + digest),
                    java.util.Map.of("Content-Type", "application/octet-stream"),
                    body);
        }

        @Override
        public boolean accepts(int status) {
            return status == 201 || status == 204;
        }

        @Override
        public @org.jspecify.annotations.Nullable Void read(HttpAnswer answer) {
            return null;
        }
    }

    /** Gives an upload up; whether the registry minds is no matter. */
    record Cancel(ImageReference to, URI location) implements RegistryVerb<Void> {
        @Override
        public String doing() {
            return "push to " + to.repositoryName() + " (cancel an upload)";
        }

        @Override
        public String repository() {
            return to.repository();
        }

        @Override
        public List<String> scopes() {
            return RegistryVerb.pushScopes(repository());
        }

        @Override
        public HttpCall call(URI base) {
            return new HttpCall("DELETE", location);
        }

        @Override
        public boolean accepts(int status) {
            return true;
        }

        @Override
        public @org.jspecify.annotations.Nullable Void read(HttpAnswer answer) {
            return null;
        }
    }
}
