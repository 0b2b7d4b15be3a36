/*
 * A DNS server that sends other datagrams before each answer.
 * usage: flood DATAGRAMS ADDRESS...      UDP port 53 of each address; TCP is refused
 * About DATAGRAMS for each answer, from all CPUs at once: a reader that has a CPU for itself is quicker than one sender.
 * Every A query is answered 192.0.2.1, every other query NOERROR without records.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 16, MOST_ADDRESSES = 8, MOST_SENDERS = 16 };

/* Each sender continues until the answer was sent. */
struct burial {
  int fd;
  struct sockaddr_storage to;
  socklen_t to_length;
  atomic_int begun, over;
};

static int listen_at(const char *text) {
  struct sockaddr_storage local = {0};
  struct sockaddr_in *v4 = (struct sockaddr_in *)&local;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&local;
  int is_v4 = inet_pton(AF_INET, text, &v4->sin_addr) == 1;
  if (is_v4) v4->sin_family = AF_INET, v4->sin_port = htons(53);
  else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) v6->sin6_family = AF_INET6, v6->sin6_port = htons(53);
  else exit(2);
  int fd = socket(local.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&local, is_v4 ? sizeof *v4 : sizeof *v6) != 0) {
    perror("bind");
    exit(1);
  }
  return fd;
}

static void throw_in(struct burial *at, int count) {
  static unsigned char rubbish[12];
  struct iovec bytes = {rubbish, sizeof rubbish};
  struct mmsghdr batch[BATCH];
  for (int i = 0; i < BATCH; i++)
    batch[i] = (struct mmsghdr){
        .msg_hdr = {.msg_name = &at->to, .msg_namelen = at->to_length, .msg_iov = &bytes, .msg_iovlen = 1}};
  while (count > 0) {
    int sent = sendmmsg(at->fd, batch, count < BATCH ? count : BATCH, 0);
    if (sent <= 0) return;
    count -= sent;
  }
}

static void *helper(void *argument) {
  struct burial *at = argument;
  atomic_fetch_add(&at->begun, 1);
  while (!atomic_load(&at->over)) throw_in(at, BATCH);
  return NULL;
}

static void bury(struct burial *at, int count, const unsigned char *answer, int length) {
  long cpus = sysconf(_SC_NPROCESSORS_ONLN);
  int helpers = cpus > MOST_SENDERS ? MOST_SENDERS - 1 : cpus > 1 ? cpus - 1 : 0;
  pthread_t threads[MOST_SENDERS];
  for (int i = 0; i < helpers; i++)
    if (pthread_create(&threads[i], NULL, helper, at) != 0) helpers = i;
  while (atomic_load(&at->begun) < helpers) usleep(50);
  throw_in(at, count / (helpers + 1));
  sendto(at->fd, answer, length, 0, (struct sockaddr *)&at->to, at->to_length);
  atomic_store(&at->over, 1);
  for (int i = 0; i < helpers; i++) pthread_join(threads[i], NULL);
}

static void serve(int fd, int count) {
  static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 192, 0, 2, 1};
  unsigned char bytes[1024];
  struct burial at = {.fd = fd, .to_length = sizeof at.to};
  int length = recvfrom(fd, bytes, 512, 0, (struct sockaddr *)&at.to, &at.to_length);
  if (length < 17) return;
  int is_a = bytes[length - 4] == 0 && bytes[length - 3] == 1;
  bytes[2] = 0x81, bytes[3] = 0x80, bytes[7] = is_a;
  if (is_a) memcpy(bytes + length, record, sizeof record), length += sizeof record;
  bury(&at, count, bytes, length);
}

int main(int argc, char **argv) {
  struct pollfd waiting[MOST_ADDRESSES];
  int count = argc > 2 ? atoi(argv[1]) : 0, sockets = argc - 2;
  if (count < 1 || sockets < 1 || sockets > MOST_ADDRESSES) return 2;
  for (int i = 0; i < sockets; i++) waiting[i] = (struct pollfd){.fd = listen_at(argv[i + 2]), .events = POLLIN};
  while (poll(waiting, sockets, -1) > 0)
    for (int i = 0; i < sockets; i++)
      if (waiting[i].revents) serve(waiting[i].fd, count);
  return 1;
}
