#!/bin/sh
# The report is looked at in a real browser: Debian's chromium, installed here where it is missing and we may.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 \
        || echo "chromium could not be installed: the browser tests will be skipped"
else
    echo "no chromium and no right to install it: the browser tests will be skipped"
fi
