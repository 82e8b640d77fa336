#!/bin/sh
# The store is tested on a real PostgreSQL as well: Debian's, installed here where it is missing and we may.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing PostgreSQL for the tests of the store"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql; } >/dev/null 2>&1 \
        || echo "PostgreSQL could not be installed: its tests will be skipped"
else
    echo "no PostgreSQL and no right to install it: its tests will be skipped"
fi
