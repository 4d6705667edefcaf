#!/bin/sh
# sudo's askpass program: prints the password that askpass.ts asks the person for. Runs as the person, not as root.
ELECTRON_RUN_AS_NODE=1 exec "$RUST_TRACE_NODE" "$RUST_TRACE_ASKPASS"
