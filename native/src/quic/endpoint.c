#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum
{
    /* Ids in the map for each connection: its own few and the first one of the client. */
    CIDS_PER_CONNECTION = 8,
    MOST_CONNECTIONS = 16384,
    MOST_DATAGRAMS = 65536,
};

int32_t aether_quic_abi(void)
{
    return AETHER_QUIC_ABI;
}

static bool is_valid(const aether_quic_options* options, const aether_quic_callbacks* callbacks)
{
    size_t name = strnlen(options->protocol, sizeof options->protocol);
    return name > 0 && name < sizeof options->protocol && options->max_connections > 0
        && options->max_connections <= MOST_CONNECTIONS && options->max_datagrams > 0
        && options->max_datagrams <= MOST_DATAGRAMS && options->max_requests > 0 && options->max_requests <= 64
        && options->max_classes > 0 && options->max_classes <= 64 && options->stream_window > 0
        && options->connection_window >= options->stream_window && options->handshake_ms > 0 && options->idle_ms > 0
        && callbacks->connected && callbacks->closed && callbacks->stream_data && callbacks->stream_reset
        && callbacks->stream_closed && callbacks->streams && callbacks->datagram && callbacks->released;
}

static uint32_t power_of_two(uint32_t least)
{
    uint32_t power = 16;
    while (power < least)
        power *= 2;
    return power;
}

static bool allocate(aether_quic* endpoint)
{
    /* Connections that are over stay for a moment to say so. */
    endpoint->slot_count = 2 * endpoint->options.max_connections;
    endpoint->slots = calloc(endpoint->slot_count, sizeof *endpoint->slots);
    endpoint->generations = calloc(endpoint->slot_count, sizeof *endpoint->generations);
    endpoint->heap = calloc(endpoint->slot_count, sizeof *endpoint->heap);
    endpoint->buckets = calloc(QUIC_RATE_BUCKETS, sizeof *endpoint->buckets);
    return endpoint->slots && endpoint->generations && endpoint->heap && endpoint->buckets
        && quic_cids_create(
            &endpoint->cids, endpoint, power_of_two(2 * CIDS_PER_CONNECTION * endpoint->slot_count));
}

static void free_all(aether_quic* endpoint)
{
    for (uint32_t i = 0; endpoint->slots && i < endpoint->slot_count; i++)
    {
        if (endpoint->slots[i])
            quic_conn_delete(endpoint->slots[i]);
    }
    quic_socket_destroy(endpoint);
    quic_identity_destroy(endpoint);
    free(endpoint->slots);
    free(endpoint->generations);
    free(endpoint->heap);
    free(endpoint->buckets);
    free(endpoint->cids.entries);
    gnutls_memset(endpoint, 0, sizeof *endpoint);
    free(endpoint);
}

static int32_t create(const aether_quic_options* options, const aether_quic_callbacks* callbacks, void* user,
    aether_quic** created)
{
    if (!is_valid(options, callbacks))
        return AETHER_QUIC_EARGUMENT;
    aether_quic* endpoint = calloc(1, sizeof *endpoint);
    if (!endpoint)
        return AETHER_QUIC_ESYSTEM;
    endpoint->options = *options;
    endpoint->callbacks = *callbacks;
    endpoint->user = user;
    endpoint->random_state = options->random_seed;
    endpoint->local = options->address;
    int32_t status = quic_to_name(&options->address, &endpoint->local_name, &endpoint->local_bytes)
        ? 0
        : AETHER_QUIC_EARGUMENT;
    if (status == 0 && !allocate(endpoint))
        status = AETHER_QUIC_ESYSTEM;
    if (status == 0)
        status = quic_identity_create(endpoint);
    if (status != 0)
        free_all(endpoint);
    else
        *created = endpoint;
    return status;
}

int32_t aether_quic_create(
    const aether_quic_options* options, const aether_quic_callbacks* callbacks, void* user, aether_quic** endpoint)
{
    aether_quic* created = NULL;
    int32_t status = create(options, callbacks, user, &created);
    if (status != 0)
        return status;
    status = quic_socket_create(created);
    if (status != 0)
        free_all(created);
    else
        *endpoint = created;
    return status;
}

int32_t aether_quic_create_detached(const aether_quic_options* options, const aether_quic_callbacks* callbacks,
    void* user, aether_quic_send_packets send, void* sink, uint64_t now_ns, aether_quic** endpoint)
{
    aether_quic* created = NULL;
    int32_t status = send ? create(options, callbacks, user, &created) : AETHER_QUIC_EARGUMENT;
    if (status != 0)
        return status;
    created->send = send;
    created->sink = sink;
    created->now = now_ns;
    *endpoint = created;
    return 0;
}

void aether_quic_destroy(aether_quic* endpoint, uint64_t code)
{
    if (!endpoint)
        return;
    for (uint32_t i = 0; i < endpoint->slot_count; i++)
    {
        quic_conn* conn = endpoint->slots[i];
        if (conn && conn->state == QUIC_OPEN)
        {
            conn->is_reported = false;
            quic_close_now(conn, code);
        }
    }
    free_all(endpoint);
}

void aether_quic_local(const aether_quic* endpoint, aether_quic_address* address)
{
    *address = endpoint->local;
}

void aether_quic_read_counters(const aether_quic* endpoint, aether_quic_counters* counters)
{
    *counters = endpoint->counters;
    counters->connections = endpoint->live;
    counters->half_open = endpoint->half_open;
    counters->has_offload = quic_socket_has_offload(endpoint);
}

