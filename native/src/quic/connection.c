#include "internal.h"

#include <stdlib.h>
#include <string.h>

quic_conn* quic_conn_find(const aether_quic* endpoint, uint64_t id)
{
    uint32_t slot = (uint32_t)id;
    if (slot >= endpoint->slot_count || !endpoint->slots[slot] || endpoint->slots[slot]->id != id)
        return NULL;
    return endpoint->slots[slot];
}

void quic_mark_dirty(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    if (conn->is_dirty)
        return;
    conn->is_dirty = true;
    conn->next_dirty = NULL;
    if (endpoint->dirty_last)
        endpoint->dirty_last->next_dirty = conn;
    else
        endpoint->dirty_first = conn;
    endpoint->dirty_last = conn;
}

static void unmark_dirty(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    quic_conn* before = NULL;
    for (quic_conn* other = endpoint->dirty_first; other; before = other, other = other->next_dirty)
    {
        if (other != conn)
            continue;
        if (before)
            before->next_dirty = conn->next_dirty;
        else
            endpoint->dirty_first = conn->next_dirty;
        if (endpoint->dirty_last == conn)
            endpoint->dirty_last = before;
        break;
    }
    conn->is_dirty = false;
}

ngtcp2_path quic_conn_path(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    ngtcp2_path path = {
        {(ngtcp2_sockaddr*)&endpoint->local_name, endpoint->local_bytes},
        {(ngtcp2_sockaddr*)&conn->remote, conn->remote_bytes}, NULL};
    return path;
}

static bool free_slot(aether_quic* endpoint, uint32_t* slot)
{
    for (uint32_t tries = 0; tries < endpoint->slot_count; tries++)
    {
        *slot = endpoint->next_slot;
        endpoint->next_slot = (endpoint->next_slot + 1) % endpoint->slot_count;
        if (!endpoint->slots[*slot])
            return true;
    }
    return false;
}

/* A connection that is over makes room before its time. */
static void make_room(aether_quic* endpoint)
{
    for (uint32_t i = 0; i < endpoint->slot_count; i++)
    {
        quic_conn* conn = endpoint->slots[i];
        if (conn && conn->state >= QUIC_CLOSING)
        {
            quic_conn_delete(conn);
            return;
        }
    }
}

quic_conn* quic_conn_create(aether_quic* endpoint, const struct sockaddr_storage* remote, socklen_t bytes)
{
    uint32_t slot;
    if (endpoint->live >= endpoint->options.max_connections)
        return NULL;
    if (!free_slot(endpoint, &slot))
    {
        make_room(endpoint);
        if (!free_slot(endpoint, &slot))
            return NULL;
    }
    quic_conn* conn = calloc(1, sizeof *conn);
    if (!conn)
        return NULL;
    conn->endpoint = endpoint;
    conn->id = (uint64_t)++endpoint->generations[slot] << 32 | slot;
    conn->remote = *remote;
    conn->remote_bytes = bytes;
    conn->heap_index = UINT32_MAX;
    conn->pulse = -1;
    endpoint->slots[slot] = conn;
    endpoint->live++;
    return conn;
}

void quic_conn_delete(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    endpoint->slots[(uint32_t)conn->id] = NULL;
    if (conn->state < QUIC_CLOSING)
        endpoint->live--;
    if (conn->is_half_open)
        endpoint->half_open--;
    if (conn->is_dirty)
        unmark_dirty(conn);
    quic_timer_clear(conn);
    quic_cids_remove_all(conn);
    if (conn->quic)
        ngtcp2_conn_del(conn->quic);
    if (conn->tls)
        gnutls_deinit(conn->tls);
    quic_streams_release(conn);
    free(conn->datagrams);
    free(conn->farewell);
    free(conn);
}

void quic_report(quic_conn* conn, int32_t reason, uint64_t code)
{
    if (!conn->is_reported)
        return;
    conn->is_reported = false;
    conn->endpoint->callbacks.closed(conn->endpoint->user, conn->id, reason, code);
}

/* ------------------------------------------------------------------------------------------- callbacks of ngtcp2 */

