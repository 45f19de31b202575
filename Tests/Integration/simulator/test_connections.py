"""The simulator's own manners on a connection: tests and benchmarks read large registries from it."""

import socket
from urllib.parse import urlsplit


def test_client_that_reads_slowly_and_then_closes_gets_the_whole_answer(simulate):
    simulator = simulate({"name": "team-a/app", "generate": {"count": 30_000}})
    address = urlsplit(simulator.endpoint)
    with socket.socket() as client:
        # With it the answer is larger than all that both sockets hold, and most of it waits in the server.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(20)
        client.connect((address.hostname, address.port))
        client.sendall(b"GET /_simulator/registry HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n\r\n")
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            head += client.recv(1)
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        length = int(fields[b"content-length"])
        while len(body) < length and (part := client.recv(65_536)):
            body += part
    assert length > 5_000_000
    assert len(body) == length
