"""PostgreSQL and a page that counts in it, examples/compose-files/web-db, from nothing but images until it answers."""
import shutil
import subprocess
import time
import urllib.request

from tools import ROOT, Jstack, load_built

EXAMPLE = ROOT / "examples/compose-files/web-db"
IMAGES = "benchwebdb-db", "benchwebdb-web"
PORT = 38080


def web_db(work):
    directory = work / "web-db"
    if not directory.exists():
        shutil.copytree(EXAMPLE, directory)
        (directory / ".env").write_text(f"COMPOSE_PROJECT_NAME=benchwebdb\nWEB_PORT={PORT}\n")
    return directory


def part_webdb(tools, work, figures, options):
    """A new volume, and so initdb, each time and for each of them."""
    row = "web-db until all healthy"
    directory = web_db(work)
    load_built(tools, directory, EXAMPLE, *IMAGES)
    for tool in tools:  # one round that does not count
        tool.compose(directory, "up", "-d", "--wait")
    root = files_of_db(tools[0], directory, work)
    for tool in tools:
        tool.compose(directory, "down", "-t", "0", "-v")
    for _ in range(options.runs or 5):
        figures.add(row, "PostgreSQL alone", postgres_alone(root))
        for tool in tools:
            figures.add(row, tool.name, tool.compose(directory, "up", "-d", "--wait"))
            tool.compose(directory, "down", "-t", "0", "-v")
    figures.show(row)


def files_of_db(jstack, directory, work):
    root = work / "db"
    root.mkdir()
    jstack.compose(directory, "export", "-o", str(work / "db.tar"), "db")
    subprocess.check_call(["tar", "-C", root, "-xpf", work / "db.tar"])
    return root


def postgres_alone(root):
    """Milliseconds of the image's entrypoint, initdb and all, in bare namespaces, until the server says that it takes connections."""
    shutil.rmtree(root / "var/lib/postgresql/cluster", ignore_errors=True)
    (root / "run/postgresql/.s.PGSQL.5432.lock").unlink(missing_ok=True)
    environment = ("PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/cluster LANG=C.UTF-8 "
                   "POSTGRES_USER=app POSTGRES_DB=app POSTGRES_PASSWORD=not-a-secret")
    begin = time.perf_counter()
    inside = ('mount --rbind /dev "$0/dev"; mount -t proc proc "$0/proc"; '
              f'chroot --userspec=postgres "$0" env -i {environment} /entrypoint.sh postgres; exit')
    server = subprocess.Popen(["unshare", "-mpuin", "--fork", "--kill-child", "sh", "-ec", inside, root],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = []
    for line in server.stderr:
        said.append(line.decode())
        if "ready to accept connections" in said[-1]:
            break
    took = (time.perf_counter() - begin) * 1000
    server.kill()  # and so the shell, their process 1
    rest = server.stderr.read().decode()  # to the end: until the last of its processes is gone
    if server.wait() >= 0:
        raise SystemExit(f"PostgreSQL did not start:\n{''.join(said)}{rest}")
    return took


def answer_of_page(begin):
    """Seconds since then until the page counts its first visit."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=10) as page:
        text = page.read().decode()
    if text != "visits: 1\n":
        raise SystemExit(f"the page of web-db says {text!r}")
    return time.perf_counter() - begin


def part_page(tools, work, figures, options):
    """Without an engine, with a built tree and images."""
    row = "web-db until its page answers"
    jstack = tools[0]
    directory = web_db(work)
    load_built([jstack], directory, EXAMPLE, *IMAGES)
    for _ in range(options.runs or 3):
        jstack.call("/", "engine", "stop")
        begin = time.perf_counter()
        jstack.compose(directory, "up", "-d", "--wait")
        figures.add(row, jstack.name, answer_of_page(begin))
        jstack.compose(directory, "down", "-t", "0", "-v")
    figures.show(row)


def part_fresh(tools, work, figures, options):
    """A clone of what is committed, with an empty repository of Maven's; Debian's packages are as the machine has them."""
    row = "fresh clone until the page answers"
    subprocess.check_call(["git", "clone", "-q", ROOT, work / "clone"])
    jstack = Jstack(work, work / "clone", f"{tools[0].instance}-fresh")
    jstack.environment |= {"MAVEN_OPTS": f"-Dmaven.repo.local={work}/m2", "WEB_PORT": str(PORT)}
    try:
        begin = time.perf_counter()
        jstack.compose(work / "clone", "-f", "examples/compose-files/web-db/stack.yaml", "up", "-d", "--wait")
        figures.add(row, jstack.name, answer_of_page(begin))
    finally:
        jstack.close()
    figures.show(row)
