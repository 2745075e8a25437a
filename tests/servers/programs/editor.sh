#!/bin/sh
# The editor that mutt calls on a reply: puts $ANSWER above the quoted text and leaves the rest alone.
{ printf '%s\n\n' "$ANSWER"; cat "$1"; } > "$1.new" && mv "$1.new" "$1"
