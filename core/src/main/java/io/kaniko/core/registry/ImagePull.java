package io.kaniko.core.registry;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.image.Index;
import io.kaniko.core.image.Manifest;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds an image - at mirrors first - and reads its manifest and configuration. Layers stay where they are. */
final class ImagePull {

    private static final int LONGEST_CONFIG_BYTES = 8 * 1024 * 1024;
    private static final Set<String> OLD_TYPES = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private final RegistryClients clients;
    private final RegistryMap map;
    private final RegistryOptions options;
    private final EventSink events;

    ImagePull(RegistryClients clients, RegistryMap map, RegistryOptions options, EventSink events) {
        this.clients = clients;
        this.map = map;
        this.options = options;
        this.events = events;
    }

    PulledImage pull(ImageReference image, Platform platform) throws IOException, InterruptedException {
        List<ImageReference> places = new ArrayList<>(map.locate(image));
        if (places.isEmpty() || !options.skipDefaultRegistryFallback()) {
            places.add(image);
        }
        List<RegistryException> failures = new ArrayList<>();
        for (ImageReference place : places.subList(0, places.size() - 1)) {
            try {
                return pullFrom(place, platform, image);
            } catch (RegistryException e) {
                failures.add(e);
                events.warn(e.getMessage() + "; trying "
                        + places.get(failures.size()).registry() + " instead");
            }
        }
        try {
            return pullFrom(places.getLast(), platform, image);
        } catch (RegistryException e) {
            failures.forEach(e::addSuppressed);
            throw e;
        }
    }

    private PulledImage pullFrom(ImageReference place, Platform platform, ImageReference wanted)
            throws IOException, InterruptedException {
        RegistryClient client = clients.of(place.registry());
        String doing = "pull " + wanted + (place.equals(wanted) ? "" : " from " + place.repositoryName());
        Manifests.Fetched fetched = client.ask(new Manifests.Get(place, doing), options.pullRetries());
        try {
            if (isIndex(fetched)) {
                Descriptor chosen;
                try {
                    chosen = Index.parse(fetched.mediaType(), fetched.bytes()).choose(platform);
                } catch (BuildException e) {
                    throw new BuildException(e.kind(), "Cannot " + doing + ": " + e.getMessage(), e.remedy(), e);
                }
                ImageReference one = place.withDigest(chosen.digest());
                fetched = client.ask(new Manifests.Get(one, doing), options.pullRetries());
            }
            return image(client, place.withDigest(fetched.digest()), fetched, doing);
        } catch (IllegalArgumentException e) {
            throw client.failures()
                    .nonsense(doing, client.host(), "has a manifest that is not valid: " + e.getMessage(), e);
        }
    }

    private static boolean isIndex(Manifests.Fetched fetched) {
        if (OLD_TYPES.contains(fetched.mediaType())) {
            throw new IllegalArgumentException(
                    "it is in Docker's old format (schema 1), which registries and builders have given up;"
                            + " pull and push the image again with a newer Docker");
        }
        return MediaType.isIndex(fetched.mediaType())
                || !MediaType.isManifest(fetched.mediaType()) && Index.looksLikeOne(fetched.bytes());
    }

    private PulledImage image(RegistryClient client, ImageReference found, Manifests.Fetched fetched, String doing)
            throws IOException, InterruptedException {
        Manifest manifest = Manifest.parse(fetched.mediaType(), fetched.bytes());
        manifest.requireContainerImage();
        ImageConfig config = ImageConfig.parse(client.ask(
                new Blobs.Small(found, manifest.config(), LONGEST_CONFIG_BYTES, doing), options.pullRetries()));
        return new PulledImage(found, manifest, config, manifest.layersOf(config, Optional.of(found)));
    }
}