uint64_t aether_quic_step(aether_quic* endpoint, uint64_t now_ns)
{
    endpoint->now = now_ns > endpoint->now ? now_ns : endpoint->now;
    quic_run_timers(endpoint);
    quic_write_dirty(endpoint);
    if (endpoint->dirty_first)
        return endpoint->now;
    return endpoint->heap_count > 0 ? endpoint->heap[0]->expiry : QUIC_NEVER;
}

void aether_quic_receive(
    aether_quic* endpoint, const aether_quic_address* from, const uint8_t* data, size_t bytes, uint64_t now_ns)
{
    struct sockaddr_storage name;
    socklen_t name_bytes;
    endpoint->now = now_ns > endpoint->now ? now_ns : endpoint->now;
    if (!quic_to_name(from, &name, &name_bytes))
        return;
    quic_read(endpoint, &name, name_bytes, data, bytes);
    quic_run_timers(endpoint);
    quic_write_dirty(endpoint);
}

/* ----------------------------------------------------------------------------------- connections and their streams */

int32_t aether_quic_dial(
    aether_quic* endpoint, const aether_quic_address* address, const uint8_t* expected_key, uint64_t* connection)
{
    struct sockaddr_storage name;
    socklen_t bytes;
    if (!quic_to_name(address, &name, &bytes) || name.ss_family != endpoint->local_name.ss_family
        || address->port == 0)
        return AETHER_QUIC_EARGUMENT;
    quic_socket_tell_time(endpoint);
    quic_conn* conn = quic_conn_create(endpoint, &name, bytes);
    if (!conn)
        return AETHER_QUIC_EFULL;
    if (expected_key)
    {
        conn->has_expected = true;
        memcpy(conn->expected, expected_key, sizeof conn->expected);
    }
    if (!quic_conn_dial(conn))
    {
        quic_conn_delete(conn);
        return AETHER_QUIC_ESYSTEM;
    }
    conn->is_reported = true;
    *connection = conn->id;
    quic_mark_dirty(conn);
    return 0;
}

int32_t aether_quic_close(aether_quic* endpoint, uint64_t connection, uint64_t code)
{
    quic_conn* conn = quic_conn_find(endpoint, connection);
    if (!conn || conn->state >= QUIC_CLOSING || conn->is_closing || code > NGTCP2_MAX_VARINT)
        return AETHER_QUIC_EGONE;
    conn->is_closing = true;
    conn->close_code = code;
    quic_mark_dirty(conn);
    return 0;
}

static quic_conn* find_open(const aether_quic* endpoint, uint64_t connection)
{
    quic_conn* conn = quic_conn_find(endpoint, connection);
    return conn && conn->state == QUIC_OPEN && !conn->is_closing ? conn : NULL;
}

int32_t aether_quic_open(
    aether_quic* endpoint, uint64_t connection, int32_t bidirectional, uint32_t priority, int64_t* stream)
{
    quic_conn* conn = find_open(endpoint, connection);
    int64_t id;
    if (!conn)
        return AETHER_QUIC_EGONE;
    if (conn->stream_count == QUIC_MAX_STREAMS)
        return AETHER_QUIC_EFULL;
    int status = bidirectional ? ngtcp2_conn_open_bidi_stream(conn->quic, &id, NULL)
                               : ngtcp2_conn_open_uni_stream(conn->quic, &id, NULL);
    if (status == NGTCP2_ERR_STREAM_ID_BLOCKED)
        return AETHER_QUIC_EFULL;
    if (status != 0 || !quic_stream_add(conn, id, priority))
        return AETHER_QUIC_ESYSTEM;
    *stream = id;
    return 0;
}

int32_t aether_quic_accept(aether_quic* endpoint, uint64_t connection, int64_t stream, uint32_t priority)
{
    quic_conn* conn = find_open(endpoint, connection);
    if (!conn)
        return AETHER_QUIC_EGONE;
    if (!ngtcp2_is_bidi_stream(stream) || ngtcp2_conn_is_local_stream(conn->quic, stream)
        || quic_stream_find(conn, stream))
        return AETHER_QUIC_EARGUMENT;
    return quic_stream_add(conn, stream, priority) ? 0 : AETHER_QUIC_EFULL;
}

int32_t aether_quic_reset(aether_quic* endpoint, uint64_t connection, int64_t stream, uint64_t code)
{
    quic_conn* conn = find_open(endpoint, connection);
    if (!conn || ngtcp2_conn_shutdown_stream(conn->quic, stream, code) != 0)
        return AETHER_QUIC_EGONE;
    quic_stream* own = quic_stream_find(conn, stream);
    if (own)
        own->is_shut = true;
    quic_mark_dirty(conn);
    return 0;
}

int32_t aether_quic_credit(
    aether_quic* endpoint, uint64_t connection, int64_t stream, uint64_t stream_bytes, uint64_t connection_bytes)
{
    quic_conn* conn = find_open(endpoint, connection);
    if (!conn)
        return AETHER_QUIC_EGONE;
    if (stream_bytes > 0)
        ngtcp2_conn_extend_max_stream_offset(conn->quic, stream, stream_bytes);
    if (connection_bytes > 0)
        ngtcp2_conn_extend_max_offset(conn->quic, connection_bytes);
    quic_mark_dirty(conn);
    return 0;
}

uint64_t aether_quic_rtt(const aether_quic* endpoint, uint64_t connection)
{
    quic_conn* conn = find_open(endpoint, connection);
    ngtcp2_conn_stat stat;
    if (!conn)
        return 0;
    ngtcp2_conn_get_conn_stat(conn->quic, &stat);
    /* Before the first sample the smoothed value is a guess. */
    if (stat.first_rtt_sample_ts == UINT64_MAX)
        return 0;
    return stat.smoothed_rtt > 0 ? stat.smoothed_rtt : 1;
}
