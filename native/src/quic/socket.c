#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum
{
    BATCH = 16,
    /* Batches per round, so that timers and writes are not starved by whoever sends most. */
    ROUNDS = 4,
    RECEIVE_BYTES = 65536,
    CONTROL_BYTES = 64,
};

struct quic_socket
{
    int udp;
    int wake;
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_storage names[BATCH];
    _Alignas(struct cmsghdr) uint8_t controls[BATCH][CONTROL_BYTES];
    uint8_t buffers[BATCH][RECEIVE_BYTES];
    bool has_offload;
};

static uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * QUIC_SECOND + (uint64_t)now.tv_nsec;
}

/* As many bytes as asked for where the process may say so, else as many as the system allows everyone. */
static void set_buffer(int udp, int forced, int plain, uint32_t bytes)
{
    int wanted = (int)bytes;
    if (setsockopt(udp, SOL_SOCKET, forced, &wanted, sizeof wanted) != 0)
        setsockopt(udp, SOL_SOCKET, plain, &wanted, sizeof wanted);
}

static bool set_options(aether_quic* endpoint, int udp)
{
    int on = 1;
    int never_fragment = IP_PMTUDISC_PROBE;
    set_buffer(udp, SO_RCVBUFFORCE, SO_RCVBUF, endpoint->options.socket_bytes);
    set_buffer(udp, SO_SNDBUFFORCE, SO_SNDBUF, endpoint->options.socket_bytes);
    setsockopt(udp, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
    if (endpoint->local_name.ss_family == AF_INET6)
        return setsockopt(udp, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &never_fragment, sizeof never_fragment) == 0
            && setsockopt(udp, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0;
    return setsockopt(udp, IPPROTO_IP, IP_MTU_DISCOVER, &never_fragment, sizeof never_fragment) == 0;
}

static void point_messages(quic_socket* socket)
{
    for (int i = 0; i < BATCH; i++)
    {
        socket->parts[i] = (struct iovec){socket->buffers[i], RECEIVE_BYTES};
        socket->messages[i].msg_hdr.msg_name = &socket->names[i];
        socket->messages[i].msg_hdr.msg_iov = &socket->parts[i];
        socket->messages[i].msg_hdr.msg_iovlen = 1;
        socket->messages[i].msg_hdr.msg_control = socket->controls[i];
    }
}

int32_t quic_socket_create(aether_quic* endpoint)
{
    quic_socket* own = calloc(1, sizeof *own);
    if (!own)
        return AETHER_QUIC_ESYSTEM;
    endpoint->socket = own;
    own->has_offload = !(endpoint->options.flags & AETHER_QUIC_NO_OFFLOAD);
    own->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    own->udp = socket(endpoint->local_name.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
    if (own->wake < 0 || own->udp < 0 || !set_options(endpoint, own->udp)
        || bind(own->udp, (struct sockaddr*)&endpoint->local_name, endpoint->local_bytes) != 0)
        return AETHER_QUIC_ESYSTEM;
    endpoint->local_bytes = sizeof endpoint->local_name;
    if (getsockname(own->udp, (struct sockaddr*)&endpoint->local_name, &endpoint->local_bytes) != 0)
        return AETHER_QUIC_ESYSTEM;
    quic_from_name(&endpoint->local_name, &endpoint->local);
    point_messages(own);
    return 0;
}

void quic_socket_destroy(aether_quic* endpoint)
{
    quic_socket* own = endpoint->socket;
    if (!own)
        return;
    if (own->udp >= 0)
        close(own->udp);
    if (own->wake >= 0)
        close(own->wake);
    free(own);
    endpoint->socket = NULL;
}

void quic_socket_tell_time(aether_quic* endpoint)
{
    if (endpoint->socket)
        endpoint->now = monotonic_ns();
}

bool quic_socket_has_offload(const aether_quic* endpoint)
{
    return endpoint->socket && endpoint->socket->has_offload;
}

/* ------------------------------------------------------------------------------------------------------- sending */

/* Whether the kernel is merely full. Other refusals lose the packets, as the network may. */
static bool is_full(aether_quic* endpoint)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
        return true;
    endpoint->counters.send_failures++;
    return false;
}

/* One packet per message, where the kernel does not cut. */
static bool send_each(
    aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* data, size_t bytes, size_t segment)
{
    struct mmsghdr messages[QUIC_RUN_PACKETS];
    struct iovec parts[QUIC_RUN_PACKETS];
    unsigned count = 0;
    unsigned done = 0;
    memset(messages, 0, sizeof messages);
    for (size_t at = 0; at < bytes && count < QUIC_RUN_PACKETS; at += segment, count++)
    {
        parts[count] = (struct iovec){(void*)(data + at), bytes - at < segment ? bytes - at : segment};
        messages[count].msg_hdr.msg_name = (void*)to;
        messages[count].msg_hdr.msg_namelen = to->ss_family == AF_INET ? sizeof(struct sockaddr_in)
                                                                       : sizeof(struct sockaddr_in6);
        messages[count].msg_hdr.msg_iov = &parts[count];
        messages[count].msg_hdr.msg_iovlen = 1;
    }
    while (done < count)
    {
        int sent = sendmmsg(endpoint->socket->udp, messages + done, count - done, MSG_DONTWAIT | MSG_NOSIGNAL);
        endpoint->counters.sends++;
        if (sent > 0)
            done += (unsigned)sent;
        else if (errno == EINTR)
            continue;
        else if (is_full(endpoint))
            return false;
        else
            done++;
    }
    return true;
}

static ssize_t send_cut(
    aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* data, size_t bytes, size_t segment)
{
    _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec part = {(void*)data, bytes};
    struct msghdr message = {
        .msg_name = (void*)to,
        .msg_namelen = to->ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6),
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control,
        .msg_controllen = sizeof control,
    };
    struct cmsghdr* header = CMSG_FIRSTHDR(&message);
    uint16_t size = (uint16_t)segment;
    header->cmsg_level = IPPROTO_UDP;
    header->cmsg_type = UDP_SEGMENT;
    header->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(header), &size, sizeof size);
    ssize_t sent;
    do
    {
        sent = sendmsg(endpoint->socket->udp, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        endpoint->counters.sends++;
    } while (sent < 0 && errno == EINTR);
    return sent;
}

bool quic_socket_send(aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* data, size_t bytes,
    size_t segment)
{
    if (bytes <= segment || !endpoint->socket->has_offload)
        return send_each(endpoint, to, data, bytes, segment);
    if (send_cut(endpoint, to, data, bytes, segment) >= 0)
        return true;
    if (errno == EIO || errno == EINVAL || errno == ENOPROTOOPT || errno == EOPNOTSUPP)
    {
        endpoint->socket->has_offload = false;
        return send_each(endpoint, to, data, bytes, segment);
    }
    return !is_full(endpoint);
}

/* ----------------------------------------------------------------------------------------------------- receiving */

/* The length of each packet but the last of what the kernel put together. */
static size_t segment_of(struct msghdr* message, size_t bytes)
{
    for (struct cmsghdr* header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header))
    {
        int size;
        if (header->cmsg_level != IPPROTO_UDP || header->cmsg_type != UDP_GRO)
            continue;
        memcpy(&size, CMSG_DATA(header), sizeof size);
        if (size > 0)
            return (size_t)size;
    }
    return bytes;
}

