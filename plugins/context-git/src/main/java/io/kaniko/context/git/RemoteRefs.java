package io.kaniko.context.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * The references of a repository, and which of them a short name means: a branch first, then a tag, then anything else
 * below {@code refs/}, such as {@code pull/7/head}. That is BuildKit's order, and kaniko's for {@code --git branch=}.
 */
record RemoteRefs(Map<String, Ref> byName) {

    /**
     * One of them.
     *
     * @param tip what it points to; for an annotated tag the tag itself
     */
    record Found(String name, ObjectId tip) {

        /** How a clone would call it. */
        String localName() {
            if (name.startsWith(Constants.R_TAGS)) {
                return name;
            }
            String start = name.startsWith(Constants.R_HEADS) ? Constants.R_HEADS : Constants.R_REFS;
            return Constants.R_REMOTES + "origin/" + (name.startsWith(start) ? name.substring(start.length()) : name);
        }
    }

    /** What to ask a server for, which may have very many of them. */
    static String[] patterns(Optional<String> name) {
        List<String> patterns = new ArrayList<>();
        if (name.isEmpty()) {
            patterns.add(Constants.HEAD);
        } else {
            patterns.addAll(candidates(name.get()));
        }
        return patterns.toArray(String[]::new);
    }

    /** The one that is meant: empty is the default branch. */
    Optional<Found> find(Optional<String> name) {
        if (name.isEmpty()) {
            return Optional.ofNullable(byName.get(Constants.HEAD))
                    .filter(head -> head.getObjectId() != null)
                    .map(head -> new Found(head.getTarget().getName(), head.getObjectId()));
        }
        return candidates(name.get()).stream()
                .filter(candidate ->
                        byName.containsKey(candidate) && byName.get(candidate).getObjectId() != null)
                .findFirst()
                .map(found -> new Found(found, byName.get(found).getObjectId()));
    }

    private static List<String> candidates(String name) {
        return List.of(
                Constants.R_HEADS + without(Constants.R_HEADS, name),
                Constants.R_TAGS + without(Constants.R_TAGS, name),
                Constants.R_REFS + without(Constants.R_REFS, name));
    }

    private static String without(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
