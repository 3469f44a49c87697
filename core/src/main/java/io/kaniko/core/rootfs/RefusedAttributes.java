package io.kaniko.core.rootfs;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one file of an image has and the disk refused to take.
 *
 * @param inode the file on disk that this is about: another one at the same path has nothing to do with it
 * @param refused who owned the file on disk, where the owner was refused: a later owner on disk is a newer truth
 * @param owner who owns it in the image; empty where the disk tells
 * @param permissions in the image, the lower twelve bits; empty where the disk tells
 * @param node the device that the file stands for; empty for everything else
 * @param attributes the extended attributes that the disk lacks
 */
record RefusedAttributes(
        long inode,
        Accounts.Owner refused,
        Optional<Accounts.Owner> owner,
        OptionalInt permissions,
        Optional<Node> node,
        SortedMap<String, byte[]> attributes) {

    /** A device that could not be made; an empty file has its place. */
    record Node(FileType type, long deviceNumber) {}

    RefusedAttributes {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** Nothing is refused yet. */
    static RefusedAttributes ofNothing(FileStat onDisk) {
        return new RefusedAttributes(
                onDisk.inode(),
                ownerOf(onDisk),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Collections.emptySortedMap());
    }

    private static Accounts.Owner ownerOf(FileStat stat) {
        return new Accounts.Owner(stat.uid(), stat.gid());
    }

    RefusedAttributes withOwner(Optional<Accounts.Owner> wanted, FileStat onDisk) {
        return new RefusedAttributes(inode, ownerOf(onDisk), wanted, permissions, node, attributes);
    }

    RefusedAttributes withPermissions(OptionalInt wanted) {
        return new RefusedAttributes(inode, refused, owner, wanted, node, attributes);
    }

    RefusedAttributes withNode(Node wanted) {
        return new RefusedAttributes(inode, refused, owner, permissions, Optional.of(wanted), attributes);
    }

    RefusedAttributes withAttribute(String name, byte[] value) {
        SortedMap<String, byte[]> more = new TreeMap<>(attributes);
        more.put(name, value);
        return new RefusedAttributes(inode, refused, owner, permissions, node, more);
    }

    boolean isEmpty() {
        return owner.isEmpty() && permissions.isEmpty() && node.isEmpty() && attributes.isEmpty();
    }

    /** The facts about the file as the image has it. */
    FileStat over(FileStat onDisk) {
        if (onDisk.inode() != inode) {
            return onDisk;
        }
        boolean ownerCounts = owner.isPresent() && ownerOf(onDisk).equals(refused);
        int type = node.map(Node::type).orElse(onDisk.type()).modeBits();
        return new FileStat(
                onDisk.device(),
                onDisk.inode(),
                type | permissions.orElse(onDisk.permissions()),
                onDisk.links(),
                ownerCounts ? owner.get().uid() : onDisk.uid(),
                ownerCounts ? owner.get().gid() : onDisk.gid(),
                node.map(Node::deviceNumber).orElse(onDisk.deviceNumber()),
                onDisk.size(),
                onDisk.modifiedSeconds(),
                onDisk.modifiedNanos(),
                onDisk.changedSeconds(),
                onDisk.changedNanos());
    }
}
