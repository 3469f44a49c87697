"""Says what a tree holds, one line a file, knowing nothing of the product.

    witness.py tree ROOT [SKIPPED...]      reads a directory
    witness.py layers LAYOUT [SKIPPED...]  reads the layers of an OCI layout; the first is the base's, and in
                                           the others times that layers must not have are an error

Both give the same lines for the same files: type and mode, owner, time in whole seconds, content, link target, device,
extended attributes, and for a file with several names the first of them. The root itself is left out.
"""
import hashlib
import json
import os
import stat
import subprocess
import sys
import tarfile


def show(name):
    return repr(name)[2:-1]


def show_long(name):
    return show(name) if len(name) < 300 else show(name[:40]) + "..." + hashlib.sha256(name).hexdigest()


def digest(stream):
    hash = hashlib.sha256()
    while block := stream.read(1 << 20):
        hash.update(block)
    return hash.hexdigest()


def facts(mode, uid, gid, seconds):
    return ["%06o" % mode, "%d:%d" % (uid, gid), "t=%d" % seconds]


def attributes(values):
    return ["%s=%s" % (name, values[name].hex()) for name in sorted(values) if not name.startswith("trusted.overlay.")]


def read_tree(root, skipped):
    """Goes down by open directories, since paths may be longer than the kernel takes."""
    files = {}

    def walk(directory, prefix):
        for name in map(os.fsencode, os.listdir(directory)):
            path = prefix + b"/" + name
            if path in skipped:
                continue
            status = os.stat(name, dir_fd=directory, follow_symlinks=False)
            here = b"/proc/self/fd/%d/" % directory + name
            line = facts(status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns // 10**9)
            if stat.S_ISREG(status.st_mode):
                with open(here, "rb") as content:
                    line += ["size=%d" % status.st_size, digest(content)]
            elif stat.S_ISLNK(status.st_mode):
                line.append("to " + show_long(os.readlink(name, dir_fd=directory)))
            elif stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
                line.append("device %d:%d" % (os.major(status.st_rdev), os.minor(status.st_rdev)))
            names = os.listxattr(here, follow_symlinks=False)
            line += attributes({each: os.getxattr(here, each, follow_symlinks=False) for each in names})
            files[path] = (line, (status.st_dev, status.st_ino))
            if stat.S_ISDIR(status.st_mode):
                below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
                walk(below, path)
                os.close(below)

    walk(os.open(root, os.O_RDONLY | os.O_DIRECTORY), b"")
    return files


KINDS = {
    tarfile.REGTYPE: stat.S_IFREG,
    tarfile.DIRTYPE: stat.S_IFDIR,
    tarfile.SYMTYPE: stat.S_IFLNK,
    tarfile.CHRTYPE: stat.S_IFCHR,
    tarfile.BLKTYPE: stat.S_IFBLK,
    tarfile.FIFOTYPE: stat.S_IFIFO,
}
EXPANDERS = {"gzip": ["gzip", "-dc"], "zstd": ["zstd", "-dc"], "tar": ["cat"]}


def layers_of(layout):
    def blob(descriptor):
        return os.path.join(layout, "blobs", *descriptor["digest"].split(":"))

    with open(os.path.join(layout, "index.json")) as index:
        with open(blob(json.load(index)["manifests"][0])) as manifest:
            return [(layer["mediaType"], blob(layer)) for layer in json.load(manifest)["layers"]]


def remove(files, path):
    for each in [each for each in files if each == path or each.startswith(path + b"/")]:
        del files[each]


def read_layers(layout, skipped):
    files = {}
    for number, (media, blob) in enumerate(layers_of(layout)):
        kind = media.rsplit(".", 1)[-1].rsplit("+", 1)[-1]
        with subprocess.Popen(EXPANDERS[kind] + [blob], stdout=subprocess.PIPE) as expander:
            archive = tarfile.open(fileobj=expander.stdout, mode="r|", encoding="utf-8", errors="surrogateescape")
            seen = set()
            for entry in archive:
                path = b"/" + os.fsencode(entry.name).rstrip(b"/").removeprefix(b"./")
                if path in (b"/", b"/."):
                    continue
                if path in seen:
                    raise SystemExit("two entries for " + show(path))
                seen.add(path)
                if number > 0:
                    check_times(entry, path)
                apply(files, archive, entry, path)
            while expander.stdout.read(1 << 20):
                pass
    for path in skipped:
        remove(files, path)
    return files


def check_times(entry, path):
    for key in ("atime", "ctime", "LIBARCHIVE.creationtime"):
        if key in entry.pax_headers:
            raise SystemExit("a layer has no %s: %s" % (key, show(path)))
    if "." in entry.pax_headers.get("mtime", ""):
        raise SystemExit("a layer has no fractions of seconds: " + show(path))


def apply(files, archive, entry, path):
    parent, name = path.rsplit(b"/", 1)
    if name.startswith(b".wh."):
        remove(files, parent + b"/" + name[4:])
        return
    if entry.islnk():
        partner = files[b"/" + os.fsencode(entry.linkname)]
        remove(files, path)
        files[path] = partner
        return
    line = facts(KINDS[entry.type] | entry.mode, entry.uid, entry.gid, entry.mtime // 1)
    if entry.isreg():
        line += ["size=%d" % entry.size, digest(archive.extractfile(entry))]
    elif entry.issym():
        line.append("to " + show_long(os.fsencode(entry.linkname)))
    elif entry.ischr() or entry.isblk():
        line.append("device %d:%d" % (entry.devmajor, entry.devminor))
    prefix = "SCHILY.xattr."
    records = entry.pax_headers.items()
    line += attributes({key[len(prefix) :]: os.fsencode(value) for key, value in records if key.startswith(prefix)})
    if path in files and not entry.isdir():
        remove(files, path)
    files[path] = (line, object())


def main(what, place, *skipped):
    files = {"tree": read_tree, "layers": read_layers}[what](place, [os.fsencode(path) for path in skipped])
    names = {}
    for path in sorted(files):
        names.setdefault(files[path][1], []).append(path)
    for path in sorted(files):
        line, inode = files[path]
        linked = ["first name " + show_long(names[inode][0])] if len(names[inode]) > 1 else []
        print(show_long(path), *line, *linked)


sys.setrecursionlimit(10000)
main(*sys.argv[1:])
