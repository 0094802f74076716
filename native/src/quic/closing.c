#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum
{
    LONGEST_FAREWELL_MS = 1000,
};

/* The connection takes part in nothing any more but its farewell; its streams and their bytes are given up. */
static void leave(quic_conn* conn, quic_state state)
{
    aether_quic* endpoint = conn->endpoint;
    if (conn->state >= QUIC_CLOSING)
        return;
    conn->state = state;
    conn->is_closing = false;
    endpoint->live--;
    if (conn->is_half_open)
    {
        conn->is_half_open = false;
        endpoint->half_open--;
    }
    quic_streams_release(conn);
}

/* Three probe timeouts (RFC 9000 10.2): packets that are still under way meet the end of the connection. */
static void wait_for_the_rest(quic_conn* conn)
{
    uint64_t period = 3 * ngtcp2_conn_get_pto(conn->quic);
    if (period > LONGEST_FAREWELL_MS * QUIC_MILLISECOND)
        period = LONGEST_FAREWELL_MS * QUIC_MILLISECOND;
    quic_timer_set(conn, conn->endpoint->now + period);
}

static void say_farewell(quic_conn* conn, const ngtcp2_connection_close_error* error)
{
    uint8_t packet[QUIC_PACKET_BYTES];
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info = {0};
    ngtcp2_ssize bytes = ngtcp2_conn_write_connection_close(
        conn->quic, &path, &info, packet, NGTCP2_MAX_UDP_PAYLOAD_SIZE, error, conn->endpoint->now);
    if (bytes <= 0)
        return;
    conn->farewell = malloc((size_t)bytes);
    if (conn->farewell)
    {
        memcpy(conn->farewell, packet, (size_t)bytes);
        conn->farewell_bytes = (size_t)bytes;
    }
    quic_send_single(conn->endpoint, &conn->remote, packet, (size_t)bytes);
}

static void close_with(quic_conn* conn, const ngtcp2_connection_close_error* error)
{
    say_farewell(conn, error);
    leave(conn, QUIC_CLOSING);
    wait_for_the_rest(conn);
}

void quic_close_now(quic_conn* conn, uint64_t code)
{
    ngtcp2_connection_close_error error;
    ngtcp2_connection_close_error_default(&error);
    ngtcp2_connection_close_error_set_application_error(&error, code, NULL, 0);
    close_with(conn, &error);
    quic_report(conn, AETHER_QUIC_CLOSED_HERE, code);
}

static void fail_with_code(quic_conn* conn, int error)
{
    ngtcp2_connection_close_error reason;
    ngtcp2_connection_close_error_default(&reason);
    uint8_t alert = ngtcp2_conn_get_tls_alert(conn->quic);
    if (error == NGTCP2_ERR_CRYPTO && alert != 0)
        ngtcp2_connection_close_error_set_transport_error_tls_alert(&reason, alert, NULL, 0);
    else
        ngtcp2_connection_close_error_set_transport_error_liberr(&reason, error, NULL, 0);
    close_with(conn, &reason);
    quic_report(conn, conn->has_wrong_identity ? AETHER_QUIC_WRONG_IDENTITY : AETHER_QUIC_FAILED, reason.error_code);
}

static void drain(quic_conn* conn)
{
    ngtcp2_connection_close_error reason;
    ngtcp2_conn_get_connection_close_error(conn->quic, &reason);
    leave(conn, QUIC_DRAINING);
    wait_for_the_rest(conn);
    bool by_application = reason.type == NGTCP2_CONNECTION_CLOSE_ERROR_CODE_TYPE_APPLICATION;
    quic_report(conn, by_application ? AETHER_QUIC_CLOSED_BY_PEER : AETHER_QUIC_REFUSED_BY_PEER, reason.error_code);
}

/* What an error of ngtcp2 means for its connection. The connection may be gone afterwards. */
void quic_fail(quic_conn* conn, int error)
{
    if (conn->is_unfit)
    {
        quic_report(conn, AETHER_QUIC_FAILED, 0);
        quic_conn_delete(conn);
        return;
    }
    switch (error)
    {
        case NGTCP2_ERR_DRAINING:
            drain(conn);
            return;
        case NGTCP2_ERR_CLOSING:
            leave(conn, QUIC_CLOSING);
            wait_for_the_rest(conn);
            quic_report(conn, AETHER_QUIC_FAILED, 0);
            return;
        case NGTCP2_ERR_IDLE_CLOSE:
            quic_report(conn, AETHER_QUIC_IDLE, 0);
            quic_conn_delete(conn);
            return;
        case NGTCP2_ERR_HANDSHAKE_TIMEOUT:
            quic_report(conn, conn->has_heard ? AETHER_QUIC_HANDSHAKE_TIMEOUT : AETHER_QUIC_UNREACHABLE, 0);
            quic_conn_delete(conn);
            return;
        case NGTCP2_ERR_DROP_CONN:
        case NGTCP2_ERR_RETRY:
        case NGTCP2_ERR_RECV_VERSION_NEGOTIATION:
            quic_report(conn, AETHER_QUIC_FAILED, 0);
            quic_conn_delete(conn);
            return;
        default:
            fail_with_code(conn, error);
            return;
    }
}

/* Repeats the farewell for the 1st, 2nd, 4th, 8th ... packet that still comes. */
void quic_farewell(quic_conn* conn)
{
    uint32_t heard = ++conn->farewell_heard;
    if (conn->state == QUIC_CLOSING && conn->farewell && (heard & (heard - 1)) == 0)
        quic_send_single(conn->endpoint, &conn->remote, conn->farewell, conn->farewell_bytes);
}
