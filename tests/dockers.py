"""jstack and Docker side by side, for the scripts that compare what the two make of the same thing.

JSTACK_BENCH_PEERS is the folder whose setup-docker.sh has been run; PEERS where that has its files (default /tmp/peers).
"""
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INSTANCE = f"jstack-compare-{os.getpid()}"
ENVIRONMENT = {**os.environ, "JSTACK_INSTANCE": INSTANCE}
PEERS = pathlib.Path(os.environ.get("PEERS", "/tmp/peers"))


def run(words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, **more)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}")
    return done.stdout


def jstack(*words, **more):
    return run([ROOT / "jstack", *words], env=ENVIRONMENT, stdin=more.pop("stdin", subprocess.DEVNULL), **more)


def docker(*words):
    holder = (PEERS / "run" / "holder.pid").read_text().strip()
    return run(["nsenter", "-t", holder, "-m", "-n", "--", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                f"DOCKER_HOST=unix://{PEERS}/run/docker.sock", "docker", *words], stdin=subprocess.DEVNULL)


def end():
    """Takes down jstack's engine with the network that containers made alone are on, and what it kept."""
    for words in (["network", "rm", "bridge"], ["engine", "stop"]):
        subprocess.run([ROOT / "jstack", *words], env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True)
    for parent in ("/var/lib", "/run"):
        shutil.rmtree(f"{parent}/{INSTANCE}", ignore_errors=True)


def compared(compare):
    """Runs compare(work), which answers how many differences it printed; work is where both can see it."""
    if "JSTACK_BENCH_PEERS" not in os.environ:
        sys.exit(__doc__)
    work = pathlib.Path(tempfile.mkdtemp(prefix="jstack-compare", dir=PEERS / "work"))
    try:
        return compare(work)
    finally:
        end()
        shutil.rmtree(work, ignore_errors=True)


def layers(archive):
    """The image's layers, lowest first, and its config, of what either of the two saves."""
    tar = tarfile.open(archive)
    manifest = json.load(tar.extractfile("manifest.json"))[0]
    def member(name):
        found = tar.getmember(name)
        if found.issym():
            found = tar.getmember(os.path.normpath(os.path.join(os.path.dirname(name), found.linkname)))
        return tar.extractfile(found).read()
    return [member(name) for name in manifest["Layers"]], json.loads(member(manifest["Config"]))


def described(tar, entry):
    content = hashlib.sha256(tar.extractfile(entry).read()).hexdigest()[:12] if entry.isfile() else ""
    xattrs = {k: v for k, v in entry.pax_headers.items() if k.startswith("SCHILY.xattr.")}
    device = f"{entry.devmajor}:{entry.devminor}" if entry.isdev() else ""
    return {"type": entry.type.decode(), "mode": oct(entry.mode), "owner": f"{entry.uid}:{entry.gid}", "target": entry.linkname,
            "content": content, "device": device, "xattrs": xattrs, "time": int(entry.mtime)}


def tree(archives):
    """What the layers show together: name to everything about it; names of one file have the same "links"."""
    shown = {}
    for data in archives:
        tar = tarfile.open(fileobj=io.BytesIO(data))
        for entry in tar:
            name = entry.name.removeprefix("./").strip("/")
            if not name or name == ".":
                continue
            head, _, base = name.rpartition("/")
            if base == ".wh..wh..opq":
                for other in [n for n in shown if n.startswith(head + "/")]:
                    del shown[other]
                continue
            if base.startswith(".wh."):
                gone = (head + "/" if head else "") + base[4:]
                for other in [n for n in shown if n == gone or n.startswith(gone + "/")]:
                    del shown[other]
                continue
            if not entry.isdir():
                for other in [n for n in shown if n.startswith(name + "/")]:
                    del shown[other]
            if entry.islnk():
                shown[name] = shown[entry.linkname.removeprefix("./").strip("/")]
                shown[name].setdefault("links", []).append(name)
                continue
            shown[name] = described(tar, entry)
            shown[name]["links"] = [name]
    for about in shown.values():
        about["links"] = sorted(set(about["links"]))
    return shown


def tree_differences(ours, theirs, ignored=()):
    """A line for each name that is not the same in both, what is ignored left out."""
    def seen(about):
        return about and {key: value for key, value in about.items() if key not in ignored}
    return [f"{name}: jstack {seen(ours.get(name))}, docker {seen(theirs.get(name))}"
            for name in sorted(ours.keys() | theirs.keys()) if seen(ours.get(name)) != seen(theirs.get(name))]


def told(name, count, differences):
    print(f"{name}: {count} files, {len(differences)} differences", flush=True)
    for line in differences:
        print("  " + line)
    return len(differences)
