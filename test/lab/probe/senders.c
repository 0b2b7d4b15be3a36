/*
 * Senders that meet in the node's kernel.
 * usage: senders together ROUNDS NETNS1 NETNS2 SERVER   two pods, one source port, the same instant (SNAT)
 *        senders shared   ROUNDS NETNS1 SERVER          two threads, one socket, the same instant (DNAT)
 *        senders steady   PER_SECOND NETNS1 SERVER      one query from a fresh port each time, for ever
 *        senders standing PER_SECOND NETNS1 SERVER      the same from one port; prints . or x, answered or not
 * NETNS are paths of namespaces. Prints {"sent":N,"answered":N} at the end. A query is for a fixed name, type A or AAAA.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_PORT = 20000, PATIENCE_MS = 20, MOST_ROUNDS = 40000 };

static struct sockaddr_storage server;
static socklen_t server_length;
static int rounds, shared_socket;
static int unheard[2][MOST_ROUNDS];
static atomic_int arrived, answered;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void parse_server(const char *text) {
  struct sockaddr_in *v4 = (struct sockaddr_in *)&server;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&server;
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET, v4->sin_port = htons(53), server_length = sizeof *v4;
  } else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6, v6->sin6_port = htons(53), server_length = sizeof *v6;
  } else {
    die(text);
  }
}

static void enter(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) die(path);
  close(fd);
}

static int open_socket(int port) {
  int fd = socket(server.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_storage local = {.ss_family = server.ss_family};
  ((struct sockaddr_in *)&local)->sin_port = htons(port); /* The same place in both families. */
  if (fd < 0 || bind(fd, (struct sockaddr *)&local, server_length) != 0) die("bind");
  return fd;
}

static int query(unsigned char *out, int id, int aaaa) {
  static const unsigned char name[] = "\012kubernetes\007default\003svc\007cluster\005local";
  unsigned char header[12] = {id >> 8, id & 255, 1, 0, 0, 1};
  unsigned char tail[4] = {0, aaaa ? 28 : 1, 0, 1};
  memcpy(out, header, 12);
  memcpy(out + 12, name, sizeof name);
  memcpy(out + 12 + sizeof name, tail, 4);
  return 12 + sizeof name + 4;
}

static void ask(int fd, int id, int aaaa) {
  unsigned char bytes[512];
  int length = query(bytes, id, aaaa);
  sendto(fd, bytes, length, 0, (struct sockaddr *)&server, server_length);
}

static int hear(int fd, int wanted) {
  unsigned char bytes[1500];
  struct pollfd waiting = {.fd = fd, .events = POLLIN};
  int heard = 0;
  while (heard < wanted && poll(&waiting, 1, PATIENCE_MS) == 1)
    if (recv(fd, bytes, sizeof bytes, 0) > 0) heard++;
  return heard;
}

/* Both threads spin here, so that they send within a fraction of a microsecond. */
static void meet(int meeting) {
  atomic_fetch_add(&arrived, 1);
  while (atomic_load(&arrived) < 2 * meeting) {
  }
}

/* On a busy machine an answer may take longer. Late is not lost. */
static void hear_late(int cpu, int late) {
  unsigned char bytes[1500];
  if (late > 0) sleep(1);
  while (late > 0) {
    late--;
    while (recv(unheard[cpu][late], bytes, sizeof bytes, MSG_DONTWAIT) > 0) atomic_fetch_add(&answered, 1);
  }
}

struct sender {
  const char *netns;
  int cpu;
};

static void *together(void *argument) {
  struct sender *self = argument;
  int late = 0;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(self->cpu, &cpus);
  sched_setaffinity(0, sizeof cpus, &cpus);
  enter(self->netns);
  for (int round = 0; round < rounds; round++) {
    int fd = open_socket(FIRST_PORT + round);
    meet(2 * round + 1);
    ask(fd, round, 0);
    meet(2 * round + 2);
    if (hear(fd, 1)) {
      atomic_fetch_add(&answered, 1);
      close(fd);
    } else {
      unheard[self->cpu][late++] = fd;
    }
  }
  hear_late(self->cpu, late);
  return NULL;
}

static void *shared(void *argument) {
  struct sender *self = argument;
  int late = 0;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(self->cpu, &cpus);
  sched_setaffinity(0, sizeof cpus, &cpus);
  enter(self->netns);
  for (int round = 0; round < rounds; round++) {
    if (self->cpu == 0) shared_socket = open_socket(FIRST_PORT + round);
    meet(3 * round + 1);
    meet(3 * round + 2);
    ask(shared_socket, 2 * round + self->cpu, self->cpu);
    meet(3 * round + 3);
    if (self->cpu == 0) {
      int heard = hear(shared_socket, 2);
      atomic_fetch_add(&answered, heard);
      if (heard == 2) close(shared_socket);
      else unheard[0][late++] = shared_socket;
    }
  }
  hear_late(0, late);
  return NULL;
}

static void run_two(void *(*body)(void *), const char *one, const char *other) {
  struct sender senders[2] = {{one, 0}, {other, 1}};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, body, &senders[i]);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  printf("{\"sent\":%d,\"answered\":%d}\n", 2 * rounds, atomic_load(&answered));
}

static void steady(int per_second, const char *netns) {
  enter(netns);
  struct timespec pause = {.tv_sec = per_second == 1, .tv_nsec = per_second > 1 ? 1000000000L / per_second : 0};
  for (int id = 0;; id++) {
    int fd = open_socket(0);
    ask(fd, id & 0xffff, 0);
    close(fd);
    nanosleep(&pause, NULL);
  }
}

static void standing(int per_second, const char *netns) {
  enter(netns);
  int fd = open_socket(0);
  for (int id = 0;; id++) {
    ask(fd, id & 0xffff, 0);
    if (write(1, hear(fd, 1) ? "." : "x", 1) != 1) exit(1);
    usleep(1000000 / per_second - (per_second == 1));
  }
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  rounds = atoi(argv[2]);
  parse_server(argv[argc - 1]);
  if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
  if (strcmp(argv[1], "together") == 0) run_two(together, argv[3], argv[4]);
  else if (strcmp(argv[1], "shared") == 0) run_two(shared, argv[3], argv[3]);
  else if (strcmp(argv[1], "steady") == 0) steady(rounds, argv[3]);
  else if (strcmp(argv[1], "standing") == 0) standing(rounds, argv[3]);
  else return 2;
  return 0;
}
