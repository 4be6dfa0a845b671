"""What is measured of commands and of the engine itself, one function for each part of the table."""
import os
import pathlib
import re
import signal
import subprocess
import time
from functools import partial

from tools import IMAGE, at_rest


def stack(work, count, label="", body=""):
    """A folder with a stack of busybox services; {@code body} is each one's further keys."""
    directory = work / f"bench{label}{count}"
    directory.mkdir(exist_ok=True)
    body = body or '    command: ["sleep", "infinity"]\n'
    services = "".join(f"  s{i}:\n    image: {IMAGE}\n{body}" for i in range(1, count + 1))
    (directory / "stack.yaml").write_text(f"name: bench{label}{count}\nservices:\n{services}")
    return directory


WARMING = 40  # starts before a start counts as warm: by then its methods have been compiled


def part_start(tools, work, figures, options):
    """The engine says in its events how long each start took; beside it the kernel's namespaces alone, and the peers' runtimes."""
    jstack = tools[0]
    directory = stack(work, 1, "start")
    jstack.compose(directory, "up", "-d")
    runs = options.runs or 20
    bundles = [(peer, name, peer.bundle(name, work / "root")) for peer in tools[1:] for name in ("crun", "runc")]
    for i in range(-WARMING, runs):
        jstack.compose(directory, "restart", "-t", "0")
        if i < 0:
            continue
        begin = time.perf_counter()
        subprocess.check_call(["unshare", "-mpuinf", "true"])
        figures.add("container start", "unshare", (time.perf_counter() - begin) * 1000)
        for peer, name, bundle in bundles:
            figures.add("container start", f"{name} run", peer.timed(bundle, f"{name} run jstack-bench"))
    events = jstack.output(directory, "events", "--since", "10m", "--until", "0s", "--json").splitlines()
    took = [match.group(1) for line in events for match in re.finditer(r'"took":\s*"([\d.]+)ms"', line)]
    for value in took[-runs:]:
        figures.add("container start", jstack.name, float(value))
    figures.show("container start")
    jstack.compose(directory, "down", "-t", "0")


COUNTED = {1: 7, 10: 5, 50: 5, 200: 5}


def life(tools, work, figures, options, noop):
    """One tool's whole life of the stack after another's, each on a machine at rest: the kernel goes on taking down the namespaces and
    links of fifty containers for a second after a `down`, and a look at the cgroups or the links of the host sees everyone's."""
    for count in options.n or COUNTED:
        directory = stack(work, count)
        alike = tools if count <= 50 else tools[:1]  # more is to show that ours is linear
        for tool in alike:  # one round that does not count
            tool.compose(directory, "up", "-d")
            tool.compose(directory, "down", "-t", "0")
        for _ in range(options.runs or COUNTED.get(count, 3)):
            for tool in alike:
                at_rest()
                figures.add(f"up -d N={count}", tool.name, tool.compose(directory, "up", "-d"))
                running = tool.running(directory)
                if running != count:
                    raise SystemExit(f"{tool.name}: {running} of {count} running")
                for _ in range(3 if noop else 0):
                    figures.add(f"up -d, nothing to do N={count}", tool.name, tool.compose(directory, "up", "-d"))
                at_rest()
                figures.add(f"down -t 0 N={count}", tool.name, tool.compose(directory, "down", "-t", "0"))
        if count == 200 and "up -d N=50" in figures.rows:
            figures.add("up -d N=200", "4 x N=50", 4 * figures.median("up -d N=50"))
        for row in ("up -d", *(["up -d, nothing to do"] if noop else []), "down -t 0"):
            figures.show(f"{row} N={count}")


def command(tools, work, figures, options, row, count, words, plain=""):
    """`plain` are the words without a stack, where a peer can be asked so too: docker exec beside docker compose exec."""
    directory = stack(work, count, "cli")
    needs_running = words[0] != "config"
    ways = {tool.name: partial(tool.compose, directory, *words) for tool in tools}
    for peer in tools[1:] if plain else []:
        ways[f"{peer.cli} {words[0]}"] = partial(peer.timed, directory, f"{peer.cli} {plain}")
    for tool in tools if needs_running else []:
        tool.compose(directory, "up", "-d")
    for way in ways.values():
        way()
    for _ in range(options.runs or 11):
        for who, way in ways.items():
            figures.add(row, who, way())
    figures.show(row)
    for tool in tools if needs_running else []:
        tool.compose(directory, "down", "-t", "0")


def part_ps(tools, work, figures, options):
    command(tools, work, figures, options, "ps N=10", 10, ["ps"])


def part_exec(tools, work, figures, options):
    command(tools, work, figures, options, "exec true", 1, ["exec", "-T", "s1", "true"], "exec benchcli1-s1-1 true")


def part_run(tools, work, figures, options):
    command(tools, work, figures, options, "run --rm true", 1, ["run", "--rm", "-T", "s1", "true"], f"run --rm {IMAGE} true")


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
            time.sleep(10)  # at rest: a JVM gives back after 3 s, and what its compiler used after 5 more
            figures.add(f"memory N={count}", tool.name, tool.memory())
            if count:
                tool.compose(directory, "down", "-t", "0")
        figures.show(f"memory N={count}")


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


def part_idle(tools, work, figures, options):
    jstack = tools[0]
    body = ('    command: ["sleep", "infinity"]\n'
            '    healthcheck: {test: ["CMD", "true"], interval: 5s, start_interval: 200ms, start_period: 30s}\n')
    directory = stack(work, 50, "idle", body)
    jstack.compose(directory, "up", "-d", "--wait")
    engine = jstack.engine()
    time.sleep(25)  # until its compiler has seen two hundred tests
    for _ in range(options.runs or 3):
        begin, before = time.perf_counter(), jstack.processor_time(engine)
        time.sleep(20)
        used = jstack.processor_time(engine) - before
        figures.add("idle, 50 probed every 5 s", jstack.name, used / (time.perf_counter() - begin) * 100)
    figures.show("idle, 50 probed every 5 s")
    jstack.compose(directory, "down", "-t", "0")
