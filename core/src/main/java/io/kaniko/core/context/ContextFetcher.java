package io.kaniko.core.context;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings a build context to this machine with the one plugin that knows its kind. A directory is used where it lies; an
 * archive is unpacked into the work directory.
 */
public final class ContextFetcher {

    private final List<ContextSource> sources;
    private final List<Path> pluginDirectories;
    private final ArchiveUnpacker unpacker;
    private final Map<String, String> environment;
    private final InputStream standardInput;
    private final EventSink events;

    /** @param pluginDirectories where users put plugins; for the message about an unknown kind of location */
    public ContextFetcher(
            List<ContextSource> sources,
            List<Path> pluginDirectories,
            ArchiveUnpacker unpacker,
            Map<String, String> environment,
            InputStream standardInput,
            EventSink events) {
        this.sources = List.copyOf(sources);
        this.pluginDirectories = List.copyOf(pluginDirectories);
        this.unpacker = unpacker;
        this.environment = environment;
        this.standardInput = standardInput;
        this.events = events;
    }

    /** Fetches a context without options and as a whole. */
    public ContextDirectory fetch(ContextLocation location, Path workDirectory) throws IOException {
        return fetch(location, Map.of(), Optional.empty(), workDirectory);
    }

    /**
     * Fetches a context.
     *
     * @param options what is asked for beyond the location, in the order given; an option that the source does not know
     *     is refused
     * @param subPath the part of it that counts ({@code --context-sub-path}); a leading slash means its root
     * @param workDirectory is made, and left to the caller to delete
     * @throws BuildException when nobody knows such locations, nothing is there, or the transfer fails
     */
    public ContextDirectory fetch(
            ContextLocation location, Map<String, String> options, Optional<String> subPath, Path workDirectory)
            throws IOException {
        ContextSource source = sourceOf(location);
        refuseUnknown(options, source, location);
        Path fetched = Files.createDirectories(workDirectory.resolve("fetched"));
        ContextDirectory whole = switch (ask(source, location, options, fetched)) {
            case FetchedContext.Directory directory ->
                new ContextDirectory(
                        location,
                        new StageRoot(directory.path()),
                        !directory.path().startsWith(workDirectory)
                                && !directory.path().startsWith(workDirectory.toRealPath()),
                        directory.ignoreFileApplies(),
                        directory.modified());
            case FetchedContext.Archive archive -> unpack(archive, location, workDirectory.resolve("unpacked"));
        };
        return subPath.isEmpty() ? whole : part(whole, subPath.get());
    }

    /** Whether the one source of such locations has an option of this name. */
    public boolean hasOption(ContextLocation location, String option) {
        return sourceOf(location).options().contains(option);
    }

    /** Whether a plugin knows such locations. */
    public boolean takes(ContextLocation location) {
        return sources.stream().anyMatch(source -> source.accepts(location));
    }

