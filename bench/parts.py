"""What is measured, one function for each part of the table."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

from tools import IMAGE

LIFE = ("up", "noop", "down")
ALL = ("start", "up", "noop", "down", "ps", "exec", "run", "config", "restart", "memory", "boot", "net", "logs", "images", "idle")


def stack(work, count, label="", body=""):
    """A folder with a stack of busybox services; {@code body} is each one's further keys."""
    directory = work / f"bench{label}{count}"
    directory.mkdir(exist_ok=True)
    body = body or '    command: ["sleep", "infinity"]\n'
    services = "".join(f"  s{i}:\n    image: {IMAGE}\n{body}" for i in range(1, count + 1))
    (directory / "stack.yaml").write_text(f"name: bench{label}{count}\nservices:\n{services}")
    return directory


def part_start(tools, work, figures, options):
    """The engine says in its events how long each start took; the floor is what the kernel takes for the namespaces alone."""
    jstack = tools[0]
    directory = stack(work, 1, "start")
    jstack.compose(directory, "up", "-d")
    runs = options.runs or 20
    for i in range(runs + 5):
        jstack.compose(directory, "restart", "-t", "0")
        begin = time.perf_counter()
        subprocess.check_call(["unshare", "-mpuinf", "true"])
        if i >= 5:  # the first ones warm it up
            figures.add("container start", "unshare", (time.perf_counter() - begin) * 1000)
    events = jstack.output(directory, "events", "--since", "10m", "--until", "0s", "--json").splitlines()
    took = [match.group(1) for line in events for match in re.finditer(r'"took":\s*"([\d.]+)ms"', line)]
    for value in took[-runs:]:
        figures.add("container start", jstack.name, float(value))
    figures.show("container start")
    jstack.compose(directory, "down", "-t", "0")


def life(tools, work, figures, options, wanted):
    titles = {"up": "up -d", "noop": "up -d, nothing to do", "down": "down -t 0"}
    for count in options.n or [1, 10, 50]:
        directory = stack(work, count)
        for tool in tools:  # one round that does not count
            tool.compose(directory, "up", "-d")
            tool.compose(directory, "down", "-t", "0")
        for _ in range(options.runs or {1: 7, 10: 5}.get(count, 3)):
            for tool in tools:
                figures.add(f"up -d N={count}", tool.name, tool.compose(directory, "up", "-d"))
                running = tool.running(directory)
                if running != count:
                    raise SystemExit(f"{tool.name}: {running} of {count} running")
            for _ in range(3 if "noop" in wanted else 0):
                for tool in tools:
                    figures.add(f"up -d, nothing to do N={count}", tool.name, tool.compose(directory, "up", "-d"))
            for tool in tools:
                figures.add(f"down -t 0 N={count}", tool.name, tool.compose(directory, "down", "-t", "0"))
        for part in wanted:
            figures.show(f"{titles[part]} N={count}")


def command(tools, work, figures, options, row, count, words):
    directory = stack(work, count, "cli")
    needs_running = words[0] != "config"
    for tool in tools:
        if needs_running:
            tool.compose(directory, "up", "-d")
        tool.compose(directory, *words)
    for _ in range(options.runs or 11):
        for tool in tools:
            figures.add(row, tool.name, tool.compose(directory, *words))
    figures.show(row)
    for tool in tools if needs_running else []:
        tool.compose(directory, "down", "-t", "0")


def part_ps(tools, work, figures, options):
    command(tools, work, figures, options, "ps N=10", 10, ["ps"])


def part_exec(tools, work, figures, options):
    command(tools, work, figures, options, "exec true", 1, ["exec", "-T", "s1", "true"])


def part_run(tools, work, figures, options):
    command(tools, work, figures, options, "run --rm true", 1, ["run", "--rm", "-T", "s1", "true"])


def part_config(tools, work, figures, options):
    command(tools, work, figures, options, "config N=50", 50, ["config", "-q"])


