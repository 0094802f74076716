#include "internal.h"

#include <stdlib.h>

/* What waits on the own direction of streams. Rings grow; the caller's budgets bound them. */

enum
{
    FIRST_CAPACITY = 8,
};

static quic_segment* at(const quic_stream* stream, uint32_t index)
{
    return &stream->ring[(stream->head + index) & (stream->capacity - 1)];
}

quic_stream* quic_stream_find(const quic_conn* conn, int64_t id)
{
    for (quic_stream* stream = conn->streams; stream; stream = stream->next)
    {
        if (stream->id == id)
            return stream;
    }
    return NULL;
}

quic_stream* quic_stream_add(quic_conn* conn, int64_t id, uint32_t priority)
{
    if (conn->stream_count == QUIC_MAX_STREAMS)
        return NULL;
    quic_stream* stream = calloc(1, sizeof *stream);
    if (!stream)
        return NULL;
    stream->id = id;
    stream->priority = priority;
    quic_stream** link = &conn->streams;
    while (*link && (*link)->priority <= priority)
        link = &(*link)->next;
    stream->next = *link;
    *link = stream;
    conn->stream_count++;
    return stream;
}

static void release(quic_conn* conn, uint64_t cookie)
{
    if (cookie != 0)
        conn->endpoint->callbacks.released(conn->endpoint->user, conn->id, cookie);
}

void quic_stream_acked(quic_conn* conn, int64_t id, uint64_t bytes)
{
    quic_stream* stream = quic_stream_find(conn, id);
    if (!stream)
        return;
    stream->acked_bytes += bytes;
    while (stream->count > 0 && stream->sent_count > 0 && stream->acked_bytes >= at(stream, 0)->bytes)
    {
        quic_segment done = *at(stream, 0);
        stream->acked_bytes -= done.bytes;
        stream->head = (stream->head + 1) & (stream->capacity - 1);
        stream->count--;
        stream->sent_count--;
        release(conn, done.cookie);
    }
}

static void free_stream(quic_conn* conn, quic_stream* stream)
{
    for (uint32_t i = 0; i < stream->count; i++)
        release(conn, at(stream, i)->cookie);
    free(stream->ring);
    free(stream);
}

void quic_stream_remove(quic_conn* conn, int64_t id)
{
    for (quic_stream** link = &conn->streams; *link; link = &(*link)->next)
    {
        if ((*link)->id != id)
            continue;
        quic_stream* stream = *link;
        *link = stream->next;
        conn->stream_count--;
        free_stream(conn, stream);
        return;
    }
}

void quic_streams_release(quic_conn* conn)
{
    while (conn->streams)
    {
        quic_stream* stream = conn->streams;
        conn->streams = stream->next;
        free_stream(conn, stream);
    }
    conn->stream_count = 0;
    while (conn->datagram_count > 0)
        quic_datagram_pop(conn);
}

static bool grow(quic_stream* stream)
{
    uint32_t capacity = stream->capacity ? 2 * stream->capacity : FIRST_CAPACITY;
    quic_segment* ring = malloc(capacity * sizeof *ring);
    if (!ring)
        return false;
    for (uint32_t i = 0; i < stream->count; i++)
        ring[i] = *at(stream, i);
    free(stream->ring);
    stream->ring = ring;
    stream->capacity = capacity;
    stream->head = 0;
    return true;
}

int32_t aether_quic_send(aether_quic* endpoint, uint64_t connection, int64_t stream_id, const uint8_t* data,
    size_t bytes, int32_t is_last, uint64_t cookie)
{
    quic_conn* conn = quic_conn_find(endpoint, connection);
    quic_stream* stream = conn ? quic_stream_find(conn, stream_id) : NULL;
    if (!stream || stream->has_last || stream->is_shut || conn->state != QUIC_OPEN || conn->is_closing)
        return AETHER_QUIC_EGONE;
    if (bytes == 0 && !is_last)
        return AETHER_QUIC_EARGUMENT;
    if (bytes > 0)
    {
        if (stream->count == stream->capacity && !grow(stream))
            return AETHER_QUIC_ESYSTEM;
        *at(stream, stream->count) = (quic_segment){data, bytes, cookie};
        stream->count++;
    }
    stream->has_last = is_last != 0;
    quic_mark_dirty(conn);
    if (bytes == 0)
        release(conn, cookie);
    return 0;
}

/* The stream whose bytes go into the next packet. */
quic_stream* quic_stream_next(quic_conn* conn)
{
    bool has_window = ngtcp2_conn_get_max_data_left(conn->quic) > 0;
    for (quic_stream* stream = conn->streams; stream; stream = stream->next)
    {
        if (stream->is_blocked || stream->is_shut)
            continue;
        if (stream->sent_count < stream->count ? has_window : stream->has_last && !stream->sent_last)
            return stream;
    }
    return NULL;
}

/* What is next of a stream, without copying. */
size_t quic_stream_gather(const quic_stream* stream, ngtcp2_vec* parts, size_t most, bool* is_last)
{
    size_t count = 0;
    size_t skipped = stream->sent_bytes;
    uint32_t i = stream->sent_count;
    for (; i < stream->count && count < most; i++)
    {
        const quic_segment* segment = at(stream, i);
        parts[count].base = (uint8_t*)segment->data + skipped;
        parts[count++].len = segment->bytes - skipped;
        skipped = 0;
    }
    *is_last = stream->has_last && i == stream->count;
    return count;
}

/* The end counts as sent only with all bytes before it. */
void quic_stream_sent(quic_stream* stream, size_t bytes, bool is_last)
{
    stream->sent_bytes += bytes;
    while (stream->sent_count < stream->count && stream->sent_bytes >= at(stream, stream->sent_count)->bytes)
    {
        stream->sent_bytes -= at(stream, stream->sent_count)->bytes;
        stream->sent_count++;
    }
    if (is_last && stream->sent_count == stream->count)
        stream->sent_last = true;
}

int32_t aether_quic_datagram(
    aether_quic* endpoint, uint64_t connection, const uint8_t* data, size_t bytes, uint64_t cookie)
{
    quic_conn* conn = quic_conn_find(endpoint, connection);
    if (!conn || conn->state != QUIC_OPEN || conn->is_closing)
        return AETHER_QUIC_EGONE;
    if (bytes == 0 || bytes > AETHER_QUIC_DATAGRAM_BYTES)
        return AETHER_QUIC_EARGUMENT;
    if (conn->datagram_count == endpoint->options.max_datagrams)
        return AETHER_QUIC_EFULL;
    if (!conn->datagrams)
        conn->datagrams = malloc(endpoint->options.max_datagrams * sizeof *conn->datagrams);
    if (!conn->datagrams)
        return AETHER_QUIC_ESYSTEM;
    uint32_t tail = (conn->datagram_head + conn->datagram_count) % endpoint->options.max_datagrams;
    conn->datagrams[tail] = (quic_segment){data, bytes, cookie};
    conn->datagram_count++;
    quic_mark_dirty(conn);
    return 0;
}

void quic_datagram_pop(quic_conn* conn)
{
    uint64_t cookie = conn->datagrams[conn->datagram_head].cookie;
    conn->datagram_head = (conn->datagram_head + 1) % conn->endpoint->options.max_datagrams;
    conn->datagram_count--;
    release(conn, cookie);
}
