#!/bin/sh
# Makes the cluster on the first start with an empty volume, then becomes the server.
set -eu

if [ "$1" = postgres ] && [ ! -d "$PGDATA" ]; then
    # Made aside and renamed when whole: a start cut off half-way is started over, not taken for a database.
    new=$PGDATA.new
    rm -rf "$new"
    umask 077
    password=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$password"
    initdb -D "$new" -U "$POSTGRES_USER" --pwfile="$password" --auth=scram-sha-256 --locale=C.UTF-8 --encoding=UTF8
    rm -f "$password"
    echo "host all all all scram-sha-256" >>"$new/pg_hba.conf"
    if [ "$POSTGRES_DB" != postgres ]; then
        printf 'CREATE DATABASE "%s"\n' "$POSTGRES_DB" | postgres --single -D "$new" postgres >/dev/null
    fi
    mv "$new" "$PGDATA"
fi

if [ "$1" = postgres ]; then
    shift
    exec postgres -c listen_addresses='*' "$@"
fi
exec "$@"
