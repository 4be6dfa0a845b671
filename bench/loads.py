"""What is measured of bytes: the network, logs, images."""
import os
import shutil
import socket
import subprocess
import time
from functools import partial

from tools import IMAGE, ROOT, load_built

# These run where the ports are. Gbit/s received in 3 s:
STREAM = """
import socket, sys, time
s = socket.create_connection((sys.argv[1], sys.argv[2])); room = memoryview(bytearray(1 << 20)); got = 0
begin = time.perf_counter(); end = begin + 3
while time.perf_counter() < end: got += s.recv_into(room)
print(got * 8 / 1e9 / (time.perf_counter() - begin))
"""
# Milliseconds of 2000 requests, each on a new connection, by the client that the baseline's goal comes from. Of its 280 the slowest
# hundredth would be the third slowest alone.
REQUESTS = """
import http.client, sys, time
times = []
for _ in range(2020):
    begin = time.perf_counter(); c = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2])); c.request('GET', '/')
    c.getresponse().read(); c.close(); times.append((time.perf_counter() - begin) * 1000)
times = sorted(times[20:]); print(times[len(times) // 2]); print(times[int(len(times) * .99)])
"""


NET = ROOT / "bench/net"
ROADS = "127.0.0.1", "bridge"
PORTS = {"stream": ("5201", "35201"), "web": ("80", "35280"), "forking": ("80", "35282")}  # inside, and published


def part_net(tools, work, figures, options):
    directory = work / "benchnet"
    shutil.copytree(NET, directory)
    load_built(tools, directory, NET, "benchnet-web")
    for tool in tools:
        tool.compose(directory, "up", "-d")
    nginx, httpd = bare_nginx(tools[0], directory, work), bare_httpd(directory)
    time.sleep(1)

    def requests(row, road, name, answer):
        p50, p99 = answer.split()
        figures.add(f"{row} p50, {road}", name, float(p50))
        figures.add(f"{row} p99, {road}", name, float(p99))

    try:
        for _ in range(options.runs or 3):
            for tool in tools:
                for road in ROADS:
                    way = partial(way_to, tool, directory, road)
                    figures.add(f"TCP stream, {road}", tool.name, float(tool.stream(STREAM, *way("stream"))))
                    requests("HTTP", road, tool.name, tool.stream(REQUESTS, *way("web")))
                    requests("HTTP of httpd", road, tool.name, tool.stream(REQUESTS, *way("forking")))
            requests("HTTP", "127.0.0.1", "no container", tools[0].stream(REQUESTS, "127.0.0.1", "35281"))
            requests("HTTP of httpd", "127.0.0.1", "no container", tools[0].stream(REQUESTS, "127.0.0.1", "35283"))
    finally:
        for server in (nginx, httpd):
            server.kill()
            server.wait()
    figures.rows["TCP stream, 127.0.0.1"]["jstack, bridge"] = figures.rows["TCP stream, bridge"]["jstack"]
    for road in ROADS:
        for row in ("TCP stream", "HTTP p50", "HTTP p99", "HTTP of httpd p50", "HTTP of httpd p99"):
            figures.show(f"{row}, {road}")
    for tool in tools:
        tool.compose(directory, "down", "-t", "0")


def way_to(tool, directory, road, service):
    inside, published = PORTS[service]
    return ("127.0.0.1", published) if road == "127.0.0.1" else (tool.address(directory, service), inside)


def bare_nginx(jstack, directory, work):
    """The same files and nothing around them: port 35281."""
    root = work / "nginx"
    root.mkdir()
    jstack.compose(directory, "export", "-o", str(work / "nginx.tar"), "web")
    subprocess.check_call(["tar", "-C", root, "-xpf", work / "nginx.tar"])
    (root / "etc/nginx/sites-available/default").write_text("server { listen 127.0.0.1:35281; root /var/www/html; }\n")
    inside = 'mount --rbind /dev "$0/dev"; mount -t proc proc "$0/proc"; exec chroot "$0" nginx -g "daemon off;"'
    return subprocess.Popen(["unshare", "-mp", "--fork", "--kill-child", "sh", "-ec", inside, root],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def bare_httpd(directory):
    """Port 35283."""
    (directory / "index.html").write_text("hello\n")
    return subprocess.Popen(["/bin/busybox", "httpd", "-f", "-p", "127.0.0.1:35283", "-h", str(directory)],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


LINES, WIDTH, LAST = 1_000_000, 100, "LASTLINE\n"


def part_logs(tools, work, figures, options):
    """What prints them is cat, since nothing is faster; what that takes into another file stands beside it."""
    directory = work / "benchlogs"
    directory.mkdir()
    lines = directory / "lines"
    with lines.open("w") as file:
        for i in range(LINES):
            file.write(f"{i:08d} {'x' * (WIDTH - 10)}\n")
    (directory / "stack.yaml").write_text(f"""name: benchlogs
services:
  s1:
    image: {IMAGE}
    command: ["sh", "-c", "cat /lines; echo LASTLINE"]
    restart: "no"
    volumes: ["./lines:/lines:ro"]
    logging:
      driver: json-file
      options: {{max-size: 200m}}
""")
    for _ in range(options.runs or 3):
        begin = time.perf_counter()
        subprocess.check_call(f"cat {lines} | cat > {directory / 'copy'}", shell=True)
        figures.add("100 MB of lines, last readable", "cat | cat > file", (time.perf_counter() - begin) * 1000)
        (directory / "copy").unlink()
        for tool in tools:
            begin = time.perf_counter()
            tool.compose(directory, "up", "-d")
            while "LASTLINE" not in tool.output(directory, "logs", "--no-log-prefix", "--no-color", "--tail", "1"):
                if time.perf_counter() - begin > 60:
                    raise SystemExit(f"{tool.name}: the last line is not there after 60 s")
                time.sleep(0.02)  # each look is a whole command, and would share two processors with what is measured
            figures.add("100 MB of lines, last readable", tool.name, (time.perf_counter() - begin) * 1000)
            took, text = tool.timed_output(directory, "logs", "--no-log-prefix", "--no-color")
            figures.add("100 MB of lines, read back", tool.name, took)
            text = text.replace("\x1b[2K", "")  # docker compose wipes each line before it writes it
            if len(text) != LINES * WIDTH + len(LAST) or not text.endswith(LAST):
                raise SystemExit(f"{tool.name}: {len(text)} bytes came back, ending in {text[-len(LAST):]!r}")
            tool.compose(directory, "down", "-t", "0")
    figures.show("100 MB of lines, last readable")
    figures.show("100 MB of lines, read back")
    print(f"  each time all {LINES * WIDTH + len(LAST)} bytes, the last line at the end\n", flush=True)


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
    figures.show("load 200 MB, resident memory more")
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
