#include "internal.h"

#include <string.h>

enum
{
    GATHERED = 16,
};

/* The one byte of every pulse. */
static const uint8_t PULSE = 0;

/* Writes the run in one system call and empties it. */
static void send_run(aether_quic* endpoint, const struct sockaddr_storage* to)
{
    quic_run* run = &endpoint->run;
    if (run->count == 0)
        return;
    endpoint->counters.packets_sent += run->count;
    endpoint->counters.bytes_sent += run->bytes;
    if (endpoint->socket)
    {
        if (!quic_socket_send(endpoint, to, run->buffer, run->bytes, run->segment))
            endpoint->is_blocked = true;
    }
    else
    {
        aether_quic_address address;
        quic_from_name(to, &address);
        endpoint->send(endpoint->sink, &address, run->buffer, run->bytes, run->segment);
    }
    run->bytes = 0;
    run->count = 0;
}

void quic_send_single(aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* packet, size_t bytes)
{
    quic_run* run = &endpoint->run;
    memcpy(run->buffer, packet, bytes);
    run->bytes = bytes;
    run->segment = bytes;
    run->count = 1;
    send_run(endpoint, to);
}

/* Adds the packet that lies behind the run. A shorter one ends the run, a longer one begins the next. */
static void add_to_run(aether_quic* endpoint, const struct sockaddr_storage* to, size_t bytes)
{
    quic_run* run = &endpoint->run;
    if (run->count > 0 && bytes > run->segment)
    {
        const uint8_t* packet = run->buffer + run->bytes;
        send_run(endpoint, to);
        memmove(run->buffer, packet, bytes);
    }
    if (run->count == 0)
        run->segment = bytes;
    run->bytes += bytes;
    run->count++;
    if (bytes < run->segment || run->count == QUIC_RUN_PACKETS || run->bytes + run->segment > QUIC_RUN_BYTES)
        send_run(endpoint, to);
}

/* What a try to put more into a packet came to. */
typedef enum
{
    PUT_MORE,  /* the packet has room */
    PUT_DONE,  /* the packet is complete, nothing may be sent, or it failed: *bytes says */
    PUT_NOTHING,
} quic_put;

static quic_put put_stream(quic_conn* conn, quic_stream* stream, uint8_t* packet, size_t room, ngtcp2_ssize* bytes)
{
    ngtcp2_vec parts[GATHERED];
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info;
    ngtcp2_ssize taken = -1;
    bool is_last;
    size_t count = quic_stream_gather(stream, parts, GATHERED, &is_last);
    uint32_t flags = NGTCP2_WRITE_STREAM_FLAG_MORE | (is_last ? NGTCP2_WRITE_STREAM_FLAG_FIN : 0);
    size_t offered = 0;
    for (size_t i = 0; i < count; i++)
        offered += parts[i].len;
    *bytes = ngtcp2_conn_writev_stream(conn->quic, &path, &info, packet, room, &taken, flags, stream->id, parts, count,
        conn->endpoint->now);
    /* What was taken counts whatever the status says. */
    if (taken >= 0)
        quic_stream_sent(stream, (size_t)taken, is_last && (size_t)taken == offered);
    switch (*bytes)
    {
        case NGTCP2_ERR_WRITE_MORE:
            return PUT_MORE;
        case NGTCP2_ERR_STREAM_DATA_BLOCKED:
            stream->is_blocked = true;
            return PUT_MORE;
        case NGTCP2_ERR_STREAM_SHUT_WR:
        case NGTCP2_ERR_STREAM_NOT_FOUND:
            stream->is_shut = true;
            return PUT_MORE;
        default:
            return PUT_DONE;
    }
}

/*
 * A packet with nothing but datagrams arms no probe timer in this ngtcp2: when the tail of a burst that fills the
 * congestion window is lost, nothing is ever sent again. A byte on a stream of its own in each such packet arms it.
 */
static quic_put put_pulse(quic_conn* conn, uint8_t* packet, size_t room, ngtcp2_ssize* bytes)
{
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info;
    ngtcp2_ssize taken = -1;
    if (conn->endpoint->options.flags & AETHER_QUIC_NO_PULSE)
        return PUT_MORE;
    if (conn->pulse < 0 || ngtcp2_conn_get_max_data_left(conn->quic) == 0)
        return PUT_NOTHING;
    ngtcp2_vec part = {(uint8_t*)&PULSE, 1};
    *bytes = ngtcp2_conn_writev_stream(conn->quic, &path, &info, packet, room, &taken, NGTCP2_WRITE_STREAM_FLAG_MORE,
        conn->pulse, &part, 1, conn->endpoint->now);
    if (*bytes == NGTCP2_ERR_STREAM_DATA_BLOCKED)
        return PUT_NOTHING;
    return *bytes == NGTCP2_ERR_WRITE_MORE ? PUT_MORE : PUT_DONE;
}

