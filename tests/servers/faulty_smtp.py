#!/usr/bin/env python3
"""faulty_smtp.py DIR: a submission server (implicit TLS, AUTH PLAIN) that goes wrong on demand; Python's own library only.

Prints FAULTY=<port> and serves until killed. What it accepts lies in DIR/faulty as <number>.eml below the envelope. The
local part of the first recipient says what happens:

  nosuch    550 at RCPT                       greylist  451 at RCPT
  rejected  554 after the text                later     451 after the text
  closing   421 after the text                drop      accepts, and closes without an answer
  lost      closes without accepting          stall     accepts, and says nothing for an hour
  nodata    closes at DATA                    rubbish   accepts, and answers with what is no reply
"""
import base64
import os
import socketserver
import ssl
import sys
import threading
import time

DIR = sys.argv[1]
ACCEPTED = os.path.join(DIR, "faulty")
LOCK = threading.Lock()
AFTER_TEXT = {
    "rejected": b"554 5.6.0 content rejected\r\n",
    "later": b"451 4.3.0 try again later\r\n",
    "closing": b"421 4.3.2 closing\r\n",
    "rubbish": b"\x00\xff nothing that is a reply\r\n",
}


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 faulty.test ESMTP")
        self.sender, self.recipients = "", []
        while line := self.rfile.readline(100_000):
            verb, _, rest = line.decode(errors="replace").strip().partition(" ")
            if not self.obey(verb.upper(), rest):
                return

    def obey(self, verb, rest):
        if verb == "EHLO":
            self.say("250-faulty.test\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 AUTH PLAIN")
        elif verb == "AUTH":
            words = base64.b64decode(rest.split(" ")[1]).split(b"\0")
            self.say("235 welcome" if words[2] == b"secret" else "535 5.7.8 wrong")
        elif verb == "MAIL":
            self.sender, self.recipients = rest, []
            self.say("250 OK")
        elif verb == "RCPT":
            return self.recipient(rest)
        elif verb == "DATA":
            return self.data()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 OK")
        return True

    def fault(self):
        return self.recipients[0].partition("<")[2].partition("@")[0]

    def recipient(self, rest):
        self.recipients.append(rest)
        answers = {"nosuch": "550 5.1.1 no such user", "greylist": "451 4.7.1 greylisted"}
        self.say(answers.get(self.fault(), "250 OK"))
        return True

    def data(self):
        if self.fault() == "nodata":
            return False
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline(100_000)) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        fault = self.fault()
        if fault not in ("rejected", "later", "lost", "closing"):
            self.accept(b"".join(lines))
        if fault == "stall":
            time.sleep(3600)
        if fault in ("drop", "lost", "stall"):
            return False
        self.wfile.write(AFTER_TEXT.get(fault, b"250 2.0.0 queued as 1\r\n"))
        return fault != "closing"

    def accept(self, text):
        with LOCK:
            number = len(os.listdir(ACCEPTED))
            with open(os.path.join(ACCEPTED, f"{number:05}.eml"), "wb") as file:
                file.write(f"X-Envelope: {self.sender} {' '.join(self.recipients)}\r\n".encode() + text)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def get_request(self):
        connection, address = super().get_request()
        return CONTEXT.wrap_socket(connection, server_side=True), address

    def handle_error(self, request, client_address):
        pass


CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONTEXT.load_cert_chain(f"{DIR}/server.pem", f"{DIR}/server.key")
os.makedirs(ACCEPTED, exist_ok=True)
with Server(("127.0.0.1", 0), Session) as server:
    print(f"FAULTY={server.server_address[1]}", flush=True)
    server.serve_forever()
