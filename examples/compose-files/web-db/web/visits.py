"""One page that counts its visits in PostgreSQL."""
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

# What a link to the database leaves in the environment; without links, the service's name does as well.
DATABASE = {
    "host": os.environ.get("DB_PORT_5432_TCP_ADDR", "db"),
    "port": os.environ.get("DB_PORT_5432_TCP_PORT", "5432"),
    "user": os.environ.get("DB_ENV_POSTGRES_USER", "app"),
    "dbname": os.environ.get("DB_ENV_POSTGRES_DB", "app"),
    "password": os.environ.get("DB_ENV_POSTGRES_PASSWORD") or os.environ["POSTGRES_PASSWORD"],
    "connect_timeout": 5,
}


def query(sql):
    """Runs one statement in a transaction and a connection of its own, so a restarted database is no trouble."""
    connection = psycopg2.connect(**DATABASE)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/":
            return self.answer(404, "no such page")
        try:
            (visit,) = query("UPDATE visits SET count = count + 1 RETURNING count")
        except psycopg2.Error as error:
            return self.answer(503, f"no database: {error}".strip())
        self.answer(200, f"{os.environ.get('PAGE_TITLE', 'visits')}: {visit}")

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    query("CREATE TABLE IF NOT EXISTS visits (count bigint NOT NULL)")
    query("INSERT INTO visits SELECT 0 WHERE NOT EXISTS (SELECT FROM visits)")
    server = ThreadingHTTPServer(("", 8000), Page)
    # As PID 1 a process has no default handlers: without this SIGTERM would be ignored.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print("serving on port 8000", flush=True)
    server.serve_forever()
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
