#!/usr/bin/env python3
"""free_ports.py N: prints N free ports of 127.0.0.1, below those that the kernel gives to outgoing connections."""
import random
import socket
import sys

sockets = []
while len(sockets) < int(sys.argv[1]):
    port = socket.socket()
    try:
        port.bind(("127.0.0.1", random.randint(20000, 32000)))
    except OSError:
        continue
    sockets.append(port)
print(*[port.getsockname()[1] for port in sockets])