static quic_put put_datagram(quic_conn* conn, uint8_t* packet, size_t room, ngtcp2_ssize* bytes)
{
    const quic_segment* datagram = &conn->datagrams[conn->datagram_head];
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info;
    ngtcp2_vec part = {(uint8_t*)datagram->data, datagram->bytes};
    int accepted = 0;
    *bytes = ngtcp2_conn_writev_datagram(conn->quic, &path, &info, packet, room, &accepted,
        NGTCP2_WRITE_DATAGRAM_FLAG_MORE, 0, &part, 1, conn->endpoint->now);
    bool is_refused = *bytes == NGTCP2_ERR_INVALID_ARGUMENT || *bytes == NGTCP2_ERR_INVALID_STATE;
    if (accepted || is_refused)
        quic_datagram_pop(conn);
    return *bytes == NGTCP2_ERR_WRITE_MORE || is_refused ? PUT_MORE : PUT_DONE;
}

/*
 * One packet: urgent streams, then datagrams, then other streams in the order of their priorities. 0: nothing may be
 * sent now. Without the first a vote would wait for every shred that was queued before it.
 */
static ngtcp2_ssize write_packet(quic_conn* conn, uint8_t* packet, size_t room)
{
    ngtcp2_ssize bytes = 0;
    bool has_pulse = false;
    bool may_datagram = conn->state == QUIC_OPEN;
    for (;;)
    {
        quic_put put;
        quic_stream* stream = conn->state == QUIC_OPEN ? quic_stream_next(conn) : NULL;
        bool is_urgent = stream && stream->priority <= AETHER_QUIC_URGENT;
        if (!is_urgent && may_datagram && conn->datagram_count > 0)
        {
            put = has_pulse ? PUT_MORE : put_pulse(conn, packet, room, &bytes);
            has_pulse = true;
            if (put == PUT_MORE)
                put = put_datagram(conn, packet, room, &bytes);
            if (put == PUT_NOTHING)
                may_datagram = false;
        }
        else if (stream)
        {
            put = put_stream(conn, stream, packet, room, &bytes);
        }
        else
        {
            ngtcp2_path path = quic_conn_path(conn);
            ngtcp2_pkt_info info;
            return ngtcp2_conn_writev_stream(
                conn->quic, &path, &info, packet, room, NULL, 0, -1, NULL, 0, conn->endpoint->now);
        }
        if (put == PUT_DONE)
            return bytes;
    }
}

static void write_conn(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    quic_run* run = &endpoint->run;
    size_t room = ngtcp2_conn_get_max_tx_udp_payload_size(conn->quic);
    if (room > QUIC_PACKET_BYTES)
        room = QUIC_PACKET_BYTES;
    size_t most = ngtcp2_conn_get_send_quantum(conn->quic) / ngtcp2_conn_get_path_max_tx_udp_payload_size(conn->quic);
    most = most < 1 ? 1 : most > QUIC_RUN_PACKETS ? QUIC_RUN_PACKETS : most;
    size_t written = 0;
    ngtcp2_ssize bytes = 0;
    for (; written < most && !endpoint->is_blocked; written++)
    {
        bytes = write_packet(conn, run->buffer + run->bytes, room);
        if (bytes <= 0)
            break;
        add_to_run(endpoint, &conn->remote, (size_t)bytes);
    }
    send_run(endpoint, &conn->remote);
    if (bytes < 0)
    {
        quic_fail(conn, (int)bytes);
        return;
    }
    ngtcp2_conn_update_pkt_tx_time(conn->quic, endpoint->now);
    if (written == most || endpoint->is_blocked)
        quic_mark_dirty(conn);
    quic_timer_set(conn, ngtcp2_conn_get_expiry(conn->quic));
}

/* One burst of every connection that may have something to write; those not done stay marked. */
void quic_write_dirty(aether_quic* endpoint)
{
    quic_conn* last = endpoint->dirty_last;
    while (endpoint->dirty_first && !endpoint->is_blocked)
    {
        quic_conn* conn = endpoint->dirty_first;
        bool is_end = conn == last;
        endpoint->dirty_first = conn->next_dirty;
        if (!endpoint->dirty_first)
            endpoint->dirty_last = NULL;
        conn->is_dirty = false;
        if (conn->state < QUIC_CLOSING)
        {
            if (conn->is_closing)
                quic_close_now(conn, conn->close_code);
            else
                write_conn(conn);
        }
        if (is_end)
            return;
    }
}
