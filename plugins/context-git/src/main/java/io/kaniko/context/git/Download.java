package io.kaniko.context.git;

import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/** Brings commits of one remote into one local repository, and no more of its history than is asked for. */
final class Download {

    private static final String TEMPORARY = "refs/kaniko/commit";
    private static final List<RefSpec> EVERYTHING =
            List.of(new RefSpec("+refs/heads/*:refs/remotes/origin/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    private final Repository repository;
    private final Remote remote;
    private final Connections connections;
    private final OptionalInt depth;
    private final TransferProgress progress;
    private long bytes;

    /** @param earlierBytes what other repositories of the same context have brought */
    Download(
            Repository repository,
            Remote remote,
            Connections connections,
            OptionalInt depth,
            TransferProgress progress,
            long earlierBytes) {
        this.repository = repository;
        this.remote = remote;
        this.connections = connections;
        this.depth = depth;
        this.progress = progress;
        this.bytes = earlierBytes;
    }

    /** What has arrived, with what others have brought before. */
    long bytes() {
        return bytes;
    }

    /** What a name means at the remote; empty is its default branch. */
    Optional<RemoteRefs.Found> find(Optional<String> name) throws IOException {
        try (Transport transport = connections.open(repository, remote);
                FetchConnection connection = transport.openFetch(List.of(), RemoteRefs.patterns(name))) {
            Map<String, Ref> refs = connection.getRefsMap();
            return new RemoteRefs(refs).find(name);
        }
    }

    /** Fetches what a reference points to. */
    ObjectId fetch(RemoteRefs.Found ref, boolean everyBranch) throws IOException {
        List<RefSpec> wanted = new ArrayList<>();
        wanted.add(new RefSpec("+" + ref.name() + ":" + ref.localName()));
        if (everyBranch) {
            wanted.add(EVERYTHING.getFirst());
        }
        fetch(wanted, depth);
        return required(ref.localName());
    }

    /**
     * Fetches one commit by its name, and where the server does not give it so, all branches and tags to look for it.
     *
     * @param commit 40 hexadecimal digits
     * @param near a reference to look at as well
     */
    Optional<ObjectId> fetchCommit(String commit, Optional<String> near) throws IOException {
        ObjectId wanted = ObjectId.fromString(commit);
        try {
            fetch(List.of(new RefSpec("+" + commit + ":" + TEMPORARY)), depth);
        } catch (TransportException e) {
            if (!GitFailure.isRefusedCommit(e)) {
                throw e;
            }
            fetchHistory(near);
        }
        return repository.getObjectDatabase().has(wanted) ? Optional.of(wanted) : Optional.empty();
    }

    /** The one commit that begins with these digits, looked for in the history of a reference. */
    Optional<ObjectId> findCommit(String digits, Optional<String> near) throws IOException {
        fetchHistory(near);
        return Optional.ofNullable(repository.resolve(digits + "^{commit}"));
    }

    private void fetchHistory(Optional<String> near) throws IOException {
        List<RefSpec> wanted = new ArrayList<>(EVERYTHING);
        if (near.isPresent()) {
            find(near).ifPresent(ref -> wanted.add(new RefSpec("+" + ref.name() + ":" + ref.localName())));
        }
        fetch(wanted, OptionalInt.empty());
    }

    private void fetch(List<RefSpec> wanted, OptionalInt commits) throws IOException {
        ReceivedBytes received =
                new ReceivedBytes(progress, repository.getDirectory().toPath().resolve("objects"), bytes);
        try (Transport transport = connections.open(repository, remote)) {
            commits.ifPresent(transport::setDepth);
            transport.fetch(received, wanted);
        } finally {
            bytes = received.end();
        }
    }

    private ObjectId required(String ref) throws IOException {
        Ref found = repository.exactRef(ref);
        if (found == null || found.getObjectId() == null) {
            throw new TransportException("the server has not sent " + ref);
        }
        return found.getObjectId();
    }

    /** The commit that an object is, or that a tag points to. */
    Optional<RevCommit> commitOf(ObjectId object) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject found = walk.peel(walk.parseAny(object));
            return found instanceof RevCommit commit ? Optional.of(walk.parseCommit(commit)) : Optional.empty();
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        }
    }

    /** Points HEAD to the commit, and forgets the names that only the transfer needed. */
    void settle(RevCommit commit) throws IOException {
        var head = repository.updateRef(Constants.HEAD, true);
        head.setNewObjectId(commit);
        head.disableRefLog();
        head.forceUpdate();
        if (repository.exactRef(TEMPORARY) != null) {
            var temporary = repository.updateRef(TEMPORARY);
            temporary.setForceUpdate(true);
            temporary.delete();
        }
    }
}
