"""Fills a directory with everything that file systems allow and programs get wrong; then changes it.

    oddities.py make DIRECTORY      makes DIRECTORY with many kinds of files
    oddities.py deepen DIRECTORY    makes DIRECTORY with paths that are longer than the kernel takes at once
    oddities.py change DIRECTORY    changes what "make" has made
"""
import os
import shutil
import socket
import struct
import subprocess
import sys

THEN = 1600000000


def write(name, content=b"content"):
    with open(name, "wb") as file:
        file.write(content)


def capability(root_id=None):
    if root_id is None:
        return struct.pack("<IIIII", 0x02000001, 0x400, 0, 0, 0)
    return struct.pack("<IIIIII", 0x03000001, 0x400, 0, 0, 0, root_id)


def make():
    names = [b"new\nline", b"-rf", b"\xff\xfe", b"caf\xe9", "caf\u00e9".encode(), b" ", b"back\\slash", b"\t", b"*"]
    names += [b"x" * 255, b"...", b".w", b"wh.", b"\xed\xb2\x80", b"30 mtime=1\n"]
    for name in names:
        write(name, name)
        os.symlink(name, b"L" + name[:250])
    os.symlink(b"t" * 4095, b"long-target")
    os.symlink(b"/nowhere/\xff\n", b"odd-target")

    write(b"setuid")
    os.chmod(b"setuid", 0o6755)
    write(b"forbidden")
    os.chmod(b"forbidden", 0)
    for name, mode in ((b"sticky", 0o1777), (b"setgid", 0o2750), (b"closed", 0)):
        os.mkdir(name)
        os.chmod(name, mode)
    for name, uid in ((b"largest-owner", 4294967294), (b"large-owner", 2097152)):
        write(name)
        os.chown(name, uid, uid)
    os.symlink(b"setuid", b"owned-link")
    os.chown(b"owned-link", 12345, 54321, follow_symlinks=False)
    write(b"capable")
    os.setxattr(b"capable", "security.capability", capability())
    write(b"capable-for-one")
    os.setxattr(b"capable-for-one", "security.capability", capability(1000))

    write(b"fraction")
    os.utime(b"fraction", ns=(1, THEN * 10**9 + 999999999))
    for name, time in ((b"epoch", 0), (b"before", -5), (b"far", 2**33 + 5)):
        write(name)
        os.utime(name, (time, time))
    write(b"before-fraction")
    os.utime(b"before-fraction", ns=(-1500000000, -1500000000))
    os.symlink(b"fraction", b"timed-link")
    os.utime(b"timed-link", ns=(5, THEN * 10**9 + 123456789), follow_symlinks=False)
    os.mkdir(b"empty")
    os.utime(b"empty", (THEN, THEN))

    os.mknod(b"character", 0o20666, os.makedev(1, 3))
    os.mknod(b"block", 0o60600, os.makedev(4095, 1048575))
    os.mkfifo(b"fifo", 0o640)
    socket.socket(socket.AF_UNIX).bind("socket")

    write(b"hard", b"linked")
    os.mkdir(b"other")
    for first, second in ((b"hard", b"other/hard"), (b"hard", b"hard-too"), (b"fifo", b"fifo-too")):
        os.link(first, second)
    os.link(b"timed-link", b"timed-link-too", follow_symlinks=False)
    os.link(b"character", b"character-too")

    for name, size in ((b"hole-at-end", 3 << 20), (b"hole-in-the-middle", 1 << 20), (b"all-hole", 7777777)):
        with open(name, "wb") as file:
            if name != b"all-hole":
                file.write(b"begin")
                file.seek(size - 3 if name == b"hole-in-the-middle" else 1 << 20)
                file.write(b"end")
            file.truncate(size)

    os.makedirs(b"tree/a/b")
    write(b"tree/a/b/file")
    write(b"tree/a/file")


def deepen():
    for number in range(30):
        name = b"%03d" % number + b"y" * 197
        os.mkdir(name)
        os.chdir(name)
        write(b"file", name)
    os.symlink(b"file", b"link")
    os.link(b"file", b"file-too")
    os.setxattr(b"file", "security.capability", capability())
    os.mkfifo(b"fifo")
    os.utime(b"fifo", ns=(1, THEN * 10**9 + 1))


def change():
    os.link(b"hard-too", b"hard-later")
    os.unlink(b"hard")
    os.chmod(b"capable", 0o700)
    os.setxattr(b"forbidden", "security.capability", capability())
    os.removexattr(b"capable-for-one", "security.capability")
    # Over an overlay, a directory of a lower layer is not renamed but copied, which mv does.
    subprocess.run(["mv", "sticky", "still-sticky"], check=True)
    os.unlink(b"fraction")
    os.mkdir(b"fraction")
    write(b"fraction/in")
    os.rmdir(b"empty")
    write(b"empty")
    os.unlink(b"odd-target")
    os.symlink(b"elsewhere", b"odd-target")
    os.unlink(b"character")
    os.mknod(b"character", 0o60666, os.makedev(1, 3))
    os.utime(b"epoch", ns=(7, 7 * 10**9 + 1))
    os.chown(b"timed-link", 3, 4, follow_symlinks=False)
    write(b"hole-at-end", b"small")
    shutil.rmtree(b"tree")
    os.mkdir(b"tree")
    write(b"tree/new")
    for name in (b"new\nline", b"\xff\xfe", b"-rf"):
        os.unlink(name)


def main(what, directory):
    os.umask(0)
    if what != "change":
        os.mkdir(directory)
    os.chdir(directory)
    {"make": make, "deepen": deepen, "change": change}[what]()


main(*sys.argv[1:])
