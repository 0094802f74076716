#include "internal.h"

#include <string.h>

enum
{
    /* Answers to packets of no connection, per second: they cost a hash and a send each. */
    ANSWERS_PER_SECOND = 1000,
    TOKEN_SECONDS = 10,
    /* A reset is shorter than what it answers, so that two nodes do not answer each other for ever. */
    LEAST_RESET_BYTES = 43,
    LEAST_INITIAL_BYTES = NGTCP2_MAX_UDP_PAYLOAD_SIZE,
};

static bool may_answer(aether_quic* endpoint)
{
    if (quic_rate_take(&endpoint->answers, ANSWERS_PER_SECOND, endpoint->now))
        return true;
    endpoint->counters.dropped++;
    return false;
}

static void send_versions(aether_quic* endpoint, const struct sockaddr_storage* from, const ngtcp2_version_cid* named)
{
    static const uint32_t versions[] = {NGTCP2_PROTO_VER_V1};
    uint8_t packet[256 + 256 + 64];
    uint8_t random;
    if (!may_answer(endpoint))
        return;
    quic_random(endpoint, &random, 1);
    ngtcp2_ssize bytes = ngtcp2_pkt_write_version_negotiation(
        packet, sizeof packet, random, named->scid, named->scidlen, named->dcid, named->dcidlen, versions, 1);
    if (bytes > 0)
        quic_send_single(endpoint, from, packet, (size_t)bytes);
}

/* Tells a peer that still uses a connection of before a restart. */
static void send_reset(
    aether_quic* endpoint, const struct sockaddr_storage* from, const uint8_t* data, size_t received)
{
    uint8_t packet[LEAST_RESET_BYTES];
    uint8_t token[NGTCP2_STATELESS_RESET_TOKENLEN];
    uint8_t random[LEAST_RESET_BYTES - NGTCP2_STATELESS_RESET_TOKENLEN];
    ngtcp2_cid cid;
    if (received <= LEAST_RESET_BYTES || !may_answer(endpoint))
        return;
    ngtcp2_cid_init(&cid, data + 1, QUIC_CID_BYTES);
    quic_random(endpoint, random, sizeof random);
    if (ngtcp2_crypto_generate_stateless_reset_token(token, endpoint->reset_secret, QUIC_SECRET_BYTES, &cid) != 0)
        return;
    ngtcp2_ssize bytes = ngtcp2_pkt_write_stateless_reset(packet, sizeof packet, token, random, sizeof random);
    if (bytes <= 0)
        return;
    endpoint->counters.resets++;
    quic_send_single(endpoint, from, packet, (size_t)bytes);
}

/* Has the peer prove that it receives at its address; nothing is kept until it has. */
static void send_retry(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const ngtcp2_pkt_hd* header)
{
    uint8_t packet[512];
    uint8_t token[NGTCP2_CRYPTO_MAX_RETRY_TOKENLEN];
    ngtcp2_cid own = {.datalen = QUIC_CID_BYTES};
    if (!may_answer(endpoint))
        return;
    quic_random(endpoint, own.data, own.datalen);
    ngtcp2_ssize token_bytes = ngtcp2_crypto_generate_retry_token(token, endpoint->token_secret, QUIC_SECRET_BYTES,
        header->version, (const ngtcp2_sockaddr*)from, from_bytes, &own, &header->dcid, endpoint->now);
    if (token_bytes < 0)
        return;
    ngtcp2_ssize bytes = ngtcp2_crypto_write_retry(packet, sizeof packet, header->version, &header->scid, &own,
        &header->dcid, token, (size_t)token_bytes);
    if (bytes <= 0)
        return;
    endpoint->counters.retries++;
    quic_send_single(endpoint, from, packet, (size_t)bytes);
}

static bool verify_token(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const ngtcp2_pkt_hd* header, ngtcp2_cid* original)
{
    return ngtcp2_crypto_verify_retry_token(original, header->token.base, header->token.len, endpoint->token_secret,
               QUIC_SECRET_BYTES, header->version, (const ngtcp2_sockaddr*)from, from_bytes, &header->dcid,
               TOKEN_SECONDS * QUIC_SECOND, endpoint->now)
        == 0;
}

static void begin(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const ngtcp2_pkt_hd* header, const ngtcp2_cid* original, const uint8_t* data, size_t bytes)
{
    quic_conn* conn = quic_conn_create(endpoint, from, from_bytes);
    if (!conn)
    {
        endpoint->counters.refused++;
        return;
    }
    if (!quic_conn_accept(conn, header, original))
    {
        quic_conn_delete(conn);
        return;
    }
    ngtcp2_path path = quic_conn_path(conn);
    ngtcp2_pkt_info info = {0};
    int status = ngtcp2_conn_read_pkt(conn->quic, &path, &info, data, bytes, endpoint->now);
    if (status != 0)
        quic_fail(conn, status);
    else
        quic_mark_dirty(conn);
}

/* Whoever has not proved its address and comes when there is much to do is asked to; who has, is counted. */
static void accept_initial(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const ngtcp2_pkt_hd* header, const uint8_t* data, size_t bytes)
{
    const aether_quic_options* options = &endpoint->options;
    ngtcp2_cid original;
    bool has_token = header->token.len > 0 && header->token.base[0] == NGTCP2_CRYPTO_TOKEN_MAGIC_RETRY;
    if (has_token && !verify_token(endpoint, from, from_bytes, header, &original))
    {
        endpoint->counters.dropped++;
        return;
    }
    if (!has_token && endpoint->half_open >= options->retry_half_open)
    {
        send_retry(endpoint, from, from_bytes, header);
        return;
    }
    if (endpoint->half_open >= options->max_half_open || endpoint->live >= options->max_connections
        || !quic_rate_address(endpoint, from) || !quic_rate_take(&endpoint->total, options->total_rate, endpoint->now))
    {
        endpoint->counters.refused++;
        return;
    }
    begin(endpoint, from, from_bytes, header, has_token ? &original : NULL, data, bytes);
}

void quic_accept_packet(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const uint8_t* data, size_t bytes)
{
    ngtcp2_version_cid named;
    ngtcp2_pkt_hd header;
    int status = ngtcp2_pkt_decode_version_cid(&named, data, bytes, QUIC_CID_BYTES);
    bool is_long = bytes > 0 && (data[0] & 0x80) != 0;
    if (status == 0 && !is_long)
    {
        send_reset(endpoint, from, data, bytes);
        return;
    }
    if ((status != 0 && status != NGTCP2_ERR_VERSION_NEGOTIATION) || bytes < LEAST_INITIAL_BYTES)
    {
        endpoint->counters.dropped++;
        return;
    }
    if (status == NGTCP2_ERR_VERSION_NEGOTIATION || named.version != NGTCP2_PROTO_VER_V1)
    {
        send_versions(endpoint, from, &named);
        return;
    }
    if (ngtcp2_accept(&header, data, bytes) != 0 || header.type != NGTCP2_PKT_INITIAL)
    {
        endpoint->counters.dropped++;
        return;
    }
    accept_initial(endpoint, from, from_bytes, &header, data, bytes);
}