    private ContextSource sourceOf(ContextLocation location) {
        List<ContextSource> accepting =
                sources.stream().filter(source -> source.accepts(location)).toList();
        if (accepting.size() > 1) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    what(location) + "more than one plugin takes it: "
                            + String.join(
                                    ", ",
                                    accepting.stream().map(ContextSource::name).toList())
                            + ".",
                    "Remove all of them but one; \"executor plugins list\" shows their files.");
        }
        if (accepting.isEmpty()) {
            throw unknown(location);
        }
        return accepting.getFirst();
    }

    private BuildException unknown(ContextLocation location) {
        String kind = location.scheme()
                .map(scheme -> "locations that begin with " + scheme + "://")
                .orElse("directories");
        return new BuildException(
                BuildException.Kind.USER,
                what(location) + "no installed plugin takes " + kind + ".",
                knownLocations(location));
    }

    /** A remedy for a location that no plugin takes: those that there are, and where others go. */
    public String knownLocations(ContextLocation location) {
        List<String> examples = sources.stream().map(ContextSource::example).toList();
        List<String> schemes = examples.stream()
                .flatMap(example -> new ContextLocation(example).scheme().stream())
                .toList();
        String near = location.scheme()
                .flatMap(scheme -> NearSpelling.of(scheme, schemes))
                .map(scheme -> "Did you mean " + scheme + "://? ")
                .orElse("");
        String known = examples.isEmpty()
                ? "No context source is installed. "
                : "Known are " + String.join(", ", examples) + ". ";
        String directories = pluginDirectories.isEmpty()
                ? "A plugin can add others."
                : "A plugin for others goes into "
                        + String.join(
                                " or ",
                                pluginDirectories.stream().map(Path::toString).toList())
                        + ".";
        return near + known + directories;
    }

    private static void refuseUnknown(Map<String, String> options, ContextSource source, ContextLocation location) {
        for (String option : options.keySet()) {
            if (!source.options().contains(option)) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        what(location) + "the context source " + source.name() + " has no option \"" + option + "\".",
                        source.options().isEmpty()
                                ? "It has no options at all: leave it out."
                                : "It has "
                                        + String.join(
                                                ", ",
                                                source.options().stream()
                                                        .sorted()
                                                        .toList())
                                        + ".");
            }
        }
    }

    private FetchedContext ask(
            ContextSource source, ContextLocation location, Map<String, String> options, Path fetched) {
        AtomicLong arrived = new AtomicLong();
        long start = System.nanoTime();
        try {
            TransferProgress progress = (bytes, total) -> {
                arrived.set(bytes);
                tell(location, bytes, total);
            };
            FetchedContext context =
                    source.fetch(new ContextRequest(location, fetched, environment, standardInput, progress, options));
            if (context == null) {
                throw new IllegalStateException("fetch returned null");
            }
            if (arrived.get() > 0) {
                tellEnd(location, arrived.get(), start);
            }
            return context;
        } catch (IOException e) {
            throw failed(location, source.name() + " failed: " + words(e), e);
        } catch (BuildException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new BuildException(
                    BuildException.Kind.INTERNAL,
                    what(location) + "the plugin " + source.name() + " failed with " + words(e) + ".",
                    Optional.of("This is a fault of the plugin."),
                    e);
        }
    }

    private ContextDirectory unpack(FetchedContext.Archive archive, ContextLocation location, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        long start = System.nanoTime();
        StageRoot root = new StageRoot(directory);
        Optional<Instant> newest;
        try (InputStream in = archive.stream().open()) {
            newest = unpacker.unpack(in, archive.description(), root);
        } catch (IOException e) {
            throw failed(location, "unpacking " + archive.description() + " failed: " + words(e), e);
        }
        events.tell(new BuildEvent.TransferFinished(
                BuildEvent.TransferKind.FETCH_CONTEXT,
                location.toString(),
                0,
                Duration.ofNanos(System.nanoTime() - start),
                Optional.of("unpacked")));
        // BuildKit's rule for archives of web servers that do not say when they were changed.
        Optional<Instant> modified = archive.modified().or(() -> newest);
        return new ContextDirectory(location, root, false, true, modified);
    }

    private void tell(ContextLocation location, long bytes, OptionalLong total) {
        events.tell(new BuildEvent.TransferProgressed(
                BuildEvent.TransferKind.FETCH_CONTEXT, location.toString(), bytes, total));
    }

    private void tellEnd(ContextLocation location, long bytes, long start) {
        events.tell(new BuildEvent.TransferFinished(
                BuildEvent.TransferKind.FETCH_CONTEXT,
                location.toString(),
                bytes,
                Duration.ofNanos(System.nanoTime() - start),
                Optional.empty()));
    }

    private static ContextDirectory part(ContextDirectory whole, String subPath) throws IOException {
        String cleaned = CleanPath.of(subPath.startsWith("/") ? subPath.substring(1) : subPath);
        if (cleaned.equals("..") || cleaned.startsWith("../")) {
            throw refusedPart(whole, subPath, "it leads out of the context");
        }
        StageRoot.ResolvedPath found = whole.root().resolve(cleaned, true);
        if (found.stat().isEmpty()) {
            throw refusedPart(whole, subPath, "there is no such directory");
        }
        if (!found.isDirectory()) {
            throw refusedPart(whole, subPath, "it is not a directory");
        }
        return new ContextDirectory(
                whole.location(),
                whole.root().below(found.relative()),
                whole.inPlace(),
                whole.ignoreFileApplies(),
                whole.modified());
    }

    private static BuildException refusedPart(ContextDirectory whole, String subPath, String reason) {
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot use \"" + subPath + "\" (--context-sub-path) of the build context \"" + whole.location()
                        + "\": " + reason + ".",
                "Give a directory of the context, relative to its root.");
    }

    private static BuildException failed(ContextLocation location, String reason, Throwable cause) {
        return new BuildException(BuildException.Kind.EXTERNAL, what(location) + reason + ".", Optional.empty(), cause);
    }

    private static String what(ContextLocation location) {
        return "Cannot use the build context \"" + location + "\": ";
    }

    private static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
