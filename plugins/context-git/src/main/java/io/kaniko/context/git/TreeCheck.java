package io.kaniko.context.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * What a commit holds that files alone do not show, found before any is written.
 *
 * @param submodules in the order of their paths
 * @param largeFiles paths whose content is kept in Git LFS, where the commit has only pointers
 * @param unspeakable the first path that is no UTF-8, which the Java runtime could not write
 */
record TreeCheck(List<Submodule> submodules, List<String> largeFiles, Optional<String> unspeakable) {

    private static final byte[] POINTER_START =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_POINTER = 1024;

    /** A repository that belongs at a path of this one. */
    record Submodule(String path, ObjectId commit) {}

    /** @param part the directory that counts, empty for all; large files elsewhere do not matter */
    static TreeCheck of(Repository repository, RevCommit commit, String part) throws IOException {
        List<Submodule> submodules = new ArrayList<>();
        List<String> largeFiles = new ArrayList<>();
        String prefix = part.isEmpty() ? "" : part + "/";
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                String path = walk.getPathString();
                if (!isText(walk.getRawPath())) {
                    return new TreeCheck(List.of(), List.of(), Optional.of(path));
                }
                if (walk.getFileMode() == FileMode.GITLINK) {
                    submodules.add(new Submodule(path, walk.getObjectId(0)));
                } else if (walk.getFileMode() != FileMode.SYMLINK
                        && path.startsWith(prefix)
                        && isPointer(walk.getObjectReader(), walk.getObjectId(0))) {
                    largeFiles.add(path);
                }
            }
        }
        return new TreeCheck(submodules, largeFiles, Optional.empty());
    }

    private static boolean isPointer(ObjectReader reader, ObjectId file) throws IOException {
        if (reader.getObjectSize(file, Constants.OBJ_BLOB) > LONGEST_POINTER) {
            return false;
        }
        byte[] content = reader.open(file, Constants.OBJ_BLOB).getCachedBytes();
        return content.length > POINTER_START.length
                && Arrays.equals(content, 0, POINTER_START.length, POINTER_START, 0, POINTER_START.length);
    }

    private static boolean isText(byte[] name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