static int on_handshake_done(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    aether_quic_address address;
    if (conn->state != QUIC_HANDSHAKE)
        return 0;
    conn->state = QUIC_OPEN;
    if (conn->is_half_open)
    {
        conn->is_half_open = false;
        endpoint->half_open--;
    }
    if (!(endpoint->options.flags & AETHER_QUIC_NO_PULSE)
        && ngtcp2_conn_open_uni_stream(conn->quic, &conn->pulse, NULL) != 0)
        return NGTCP2_ERR_CALLBACK_FAILURE;
    if (endpoint->options.keep_alive_ms)
        ngtcp2_conn_set_keep_alive_timeout(conn->quic, endpoint->options.keep_alive_ms * QUIC_MILLISECOND);
    conn->is_reported = true;
    quic_from_name(&conn->remote, &address);
    endpoint->callbacks.connected(endpoint->user, conn->id, conn->peer, &address, conn->is_server);
    return 0;
}

static int handshake_completed(ngtcp2_conn* quic, void* user)
{
    (void)quic;
    quic_conn* conn = user;
    return conn->is_server ? on_handshake_done(conn) : 0;
}

/* A client is connected when the server has said so: completed alone, its certificate may still be refused. */
static int handshake_confirmed(ngtcp2_conn* quic, void* user)
{
    (void)quic;
    quic_conn* conn = user;
    return conn->is_server ? 0 : on_handshake_done(conn);
}

static int recv_stream_data(ngtcp2_conn* quic, uint32_t flags, int64_t stream, uint64_t offset, const uint8_t* data,
    size_t bytes, void* user, void* stream_user)
{
    (void)offset;
    (void)stream_user;
    quic_conn* conn = user;
    /* The first stream of its kind that the peer opens carries its pulse. */
    if (stream == (conn->is_server ? 2 : 3) && !(conn->endpoint->options.flags & AETHER_QUIC_NO_PULSE))
    {
        ngtcp2_conn_extend_max_stream_offset(quic, stream, bytes);
        ngtcp2_conn_extend_max_offset(quic, bytes);
        return 0;
    }
    if (conn->state == QUIC_OPEN && !conn->is_closing)
        conn->endpoint->callbacks.stream_data(conn->endpoint->user, conn->id, stream, data, bytes,
            (flags & NGTCP2_STREAM_DATA_FLAG_FIN) != 0);
    return 0;
}

static int acked_stream_data(
    ngtcp2_conn* quic, int64_t stream, uint64_t offset, uint64_t bytes, void* user, void* stream_user)
{
    (void)quic;
    (void)offset;
    (void)stream_user;
    quic_stream_acked(user, stream, bytes);
    return 0;
}

static int stream_close(
    ngtcp2_conn* quic, uint32_t flags, int64_t stream, uint64_t code, void* user, void* stream_user)
{
    (void)flags;
    (void)code;
    (void)stream_user;
    quic_conn* conn = user;
    quic_stream_remove(conn, stream);
    if (ngtcp2_is_bidi_stream(stream) && !ngtcp2_conn_is_local_stream(quic, stream))
        ngtcp2_conn_extend_max_streams_bidi(quic, 1);
    if (stream == conn->pulse)
        conn->pulse = -1;
    else if (conn->state == QUIC_OPEN && !conn->is_closing)
        conn->endpoint->callbacks.stream_closed(conn->endpoint->user, conn->id, stream);
    return 0;
}

static int stream_reset(
    ngtcp2_conn* quic, int64_t stream, uint64_t final_size, uint64_t code, void* user, void* stream_user)
{
    (void)quic;
    (void)final_size;
    (void)stream_user;
    quic_conn* conn = user;
    if (conn->state == QUIC_OPEN && !conn->is_closing)
        conn->endpoint->callbacks.stream_reset(conn->endpoint->user, conn->id, stream, code);
    return 0;
}

static int extend_stream_data(ngtcp2_conn* quic, int64_t id, uint64_t most, void* user, void* stream_user)
{
    (void)quic;
    (void)most;
    (void)stream_user;
    quic_stream* stream = quic_stream_find(user, id);
    if (stream)
        stream->is_blocked = false;
    return 0;
}

