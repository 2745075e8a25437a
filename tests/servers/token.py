#!/usr/bin/env python3
"""token.py ADDRESS [SECONDS]: an access token (a JWT, HS256) that the Dovecot of dovecot.sh takes for ADDRESS."""
import base64
import hashlib
import hmac
import json
import sys
import time

KEY = b"heardback-test-token-key-0123456"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


now = int(time.time())
life = int(sys.argv[2]) if len(sys.argv) > 2 else 3600
header = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
claims = {"sub": sys.argv[1], "email": sys.argv[1], "iat": now - 5, "nbf": now - 5, "exp": now + life}
body = f"{header}.{encode(json.dumps(claims).encode())}"
print(f"{body}.{encode(hmac.new(KEY, body.encode(), hashlib.sha256).digest())}")
