package io.kaniko.context.git;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** Which commit of the repository is meant. */
final class Selection {

    private final Task task;
    private final GitLocation location;

    Selection(Task task) {
        this.task = task;
        this.location = task.location();
    }

    RevCommit fetch(Download download) throws IOException {
        ObjectId found = object(download);
        RevCommit commit = download.commitOf(found)
                .orElseThrow(() -> task.refused("", found.name() + " is not a commit", "Name a branch or a tag."));
        location.checksum().ifPresent(wanted -> {
            if (!commit.name().startsWith(wanted) && !found.name().startsWith(wanted)) {
                throw task.refused(
                        "",
                        "the commit is " + commit.name() + ", and not " + wanted + " as the checksum says",
                        "The branch or tag points elsewhere by now, or the checksum is wrong.");
            }
        });
        return commit;
    }

    private ObjectId object(Download download) throws IOException {
        Optional<String> ref = task.ref();
        if (location.commit().isPresent()) {
            return commit(location.commit().get(), ref, download);
        }
        if (task.settings().branch().isEmpty() && ref.isPresent() && GitLocation.isCommit(ref.get())) {
            return commit(ref.get(), Optional.empty(), download);
        }
        if (location.fetchByCommit() && location.checksum().isPresent()) {
            return commit(location.checksum().get(), ref, download);
        }
        RemoteRefs.Found named = download.find(ref).orElseThrow(() -> unknown(ref));
        return download.fetch(named, task.settings().everyBranch());
    }

    private ObjectId commit(String commit, Optional<String> near, Download download) throws IOException {
        Optional<ObjectId> found =
                commit.length() == 40 ? download.fetchCommit(commit, near) : download.findCommit(commit, near);
        return found.orElseThrow(() -> task.refused(
                "", "the repository has no commit " + commit, "Check the commit; perhaps it was never pushed."));
    }

    private RuntimeException unknown(Optional<String> ref) {
        if (task.settings().branch().isPresent()) {
            return task.refused(
                    "",
                    "invalid branch: " + ref.orElse(""),
                    "The repository has no branch and no tag of this name; check --git branch=.");
        }
        return ref.isPresent()
                ? task.refused(
                        "",
                        "the repository has no branch, tag or reference " + ref.get(),
                        "Check what follows the #; a commit must have all of its 40 digits.")
                : task.refused("", "the repository is empty", "Push a commit, or name a branch behind a #.");
    }
}