static int extend_streams(ngtcp2_conn* quic, uint64_t most, void* user)
{
    (void)quic;
    (void)most;
    quic_conn* conn = user;
    if (conn->state == QUIC_OPEN && !conn->is_closing)
        conn->endpoint->callbacks.streams(conn->endpoint->user, conn->id);
    return 0;
}

static int recv_datagram(ngtcp2_conn* quic, uint32_t flags, const uint8_t* data, size_t bytes, void* user)
{
    (void)quic;
    (void)flags;
    quic_conn* conn = user;
    if (conn->state == QUIC_OPEN && !conn->is_closing && bytes <= AETHER_QUIC_DATAGRAM_BYTES)
        conn->endpoint->callbacks.datagram(conn->endpoint->user, conn->id, data, bytes);
    return 0;
}

static int recv_stateless_reset(ngtcp2_conn* quic, const ngtcp2_pkt_stateless_reset* reset, void* user)
{
    (void)quic;
    (void)reset;
    quic_report(user, AETHER_QUIC_RESET, 0);
    return 0;
}

static void random_bytes(uint8_t* bytes, size_t count, const ngtcp2_rand_ctx* context)
{
    quic_random(context->native_handle, bytes, count);
}

static int new_connection_id(ngtcp2_conn* quic, ngtcp2_cid* cid, uint8_t* token, size_t bytes, void* user)
{
    (void)quic;
    quic_conn* conn = user;
    cid->datalen = bytes;
    quic_random(conn->endpoint, cid->data, bytes);
    if (ngtcp2_crypto_generate_stateless_reset_token(token, conn->endpoint->reset_secret, QUIC_SECRET_BYTES, cid) != 0
        || !quic_cids_add(conn, cid))
        return NGTCP2_ERR_CALLBACK_FAILURE;
    return 0;
}

static int remove_connection_id(ngtcp2_conn* quic, const ngtcp2_cid* cid, void* user)
{
    (void)quic;
    quic_cids_remove(user, cid);
    return 0;
}

/*
 * A hello without transport parameters leaves this ngtcp2 without a version, and by an assertion it then ends the
 * process at the first packet written with the keys. Such a peer gets no keys.
 */
static int key_ready(ngtcp2_conn* quic, ngtcp2_crypto_level level, void* user)
{
    quic_conn* conn = user;
    bool is_due = level == NGTCP2_CRYPTO_LEVEL_APPLICATION
        || (level == NGTCP2_CRYPTO_LEVEL_HANDSHAKE && conn->is_server);
    if (!is_due
        || (ngtcp2_conn_get_negotiated_version(quic) != 0 && ngtcp2_conn_get_remote_transport_params(quic) != NULL))
        return 0;
    conn->is_unfit = true;
    return NGTCP2_ERR_CALLBACK_FAILURE;
}

static const ngtcp2_callbacks CALLBACKS = {
    .client_initial = ngtcp2_crypto_client_initial_cb,
    .recv_client_initial = ngtcp2_crypto_recv_client_initial_cb,
    .recv_crypto_data = ngtcp2_crypto_recv_crypto_data_cb,
    .handshake_completed = handshake_completed,
    .handshake_confirmed = handshake_confirmed,
    .encrypt = ngtcp2_crypto_encrypt_cb,
    .decrypt = ngtcp2_crypto_decrypt_cb,
    .hp_mask = ngtcp2_crypto_hp_mask_cb,
    .recv_stream_data = recv_stream_data,
    .acked_stream_data_offset = acked_stream_data,
    .stream_close = stream_close,
    .stream_reset = stream_reset,
    .extend_max_stream_data = extend_stream_data,
    .extend_max_local_streams_bidi = extend_streams,
    .recv_datagram = recv_datagram,
    .recv_stateless_reset = recv_stateless_reset,
    .recv_retry = ngtcp2_crypto_recv_retry_cb,
    .rand = random_bytes,
    .get_new_connection_id = new_connection_id,
    .remove_connection_id = remove_connection_id,
    .recv_rx_key = key_ready,
    .recv_tx_key = key_ready,
    .update_key = ngtcp2_crypto_update_key_cb,
    .delete_crypto_aead_ctx = ngtcp2_crypto_delete_crypto_aead_ctx_cb,
    .delete_crypto_cipher_ctx = ngtcp2_crypto_delete_crypto_cipher_ctx_cb,
    .get_path_challenge_data = ngtcp2_crypto_get_path_challenge_data_cb,
    .version_negotiation = ngtcp2_crypto_version_negotiation_cb,
};

