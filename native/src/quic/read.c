#include "internal.h"

enum
{
    /* Each costs a look at all connections. */
    RESETS_PER_SECOND = 1000,
    LEAST_RESET_BYTES = 21,
};

/* A stateless reset names no connection: only the one with the sender can know its token. */
static quic_conn* find_reset(
    aether_quic* endpoint, const struct sockaddr_storage* from, const uint8_t* data, size_t bytes)
{
    if (bytes < LEAST_RESET_BYTES || (data[0] & 0x80) != 0
        || !quic_rate_take(&endpoint->lookups, RESETS_PER_SECOND, endpoint->now))
        return NULL;
    for (uint32_t i = 0; i < endpoint->slot_count; i++)
    {
        quic_conn* conn = endpoint->slots[i];
        if (conn && conn->state == QUIC_OPEN && quic_same_name(&conn->remote, from))
            return conn;
    }
    return NULL;
}

/* Packets of connections that are not over go to ngtcp2; those of none may begin one. */
void quic_read(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes, const uint8_t* data,
    size_t bytes)
{
    ngtcp2_version_cid named;
    if (bytes == 0)
        return;
    endpoint->counters.packets_received++;
    endpoint->counters.bytes_received += bytes;
    int status = ngtcp2_pkt_decode_version_cid(&named, data, bytes, QUIC_CID_BYTES);
    quic_conn* conn = status == 0 ? quic_cids_find(&endpoint->cids, named.dcid, named.dcidlen) : NULL;
    if (!conn && status == 0)
        conn = find_reset(endpoint, from, data, bytes);
    if (!conn)
    {
        quic_accept_packet(endpoint, from, from_bytes, data, bytes);
        return;
    }
    /* Connections do not move: another address with a known id is not its peer. */
    if (!quic_same_name(&conn->remote, from))
    {
        endpoint->counters.dropped++;
        return;
    }
    if (conn->state >= QUIC_CLOSING)
    {
        quic_farewell(conn);
        return;
    }
    conn->has_heard = true;
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info = {0};
    status = ngtcp2_conn_read_pkt(conn->quic, &path, &info, data, bytes, endpoint->now);
    if (status != 0)
        quic_fail(conn, status);
    else
        quic_mark_dirty(conn);
}

void quic_run_timers(aether_quic* endpoint)
{
    while (endpoint->heap_count > 0 && endpoint->heap[0]->expiry <= endpoint->now)
    {
        quic_conn* conn = endpoint->heap[0];
        if (conn->state >= QUIC_CLOSING)
        {
            quic_conn_delete(conn);
            continue;
        }
        int status = ngtcp2_conn_handle_expiry(conn->quic, endpoint->now);
        if (status != 0)
        {
            quic_fail(conn, status);
            continue;
        }
        /* Set again when the connection has written. */
        quic_timer_clear(conn);
        quic_mark_dirty(conn);
    }
}
