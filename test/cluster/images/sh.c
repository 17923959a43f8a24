// Debian's busybox shell drops environment variables whose names are not names in a shell; the suite's image keeps them.
// So `sh -c env` goes to busybox env at once, and everything else to the shell.
#include <string.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count == 3 && !strcmp(arguments[1], "-c") && !strcmp(arguments[2], "env"))
    execl("/bin/busybox", "env", (char *)0);
  execv("/bin/busybox", arguments);
  return 127;
}
