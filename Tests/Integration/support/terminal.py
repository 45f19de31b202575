"""The program on a pseudo-terminal."""

import fcntl
import os
import pty
import struct
import subprocess
import termios

from support.program import BINARY, REPOSITORY


class TerminalRun:
    """A run whose streams are a terminal, but for standard output where that is to be a pipe."""

    def __init__(self, cleanup, *arguments, columns=100, output_is_pipe=False, **settings):
        self.leader, follower = pty.openpty()
        self.resize(columns)
        self.text = ""
        self.process = subprocess.Popen(
            [BINARY, *map(str, arguments)],
            env=cleanup.environment | {"TERM": "xterm"} | settings,
            cwd=REPOSITORY,
            stdin=follower,
            stdout=subprocess.PIPE if output_is_pipe else follower,
            stderr=follower,
        )
        os.close(follower)

    def resize(self, columns):
        fcntl.ioctl(self.leader, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def type(self, answer):
        os.write(self.leader, answer.encode())

    def read(self):
        """Reads what comes next; false at the end."""
        try:
            part = os.read(self.leader, 65536)
        except OSError:
            return False
        self.text += part.decode(errors="replace")
        return bool(part)

    def read_until(self, text):
        while text not in self.text:
            assert self.read(), f"{text!r} did not come: {self.text!r}"

    def finish(self):
        """Reads to the end, and returns the exit status."""
        while self.read():
            pass
        os.close(self.leader)
        return self.process.wait(60)


def on_terminal(cleanup, *arguments, answer=None, **options):
    """Runs the program on a terminal; returns its exit status and all that it printed."""
    run = TerminalRun(cleanup, *arguments, **options)
    if answer is not None:
        run.type(answer)
    return run.finish(), run.text