/* ------------------------------------------------------------------------------------------------------ creation */

static void set_parameters(quic_conn* conn, ngtcp2_settings* settings, ngtcp2_transport_params* parameters)
{
    const aether_quic_options* options = &conn->endpoint->options;
    ngtcp2_settings_default(settings);
    settings->cc_algo = NGTCP2_CC_ALGO_BBR;
    settings->initial_ts = conn->endpoint->now;
    settings->rand_ctx.native_handle = conn->endpoint;
    settings->handshake_timeout = options->handshake_ms * QUIC_MILLISECOND;
    settings->max_window = options->connection_window;
    settings->max_stream_window = options->stream_window;
    ngtcp2_transport_params_default(parameters);
    parameters->initial_max_stream_data_bidi_local = options->stream_window;
    parameters->initial_max_stream_data_bidi_remote = options->stream_window;
    parameters->initial_max_stream_data_uni = options->stream_window;
    parameters->initial_max_data = options->connection_window;
    parameters->initial_max_streams_bidi = options->max_requests;
    parameters->initial_max_streams_uni = options->max_classes + 1;
    parameters->max_idle_timeout = options->idle_ms * QUIC_MILLISECOND;
    parameters->max_datagram_frame_size = AETHER_QUIC_DATAGRAM_BYTES + 3;
    parameters->active_connection_id_limit = 2;
    parameters->disable_active_migration = 1;
}

/* Chooses the own id; 0 when it could be had. */
static int choose_id(quic_conn* conn, ngtcp2_cid* own)
{
    own->datalen = QUIC_CID_BYTES;
    quic_random(conn->endpoint, own->data, QUIC_CID_BYTES);
    return quic_cids_add(conn, own) ? 0 : -1;
}

bool quic_conn_accept(quic_conn* conn, const ngtcp2_pkt_hd* header, const ngtcp2_cid* original)
{
    ngtcp2_settings settings;
    ngtcp2_transport_params parameters;
    ngtcp2_cid own;
    ngtcp2_path path = quic_conn_path(conn);
    conn->is_server = true;
    conn->is_half_open = true;
    conn->has_heard = true;
    conn->endpoint->half_open++;
    set_parameters(conn, &settings, &parameters);
    parameters.original_dcid = header->dcid;
    if (original)
    {
        settings.token = header->token;
        parameters.original_dcid = *original;
        parameters.retry_scid = header->dcid;
        parameters.retry_scid_present = 1;
    }
    if (choose_id(conn, &own) != 0 || !quic_cids_add(conn, &header->dcid))
        return false;
    parameters.stateless_reset_token_present = 1;
    return ngtcp2_crypto_generate_stateless_reset_token(
               parameters.stateless_reset_token, conn->endpoint->reset_secret, QUIC_SECRET_BYTES, &own)
        == 0
        && ngtcp2_conn_server_new(&conn->quic, &header->scid, &own, &path, header->version, &CALLBACKS, &settings,
               &parameters, NULL, conn)
        == 0
        && quic_tls_create(conn);
}

bool quic_conn_dial(quic_conn* conn)
{
    ngtcp2_settings settings;
    ngtcp2_transport_params parameters;
    ngtcp2_cid own;
    ngtcp2_cid first = {.datalen = NGTCP2_MIN_INITIAL_DCIDLEN};
    ngtcp2_path path = quic_conn_path(conn);
    set_parameters(conn, &settings, &parameters);
    quic_random(conn->endpoint, first.data, first.datalen);
    return choose_id(conn, &own) == 0
        && ngtcp2_conn_client_new(&conn->quic, &first, &own, &path, NGTCP2_PROTO_VER_V1, &CALLBACKS, &settings,
               &parameters, NULL, conn)
        == 0
        && quic_tls_create(conn);
}