def cgroup_procs(pid):
    """The file that lists the processes of this one's cgroup, in the hierarchy that has the pids controller."""
    lines = [line.split(":", 2) for line in pathlib.Path(f"/proc/{pid}/cgroup").read_text().splitlines()]
    for _, controllers, path in lines:
        if "pids" in controllers.split(","):
            return pathlib.Path(f"/sys/fs/cgroup/pids{path}/cgroup.procs")
    return pathlib.Path(f"/sys/fs/cgroup{lines[-1][2]}/cgroup.procs")


def runs_again(procs, before):
    """Whether another process than the one killed has become the container's program, in a pid namespace of its own."""
    try:
        for pid in procs.read_text().split():
            if int(pid) != before and pathlib.Path(f"/proc/{pid}/comm").read_text() == "sleep\n":
                return os.readlink(f"/proc/{pid}/ns/pid") != os.readlink("/proc/self/ns/pid")
    except OSError:
        pass
    return False


def part_restart(tools, work, figures, options):
    body = '    command: ["sleep", "infinity"]\n    restart: always\n'
    directory = stack(work, 5, "restart", body)
    for tool in tools:
        tool.compose(directory, "up", "-d")
    for _ in range(max(1, (options.runs or 20) // 5)):
        time.sleep(10.5)  # what has run for 10 s is restarted at once
        for tool in tools:
            for before in tool.pids(directory).values():
                figures.add("kill -9 until running", tool.name, killed(tool, before))
                time.sleep(0.5)
    figures.show("kill -9 until running")
    for tool in tools:
        tool.compose(directory, "down", "-t", "0")


def killed(tool, before):
    procs = cgroup_procs(before)
    begin = time.perf_counter()
    os.kill(before, signal.SIGKILL)
    while not runs_again(procs, before):
        if time.perf_counter() - begin > 30:
            raise SystemExit(f"{tool.name}: not running again after 30 s")
        time.sleep(0.0003)  # leaves the processor to who restarts it
    return (time.perf_counter() - begin) * 1000


def part_memory(tools, work, figures, options):
    for count in options.n or [0, 10, 50]:
        for tool in tools:
            if count:
                directory = stack(work, count, "memory")
                tool.compose(directory, "up", "-d")
            time.sleep(5)
            figures.add(f"memory N={count}", tool.name, tool.memory())
            if count:
                tool.compose(directory, "down", "-t", "0")
        figures.show(f"memory N={count}", "MiB")


def part_boot(tools, work, figures, options):
    jstack = tools[0]
    for _ in range(options.runs or 5):
        jstack.call("/", "engine", "stop", check=False)
        figures.add("engine start", jstack.name, jstack.call("/", "version")[0])
    figures.show("engine start")
    directory = stack(work, 50, "adopt")
    jstack.compose(directory, "up", "-d")
    for _ in range(options.runs or 3):
        before = jstack.pids(directory)
        begin = time.perf_counter()
        os.kill(jstack.engine(), signal.SIGKILL)
        after = jstack.pids(directory)
        figures.add("adoption of 50", jstack.name, (time.perf_counter() - begin) * 1000)
        if after != before:
            raise SystemExit("not the same processes after the engine came back")
        time.sleep(10)  # the guard lets an engine that dies quickly wait
    figures.show("adoption of 50")
    jstack.compose(directory, "down", "-t", "0")


# Runs where the ports are: Gbit/s received in 3 s, then milliseconds of 300 requests on new connections.
STREAM = """
import socket, sys, time, http.client
host, stream, web = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
s = socket.create_connection((host, stream)); room = memoryview(bytearray(1 << 20)); end = time.perf_counter() + 3; got = 0
begin = time.perf_counter()
while time.perf_counter() < end: got += s.recv_into(room)
print(got * 8 / 1e9 / (time.perf_counter() - begin))
times = []
for _ in range(320):
    a = time.perf_counter(); c = http.client.HTTPConnection(host, web); c.request('GET', '/'); c.getresponse().read(); c.close()
    times.append((time.perf_counter() - a) * 1000)
times = sorted(times[20:]); print(times[len(times) // 2]); print(times[int(len(times) * .99)])
"""


def part_net(tools, work, figures, options):
    directory = work / "benchnet"
    directory.mkdir()
    (directory / "stack.yaml").write_text(f"""name: benchnet
services:
  stream:
    image: {IMAGE}
    command: ["sh", "-c", "while :; do nc -l -p 5201 -e cat /dev/zero; done"]
    ports: ["127.0.0.1:35201:5201"]
  web:
    image: {IMAGE}
    command: ["sh", "-c", "mkdir /www; echo hello >/www/index.html; exec httpd -f -p 80 -h /www"]
    ports: ["127.0.0.1:35280:80"]
""")
    for tool in tools:
        tool.compose(directory, "up", "-d")
    time.sleep(1)
    for _ in range(options.runs or 3):
        for tool in tools:
            roads = {"127.0.0.1": [("127.0.0.1", "35201", "35280")],
                     "bridge": [(tool.address(directory, "stream"), "5201", "0"), (tool.address(directory, "web"), "0", "80")]}
            for road, ends in roads.items():
                if road == "127.0.0.1":
                    rate, p50, p99 = tool.stream(STREAM, *ends[0]).split()
                else:
                    rate = tool.stream(STREAM.split("times = []")[0], *ends[0]).split()[0]
                    web = STREAM.split("\n")
                    web = "\n".join([web[1], web[2]] + web[web.index("times = []"):])
                    p50, p99 = tool.stream(web, *ends[1]).split()
                figures.add(f"TCP stream, {road}", tool.name, float(rate))
                figures.add(f"HTTP p50, {road}", tool.name, float(p50))
                figures.add(f"HTTP p99, {road}", tool.name, float(p99))
    for road in ("127.0.0.1", "bridge"):
        figures.show(f"TCP stream, {road}", "Gbit/s")
        figures.show(f"HTTP p50, {road}")
        figures.show(f"HTTP p99, {road}")
    for tool in tools:
        tool.compose(directory, "down", "-t", "0")


LINES, WIDTH = 1_000_000, 100


def part_logs(tools, work, figures, options):
    directory = work / "benchlogs"
    directory.mkdir()
    (directory / "stack.yaml").write_text(f"""name: benchlogs
services:
  s1:
    image: {IMAGE}
    command: ["sh", "-c", "yes {'x' * (WIDTH - 1)} | head -n {LINES}; echo LASTLINE"]
    restart: "no"
    logging:
      driver: json-file
      options: {{max-size: 200m}}
""")
    for _ in range(options.runs or 3):
        for tool in tools:
            begin = time.perf_counter()
            tool.compose(directory, "up", "-d")
            while "LASTLINE" not in tool.output(directory, "logs", "--no-log-prefix", "--no-color", "--tail", "1"):
                if time.perf_counter() - begin > 60:
                    raise SystemExit(f"{tool.name}: the last line is not there after 60 s")
            figures.add("100 MB of lines, last readable", tool.name, (time.perf_counter() - begin) * 1000)
            begin = time.perf_counter()
            text = tool.output(directory, "logs", "--no-log-prefix", "--no-color")
            figures.add("100 MB of lines, read back", tool.name, (time.perf_counter() - begin) * 1000)
            if text.count("x") != LINES * (WIDTH - 1) or text.count("\n") < LINES:
                raise SystemExit(f"{tool.name}: {text.count('x')} bytes in {text.count(chr(10))} lines came back")
            tool.compose(directory, "down", "-t", "0")
    figures.show("100 MB of lines, last readable")
    figures.show("100 MB of lines, read back")


def part_images(tools, work, figures, options):
    directory = work / "benchimages"
    directory.mkdir()
    (directory / "f").write_bytes(os.urandom(10_000_000))
    (directory / "Dockerfile").write_text(
        f"FROM {IMAGE}\nCOPY f /f\nRUN wc -c /f > /g\nRUN echo a > /a\nRUN echo b > /b\nCMD [\"cat\",\"/g\"]\n")
    big = directory / "big"
    big.mkdir()
    for i in range(200):  # half of it noise, half of it text that packs well
        (big / str(i)).write_bytes(os.urandom(500_000) + f"line {i}\n".encode() * 60_000)
    subprocess.check_call(["tar", "-C", big, "--owner=0", "--group=0", "-cf", work / "big.tar", "."])
    tools[0].call("/", "import", str(work / "big.tar"), "bench/big:1")
    tools[0].call("/", "save", "-o", str(directory / "big-image.tar"), "bench/big:1")
    tools[0].call("/", "rmi", "bench/big:1")
    shutil.rmtree(big)
    build = ["build", "-q", "-t", "bench/built:1", "."]
    for tool in tools:
        tool.images(directory, *build)
    for _ in range(options.runs or 7):
        for tool in tools:
            figures.add("build, cached", tool.name, tool.images(directory, *build))
    figures.show("build, cached")
    for _ in range(options.runs or 5):
        for tool in tools:
            figures.add("build --no-cache", tool.name, tool.images(directory, *build[:1], "--no-cache", *build[1:]))
    figures.show("build --no-cache")
    for _ in range(options.runs or 3):
        for tool in tools:
            figures.add("load 200 MB", tool.name, tool.images(directory, "load", "-q", "-i", "big-image.tar"))
            tool.images(directory, "rm", "bench/big:1")
    figures.show("load 200 MB")
    pull(tools, work, directory, figures, options)
    jstack = tools[0]
    jstack.call("/", "engine", "restart")
    grown = jstack.peak(lambda: jstack.images(directory, "load", "-q", "-i", "big-image.tar"))
    figures.add("load 200 MB, resident memory more", jstack.name, grown)
    figures.show("load 200 MB, resident memory more", "MiB")
    jstack.images(directory, "rm", "bench/big:1")
    for tool in tools:
        tool.images(directory, "rm", "bench/built:1")


def pull(tools, work, directory, figures, options):
    """Each from a registry of its own, over the same files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    name = f"{address}/bench/big:1"
    config = work / "registry.yml"
    config.write_text(f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {work}/registry}}}}\n"
                      f"http: {{addr: '{address}'}}\n")
    registries = [tool.registry(config) for tool in tools]
    try:
        tools[0].images(directory, "load", "-q", "-i", "big-image.tar")
        tools[0].images(directory, "tag", "bench/big:1", name)
        tools[0].images(directory, "push", "-q", name)
        tools[0].images(directory, "rm", "bench/big:1", name)
        for _ in range(options.runs or 3):
            for tool in tools:
                figures.add("pull 200 MB", tool.name, tool.images(directory, "pull", "-q", name))
                tool.images(directory, "rm", name)
        figures.show("pull 200 MB")
    finally:
        for registry in registries:
            registry.terminate()
            registry.wait()


def part_idle(tools, work, figures, options):
    jstack = tools[0]
    body = ('    command: ["sleep", "infinity"]\n'
            '    healthcheck: {test: ["CMD", "true"], interval: 5s, start_interval: 200ms, start_period: 30s}\n')
    directory = stack(work, 50, "idle", body)
    jstack.compose(directory, "up", "-d", "--wait")
    time.sleep(5)
    engine = pathlib.Path(f"/proc/{jstack.engine()}/stat")

    def ticks():
        fields = engine.read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    for _ in range(options.runs or 3):
        begin, before = time.perf_counter(), ticks()
        time.sleep(20)
        used = (ticks() - before) / os.sysconf("SC_CLK_TCK")
        figures.add("idle, 50 probed every 5 s", jstack.name, used / (time.perf_counter() - begin) * 100)
    figures.show("idle, 50 probed every 5 s", "% of a core")
    jstack.compose(directory, "down", "-t", "0")