static void read_message(aether_quic* endpoint, struct mmsghdr* message)
{
    const uint8_t* data = message->msg_hdr.msg_iov->iov_base;
    size_t bytes = message->msg_len;
    size_t segment = segment_of(&message->msg_hdr, bytes);
    if (message->msg_hdr.msg_flags & MSG_TRUNC)
        return;
    for (size_t at = 0; at < bytes; at += segment)
        quic_read(endpoint, message->msg_hdr.msg_name, message->msg_hdr.msg_namelen, data + at,
            bytes - at < segment ? bytes - at : segment);
}

static int32_t read_socket(aether_quic* endpoint)
{
    quic_socket* own = endpoint->socket;
    int32_t count = 0;
    for (int round = 0; round < ROUNDS; round++)
    {
        /* The kernel writes lengths over these at every call. */
        for (int i = 0; i < BATCH; i++)
        {
            own->messages[i].msg_hdr.msg_namelen = sizeof own->names[i];
            own->messages[i].msg_hdr.msg_controllen = CONTROL_BYTES;
        }
        int got = recvmmsg(own->udp, own->messages, BATCH, MSG_DONTWAIT, NULL);
        if (got <= 0)
            break;
        endpoint->now = monotonic_ns();
        for (int i = 0; i < got; i++)
            read_message(endpoint, &own->messages[i]);
        count += got;
        if (got < BATCH)
            break;
    }
    return count;
}

static void wait_for_work(aether_quic* endpoint, uint64_t timeout_ns)
{
    quic_socket* own = endpoint->socket;
    struct pollfd watched[2] = {
        {own->udp, (short)(endpoint->is_blocked ? POLLIN | POLLOUT : POLLIN), 0}, {own->wake, POLLIN, 0}};
    if (endpoint->heap_count > 0)
    {
        uint64_t expiry = endpoint->heap[0]->expiry;
        uint64_t left = expiry > endpoint->now ? expiry - endpoint->now : 0;
        timeout_ns = left < timeout_ns ? left : timeout_ns;
    }
    if (endpoint->dirty_first && !endpoint->is_blocked)
        timeout_ns = 0;
    struct timespec timeout = {(time_t)(timeout_ns / QUIC_SECOND), (long)(timeout_ns % QUIC_SECOND)};
    if (timeout_ns > 0 && ppoll(watched, 2, &timeout, NULL) > 0)
    {
        uint64_t ignored;
        if (watched[0].revents & POLLOUT)
            endpoint->is_blocked = false;
        if (watched[1].revents & POLLIN && read(own->wake, &ignored, sizeof ignored) < 0)
            return;
    }
}

int32_t aether_quic_poll(aether_quic* endpoint, uint64_t timeout_ns)
{
    if (!endpoint->socket)
        return AETHER_QUIC_EARGUMENT;
    endpoint->now = monotonic_ns();
    quic_write_dirty(endpoint);
    int32_t count = read_socket(endpoint);
    if (count == 0)
    {
        wait_for_work(endpoint, timeout_ns);
        endpoint->now = monotonic_ns();
        count = read_socket(endpoint);
    }
    quic_run_timers(endpoint);
    quic_write_dirty(endpoint);
    return count;
}

void aether_quic_wake(aether_quic* endpoint)
{
    uint64_t one = 1;
    ssize_t written;
    if (!endpoint->socket)
        return;
    do
    {
        written = write(endpoint->socket->wake, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
}
