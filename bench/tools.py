"""Those that are measured, each driven as its user drives it."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = "localhost/busybox:1"
COMPOSE = "docker compose -f stack.yaml"


def pss(process):
    """Proportional set size in KiB, proc(5) smaps_rollup."""
    rollup = (process / "smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])


def processes():
    """Every process with its command's words; those that end meanwhile are left out."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            yield process, (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue


def at_rest():
    """Waits until the processors have had nothing to do for nine tenths of half a second, but ten seconds at most; proc(5), /proc/stat."""
    def idle():
        fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        return fields[3] + fields[4], sum(fields[:8])

    end = time.perf_counter() + 10
    while time.perf_counter() < end:
        before = idle()
        time.sleep(0.5)
        rested, passed = (after - then for after, then in zip(idle(), before))
        if rested >= 0.9 * passed:
            return


class Jstack:
    name = "jstack"

    def __init__(self, work, home=ROOT, instance=f"jstack-bench-{os.getpid()}"):
        self.work = work
        self.launcher = home / "jstack"
        self.instance = instance
        self.environment = {**os.environ, "JSTACK_INSTANCE": self.instance}

    def open(self):
        self.call("/", "engine", "status", check=False)
        self.call("/", "import", str(image_tar(self.work)), IMAGE)

    def call(self, directory, *words, check=True):
        """Runs the launcher; answers (milliseconds, standard output)."""
        log = self.work / "jstack.err"
        with open(log, "wb") as errors, open(self.work / "jstack.out", "w+b") as output:
            begin = time.perf_counter()
            code = subprocess.call([str(self.launcher), *words], cwd=directory, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
            took = (time.perf_counter() - begin) * 1000
            output.seek(0)
            text = output.read().decode()
        if check and code != 0:
            raise SystemExit(f"jstack {' '.join(words)} ended with {code}:\n{text}{log.read_text()}")
        return took, text

    def compose(self, directory, *words):
        return self.call(directory, *words)[0]

    def output(self, directory, *words):
        return self.call(directory, *words)[1]

    def timed_output(self, directory, *words):
        return self.call(directory, *words)

    def images(self, directory, *words):
        return self.call(directory, "image", *words)[0]

    def load(self, tar):
        self.call("/", "image", "load", "-q", "-i", str(tar))

    def registry(self, config):
        """A docker-registry where the tool's 127.0.0.1 is."""
        return subprocess.Popen(["docker-registry", "serve", str(config)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def peak(self, work):
        """MiB by which the engine's resident memory grew at most while `work` was done; proc(5), clear_refs and VmHWM."""
        process = pathlib.Path(f"/proc/{self.engine()}")

        def status(key):
            return int(next(line for line in (process / "status").read_text().splitlines() if line.startswith(key)).split()[1])

        (process / "clear_refs").write_text("5")
        before = status("VmRSS:")
        work()
        return (status("VmHWM:") - before) / 1024

    def rows(self, directory):
        return [json.loads(line) for line in self.output(directory, "ps", "-a", "--format", "json").splitlines()]

    def running(self, directory):
        return sum(row["State"] == "running" for row in self.rows(directory))

    def pids(self, directory):
        return {row["Service"]: row["Pid"] for row in self.rows(directory)}

    def engine(self):
        """The engine's process id."""
        status = self.call("/", "engine", "status")[1]
        return int(next(line for line in status.splitlines() if line.startswith("pid:")).split()[1])

    @staticmethod
    def processor_time(engine):
        """Seconds that the engine and the small processes it keeps, such as those inside containers, have used."""
        fields = pathlib.Path(f"/proc/{engine}/stat").read_text().rsplit(")", 1)[1].split()
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        for process, _ in processes():
            try:
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == engine and (process / "comm").read_text().startswith("jstack-"):
                    used += int((process / "schedstat").read_text().split()[0]) / 1e9
            except OSError:
                continue
        return used

    def memory(self):
        """MiB of the engine, its guard and the holders."""
        engine = self.engine()
        total = pss(pathlib.Path(f"/proc/{engine}"))
        mine = f"JSTACK_INSTANCE={self.instance}\0".encode()
        for process, words in processes():
            try:
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
                environment = (process / "environ").read_bytes()
                is_holder = parent == engine and environment.startswith(b"JSTACK_HOLDER=")
                is_guard = "--guard" in words and mine in environment
                if is_holder or is_guard:
                    total += pss(process)
            except OSError:
                continue
        return total / 1024

    def stream(self, script, *arguments):
        """Runs a Python script where the tool's published ports are."""
        return subprocess.check_output([sys.executable, "-c", script, *arguments], text=True)

    def address(self, directory, service):
        data = json.loads(self.output(directory, "inspect", self.rows_of(directory, service)["Name"]))
        networks = (data[0] if isinstance(data, list) else data)["NetworkSettings"]["Networks"]
        return next(iter(networks.values()))["IPAddress"]

    def rows_of(self, directory, service):
        return next(row for row in self.rows(directory) if row["Service"] == service)

    def close(self):
        if not pathlib.Path(f"/var/lib/{self.instance}").exists():
            return
        for project in self.output("/", "ls", "-a", "-q").split():
            self.call("/", "-p", project, "down", "-t", "0", "-v", check=False)
        self.call("/", "engine", "stop", check=False)
        for parent in ("/var/lib", "/run"):
            shutil.rmtree(f"{parent}/{self.instance}", ignore_errors=True)


class Peer:
    """An engine with Docker's API, and docker compose before it. Inside the peers' own namespaces; the clock runs there, so entering
    them costs it nothing."""

    def __init__(self, peers, work):
        self.lib = pathlib.Path(peers) / "lib.sh"
        self.peers = pathlib.Path(os.environ.get("PEERS", "/tmp/peers"))
        self.shared = self.peers / "work" / f"jstack-bench-{os.getpid()}-{self.cli}"
        self.work = work

    def is_set_up(self):
        holder = self.peers / "run" / "holder.pid"
        return holder.exists() and self.script(f"{self.cli} image inspect {IMAGE} >/dev/null 2>&1 && echo yes || true") == "yes"

    def open(self):
        self.shared.mkdir(parents=True)

    def script(self, text):
        done = subprocess.run(["bash", "-c", f'. "{self.lib}"; px bash -c "$0"', f"export DOCKER_HOST={self.api()}; {text}"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SystemExit(f"{self.name}: {text}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def inside(self, *words):
        """A process beside the peers', which lasts."""
        holder = (self.peers / "run" / "holder.pid").read_text().strip()
        return subprocess.Popen(["nsenter", "-t", holder, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def here(self, directory):
        here = self.shared / pathlib.Path(directory).name
        if not here.exists():
            shutil.copytree(directory, here)
        return here

    def timed(self, directory, command):
        return float(self.script(
            f"cd {self.here(directory)}; a=${{EPOCHREALTIME/./}}; {command} >out.log 2>&1 || {{ cat out.log; exit 1; }}; "
            "b=${EPOCHREALTIME/./}; echo $(( (b-a) / 1000 )).$(( (b-a) % 1000 / 100 ))"))

    def compose(self, directory, *words):
        return self.timed(directory, f"{COMPOSE} {' '.join(words)}")

    def images(self, directory, *words):
        return self.timed(directory, f"{self.cli} image " + " ".join(words))

    def load(self, tar):
        shutil.copy(tar, self.shared)
        self.script(f"{self.cli} image load -q -i {self.shared / tar.name}")

    def registry(self, config):
        return self.inside("-n", "--", "docker-registry", "serve", str(config))

    def output(self, directory, *words):
        return self.script(f"cd {self.here(directory)}; {COMPOSE} {' '.join(words)}")

    def timed_output(self, directory, *words):
        return self.compose(directory, *words), (self.here(directory) / "out.log").read_text()

    def running(self, directory):
        return len(self.output(directory, "ps", "-q").splitlines())

    def inspect(self, directory, form, service=""):
        return self.script(f"cd {self.here(directory)}; {self.cli} inspect --format '{form}' $({COMPOSE} ps -q {service})")

    def pids(self, directory):
        lines = self.inspect(directory, '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Pid}}').splitlines()
        return {service: int(pid) for service, pid in (line.split() for line in lines)}

    def address(self, directory, service):
        return self.inspect(directory, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", service)

    def stream(self, script, *arguments):
        (self.shared / "stream.py").write_text(script)
        return self.script(f"python3 {self.shared}/stream.py " + " ".join(arguments))

    def bundle(self, runtime, root):
        """An OCI bundle as the runtime's own `spec` makes it, /bin/true without a terminal: namespaces, but no network."""
        here = self.shared / runtime
        shutil.copytree(root, here / "rootfs", symlinks=True)
        self.script(f"cd {here}; {runtime} spec")
        config = json.loads((here / "config.json").read_text())
        config["process"].update(terminal=False, args=["/bin/true"])
        (here / "config.json").write_text(json.dumps(config))
        return here

    def close(self):
        self.script("for p in $(docker compose ls -aq | grep '^bench'); do docker compose -p $p down -t 0 -v; done")
        shutil.rmtree(self.shared, ignore_errors=True)


class DockerCompose(Peer):
    name, cli = "docker compose", "docker"

    def api(self):
        return f"unix://{self.peers}/run/docker.sock"

    def memory(self):
        names = ("dockerd", "containerd", "containerd-shim-runc-v2", "docker-proxy")
        total = 0
        for process, words in processes():
            if pathlib.Path(words[0]).name in names:
                try:
                    total += pss(process)
                except OSError:
                    continue
        return total / 1024


class Podman(Peer):
    """Under docker compose, by podman's own service of Docker's API: the same client and file as the others have, and the faster of
    the two ways (podman-compose took twice as long for 50 services). It runs no health checks without systemd."""
    name, cli = "compose on podman", "podman"

    def api(self):
        return f"unix://{self.peers}/run/jstack-bench-podman.sock"

    def open(self):
        self.service = self.inside("-m", "-n", "--", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                                   "PODMAN_IGNORE_CGROUPSV1_WARNING=1", "podman", "system", "service", "--time=0", self.api())
        self.script("for i in $(seq 100); do docker version >/dev/null 2>&1 && exit; sleep 0.1; done; docker version")
        super().open()

    def close(self):
        super().close()
        self.service.terminate()
        self.service.wait()


def load_built(tools, directory, sources, *images):
    """The same for all: made once by jstack from Debian's packages, and kept until what they are made from changes."""
    tar = ROOT / "target/bench" / f"{sources.name}.tar"
    if not tar.exists() or tar.stat().st_mtime < max(file.stat().st_mtime for file in sources.rglob("*")):
        print(f"making {tar}, some minutes", flush=True)
        tar.parent.mkdir(parents=True, exist_ok=True)
        tools[0].compose(directory, "build")
        new = tar.with_suffix(".new")
        tools[0].compose(directory, "save", "-o", str(new), *images)
        new.rename(tar)
    for tool in tools:
        tool.load(tar)


def image_tar(work):
    root = work / "root"
    for name in ("bin", "dev", "etc", "proc", "sys", "tmp"):
        (root / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", root / "bin/busybox")
    for applet in subprocess.check_output(["/bin/busybox", "--list"], text=True).split():
        if applet != "busybox":
            (root / "bin" / applet).symlink_to("busybox")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    subprocess.check_call(["tar", "-C", root, "--owner=0", "--group=0", "-cf", work / "image.tar", "."])
    return work / "image.tar"
