#!/bin/sh
# Saves /srv/data to /backup/data.tar, and shows that it cannot do anything else to it.
set -eu
stat -c '%A %U %n' /srv/data
if touch /srv/data/forbidden 2>/dev/null; then
    echo "the volume is writable" >&2
    exit 1
fi
echo "read-only, as asked"
tar -C /srv/data -cf /backup/data.tar.new .
mv /backup/data.tar.new /backup/data.tar
echo "saved:"
tar -tf /backup/data.tar | sort
