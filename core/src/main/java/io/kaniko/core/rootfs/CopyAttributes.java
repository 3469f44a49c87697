package io.kaniko.core.rootfs;

import io.kaniko.spi.FileStat;
import java.util.Optional;

/**
 * What a copy changes about the files it copies.
 *
 * @param owner the owner of everything that is copied ({@code --chown}, or root for a build context); empty keeps each
 *     file's own
 * @param mode {@code --chmod}; empty keeps each file's own
 */
public record CopyAttributes(Optional<Accounts.Owner> owner, Optional<ModeChange> mode) {

    /** Everything stays as it is in the source. */
    public static final CopyAttributes KEEP = new CopyAttributes(Optional.empty(), Optional.empty());

    /** Whom the copy belongs to. */
    public Accounts.Owner ownerOf(FileStat source) {
        return owner.orElseGet(() -> new Accounts.Owner(source.uid(), source.gid()));
    }

    /** The lower twelve bits of the copy's mode. */
    public int permissionsOf(FileStat source) {
        return mode.map(change -> change.applied(source.permissions(), source.isDirectory()))
                .orElse(source.permissions());
    }

    /** The owner of directories that are made on the way to the destination. */
    Accounts.Owner newParentOwner() {
        return owner.orElse(Accounts.Owner.ROOT);
    }

    int newParentPermissions() {
        return mode.map(ModeChange::forNewParents).orElse(0755);
    }
}
