#!/bin/sh
# sudo's askpass program: prints what askpass.ts asks the person for. $1 is sudo's question. Runs as the person, not as root.
ELECTRON_RUN_AS_NODE=1 exec "$RUST_TRACE_NODE" "$RUST_TRACE_ASKPASS" "$1"
