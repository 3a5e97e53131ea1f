"""Plays a person at a terminal: runs argv on a pseudo-terminal and types as the steps on stdin say, a JSON list of
[what appears, what is then typed]. Prints what was shown, the exit code, and what other users could read of it."""
import json
import os
import pty
import sys

steps = json.load(sys.stdin)
pid, screen = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

shown = b""
seen = 0
visible = ""
while True:
    try:
        chunk = os.read(screen, 4096)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    while steps and steps[0][0].encode() in shown[seen:]:
        appears, typed = (text.encode() for text in steps.pop(0))
        seen = shown.index(appears, seen) + len(appears)
        os.write(screen, typed)
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as file:
                    visible += file.read()
            except OSError:
                pass

_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "shown": shown.decode(), "visible": visible}))
