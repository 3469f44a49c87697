package io.kaniko.context.git;

import io.kaniko.spi.BuildException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** Puts the files of one commit into a directory, those of its submodules below it. */
final class Checkout {

    private static final int DEEPEST_SUBMODULE = 10;

    private final Task task;
    private final Connections connections;
    private final FS files;
    private long bytes;

    Checkout(Task task, Connections connections, FS files) {
        this.task = task;
        this.connections = connections;
        this.files = files;
    }

    /** What a repository is fetched for: the whole build, or a submodule of it. */
    private record Place(Remote remote, Path directory, String path, String part, int depth) {

        private String above(String name) {
            return path.isEmpty() ? name : path + "/" + name;
        }
    }

    /** Chooses a commit of a repository and brings it here. */
    @FunctionalInterface
    private interface Choice {
        RevCommit fetch(Download download) throws IOException;
    }

    /** Checks out what the location means; the commit comes back. */
    RevCommit run(Path directory) throws IOException {
        Place place = new Place(task.remote(), directory, "", task.location().subdirectory(), 0);
        return checkOut(place, new Selection(task)::fetch);
    }

    private RevCommit checkOut(Place place, Choice choice) throws IOException {
        GitFailure failure = task.failure(place.remote(), place.path(), connections);
        try (Repository repository = create(place)) {
            Download download = new Download(
                    repository,
                    place.remote(),
                    connections,
                    task.settings().depth(),
                    task.request().progress(),
                    bytes);
            RevCommit commit;
            try {
                commit = choice.fetch(download);
            } catch (IOException e) {
                throw failure.of(e);
            } finally {
                bytes = download.bytes();
            }
            download.settle(commit);
            TreeCheck check = TreeCheck.of(repository, commit, place.part());
            refuse(check, place);
            if (!new DirCacheCheckout(repository, repository.lockDirCache(), commit.getTree()).checkout()) {
                throw new IOException("the files of " + commit.name() + " could not be written");
            }
            if (task.submodules()) {
                checkOutSubmodules(check.submodules(), repository, commit, place);
            }
            finish(repository, place);
            return commit;
        }
    }

    private Repository create(Place place) throws IOException {
        Repository repository = new FileRepositoryBuilder()
                .setFS(files)
                .setWorkTree(place.directory().toFile())
                .setGitDir(place.directory().resolve(Constants.DOT_GIT).toFile())
                .build();
        repository.create();
        StoredConfig config = repository.getConfig();
        config.setString("remote", "origin", "url", place.remote().toString());
        config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
        // A log of what this program does would have the time and the machine in it.
        config.setBoolean("core", null, "logAllRefUpdates", false);
        config.save();
        return repository;
    }

    private void finish(Repository repository, Place place) throws IOException {
        if (task.keepsGitDirectory()) {
            repository.getConfig().unset("core", null, "logAllRefUpdates");
            repository.getConfig().save();
        } else {
            WrittenFiles.deleteGitDirectory(place.directory());
        }
    }

    private void refuse(TreeCheck check, Place place) {
        if (check.unspeakable().isPresent()) {
            throw task.refused(
                    place.path(),
                    "the name of \"" + check.unspeakable().get() + "\" is not UTF-8",
                    "Rename the file, or clone the repository yourself and give the directory as context.");
        }
        if (!check.largeFiles().isEmpty()) {
            throw task.refused(
                    place.path(),
                    "Git LFS keeps the content of " + check.largeFiles().getFirst()
                            + others(check.largeFiles().size()) + ", and this program does not fetch from Git LFS",
                    "Clone the repository with git-lfs and give the directory as context, or name a subdirectory"
                            + " without such files.");
        }
    }

    private static String others(int count) {
        return switch (count) {
            case 1 -> "";
            case 2 -> " and of one other file";
            default -> " and of " + (count - 1) + " other files";
        };
    }

    private void checkOutSubmodules(
            List<TreeCheck.Submodule> submodules, Repository repository, RevCommit commit, Place place)
            throws IOException {
        if (submodules.isEmpty()) {
            return;
        }
        Map<String, String> addresses = addresses(repository, commit, place);
        for (TreeCheck.Submodule submodule : submodules) {
            String path = place.above(submodule.path());
            if (place.depth() == DEEPEST_SUBMODULE) {
                throw task.refused(path, "submodules are nested more than " + DEEPEST_SUBMODULE + " deep", leaveOut());
            }
            String address = addresses.get(submodule.path());
            if (address == null) {
                throw task.refused(path, "the file .gitmodules does not say where the submodule is", leaveOut());
            }
            if (isRelevant(place.part(), submodule.path())) {
                Remote remote;
                try {
                    remote = place.remote().resolve(address);
                } catch (IllegalArgumentException e) {
                    throw task.refused(path, "its address cannot be used: " + e.getMessage(), leaveOut());
                }
                String part = place.part().startsWith(submodule.path() + "/")
                        ? place.part().substring(submodule.path().length() + 1)
                        : "";
                checkOut(
                        new Place(remote, place.directory().resolve(submodule.path()), path, part, place.depth() + 1),
                        download -> commit(download, submodule.commit(), path));
            }
        }
    }

    /** A submodule beside the directory that counts is not needed. */
    private static boolean isRelevant(String part, String path) {
        return part.isEmpty() || part.equals(path) || path.startsWith(part + "/") || part.startsWith(path + "/");
    }

    private RevCommit commit(Download download, ObjectId wanted, String path) throws IOException {
        Optional<RevCommit> found = Optional.empty();
        Optional<ObjectId> fetched = download.fetchCommit(wanted.name(), Optional.empty());
        if (fetched.isPresent()) {
            found = download.commitOf(fetched.get());
        }
        return found.orElseThrow(() -> task.refused(
                path, "the submodule's repository has no commit " + wanted.name(), "Push it there. " + leaveOut()));
    }

    private static String leaveOut() {
        return "Submodules are left out with --git recurse-submodules=false, or ?submodules=false in the address.";
    }

    private Map<String, String> addresses(Repository repository, RevCommit commit, Place place) throws IOException {
        Map<String, String> addresses = new LinkedHashMap<>();
        try {
            BlobBasedConfig config = new BlobBasedConfig(null, repository, commit, Constants.DOT_GIT_MODULES);
            for (String name : config.getSubsections("submodule")) {
                String path = config.getString("submodule", name, "path");
                String address = config.getString("submodule", name, "url");
                if (path != null && address != null) {
                    addresses.put(path, address);
                }
            }
        } catch (FileNotFoundException e) {
            return Map.of();
        } catch (ConfigInvalidException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    task.what(place.path()) + "its file .gitmodules cannot be read: " + e.getMessage() + ".",
                    Optional.of("Correct the file. " + leaveOut()),
                    e);
        }
        return addresses;
    }
}
