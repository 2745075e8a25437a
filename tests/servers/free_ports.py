#!/usr/bin/env python3
"""free_ports.py N: prints N free ports of 127.0.0.1."""
import socket
import sys

sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in sockets])
