/* Runs a PluginRunner (the arguments) whose socket never ends, since it holds the other end itself, and ends without a word when the
 * first frame has come. */
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **words) {
  (void)count;
  char *none[] = {NULL}, byte;
  int ends[2];
  pid_t runner;
  posix_spawn_file_actions_t actions;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || posix_spawn_file_actions_init(&actions) != 0) return 1;
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 3);
  if (posix_spawn(&runner, words[1], &actions, NULL, words + 1, none) != 0) return 2;
  return read(ends[0], &byte, 1) == 1 ? 0 : 3;
}
