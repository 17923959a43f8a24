"""Runs a command and writes its seconds, exit code and peak of memory in bytes to a file. A process inherits the peak of the one that starts it,
so this one has to be small."""
import resource
import subprocess
import sys
import time

start = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - start
with open(sys.argv[1], "w") as file:
    print(seconds, code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, file=file)
