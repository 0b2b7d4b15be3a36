/*
 * Calls getaddrinfo as an application would and prints one JSON line per lookup.
 * usage: lookup [-4|-6] [-n TIMES] [-j THREADS] [-p MS] [-r] NAME
 *   -n  lookups by each thread        -j  threads (each has a resolver state of its own)
 *   -p  pause after each lookup
 *   -r  a new process for each lookup, without the C library's state of the last one
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *name;
static int family = AF_UNSPEC, times = 1, threads = 1, pause_ms = 0, fresh = 0;

static double now_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void lookup(void) {
  struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM}, *list = NULL;
  char line[4096], address[INET6_ADDRSTRLEN];
  double wall = now_ms(CLOCK_REALTIME), start = now_ms(CLOCK_MONOTONIC);
  int error = getaddrinfo(name, NULL, &hints, &list);
  double took = now_ms(CLOCK_MONOTONIC) - start;
  int at = snprintf(line, sizeof line, "{\"startedAt\":%.3f,\"durationMs\":%.3f,\"error\":%d,\"message\":\"%s\",\"addresses\":[",
                    wall, took, error, error ? gai_strerror(error) : "");
  for (struct addrinfo *one = error ? NULL : list; one && at < 4000; one = one->ai_next) {
    const void *raw = one->ai_family == AF_INET ? (void *)&((struct sockaddr_in *)one->ai_addr)->sin_addr
                                                : (void *)&((struct sockaddr_in6 *)one->ai_addr)->sin6_addr;
    inet_ntop(one->ai_family, raw, address, sizeof address);
    at += snprintf(line + at, sizeof line - at, "%s\"%s\"", one == list ? "" : ",", address);
  }
  at += snprintf(line + at, sizeof line - at, "]}\n");
  if (!error) freeaddrinfo(list);
  if (write(1, line, at) != at) exit(1);
}

static void *lookups(void *unused) {
  (void)unused;
  for (int i = 0; i < times; i++) {
    pid_t child = fresh ? fork() : 0;
    if (child == 0) lookup();
    if (fresh && child == 0) _exit(0);
    if (fresh) waitpid(child, NULL, 0);
    usleep(pause_ms * 1000);
  }
  return NULL;
}

int main(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "46n:j:p:r")) != -1) {
    if (option == '4') family = AF_INET;
    else if (option == '6') family = AF_INET6;
    else if (option == 'n') times = atoi(optarg);
    else if (option == 'j') threads = atoi(optarg);
    else if (option == 'p') pause_ms = atoi(optarg);
    else if (option == 'r') fresh = 1;
    else return 2;
  }
  if (optind >= argc || threads < 1 || threads > 512) return 2;
  name = argv[optind];
  pthread_t all[512];
  for (int i = 0; i < threads; i++) pthread_create(&all[i], NULL, lookups, NULL);
  for (int i = 0; i < threads; i++) pthread_join(all[i], NULL);
  return 0;
}
