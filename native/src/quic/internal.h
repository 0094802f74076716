#ifndef AETHER_QUIC_INTERNAL_H
#define AETHER_QUIC_INTERNAL_H

#include "aether_quic.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <ngtcp2/ngtcp2.h>
#include <ngtcp2/ngtcp2_crypto.h>
#include <ngtcp2/ngtcp2_crypto_gnutls.h>
#include <stdbool.h>
#include <sys/socket.h>

enum
{
    QUIC_CID_BYTES = 8,
    /* Ids by which peers may name one connection: ngtcp2 keeps at most eight, and its old ones for a while. */
    QUIC_MAX_CIDS = 24,
    QUIC_MAX_STREAMS = 256,
    QUIC_MAX_CERTIFICATE = 1024,
    QUIC_RUN_PACKETS = 64,
    /* The longest payload of one UDP send, also of one that the kernel cuts into packets. */
    QUIC_RUN_BYTES = 65507,
    QUIC_PACKET_BYTES = 1500,
    QUIC_SECRET_BYTES = 32,
    QUIC_RATE_BUCKETS = 4096,
};

#define QUIC_NEVER UINT64_MAX
#define QUIC_MILLISECOND UINT64_C(1000000)
#define QUIC_SECOND UINT64_C(1000000000)

typedef struct
{
    const uint8_t* data;
    size_t bytes;
    uint64_t cookie;
} quic_segment;

/* The own direction of a stream: segments not yet acknowledged in a ring, of which the first sent_count were sent. */
typedef struct quic_stream
{
    struct quic_stream* next;
    int64_t id;
    uint32_t priority;
    quic_segment* ring;
    uint32_t capacity;
    uint32_t head;
    uint32_t count;
    uint32_t sent_count;
    size_t sent_bytes;  /* of the segment after those */
    size_t acked_bytes; /* of the segment at head */
    bool has_last;
    bool sent_last;
    bool is_blocked; /* by the peer's window of the stream */
    bool is_shut;
} quic_stream;

typedef enum
{
    QUIC_HANDSHAKE,
    QUIC_OPEN,
    QUIC_CLOSING,  /* says so again to whoever still sends */
    QUIC_DRAINING, /* silent */
} quic_state;

typedef struct quic_conn
{
    aether_quic* endpoint;
    ngtcp2_conn* quic;
    ngtcp2_crypto_conn_ref reference;
    gnutls_session_t tls;
    uint64_t id;
    struct quic_conn* next_dirty;
    struct sockaddr_storage remote;
    socklen_t remote_bytes;
    quic_state state;
    uint64_t expiry;
    uint32_t heap_index; /* UINT32_MAX: in no heap */
    bool is_dirty;
    bool is_server;
    bool is_half_open;
    bool is_reported; /* dialled or connected: ends with a closed callback */
    bool has_heard;
    bool has_wrong_identity;
    bool is_unfit; /* ngtcp2 must not write for it */
    bool has_expected;
    bool is_closing; /* to be closed with close_code at the next write */
    uint8_t expected[32];
    uint8_t peer[32];
    uint64_t close_code;
    ngtcp2_cid cids[QUIC_MAX_CIDS];
    uint32_t cid_count;
    quic_stream* streams; /* ordered by priority, then by age */
    uint32_t stream_count;
    int64_t pulse; /* the stream whose bytes keep the probe timer armed; -1 before there is one */
    quic_segment* datagrams;
    uint32_t datagram_head;
    uint32_t datagram_count;
    uint8_t* farewell; /* the packet that says that the connection is closed */
    size_t farewell_bytes;
    uint32_t farewell_heard;
} quic_conn;

typedef struct
{
    ngtcp2_cid cid;
    quic_conn* conn; /* null: empty */
} quic_cid_entry;

typedef struct
{
    quic_cid_entry* entries;
    uint32_t capacity; /* a power of two, never more than half full */
    uint32_t count;
    uint64_t key[2];
} quic_cid_map;

typedef struct
{
    uint64_t tat_ns; /* when the next would be on time (generic cell rate algorithm) */
} quic_bucket;

/* Packets for one address, all of one length but the last. */
typedef struct
{
    uint8_t buffer[QUIC_RUN_BYTES + QUIC_PACKET_BYTES];
    size_t bytes;
    size_t segment;
    uint32_t count;
} quic_run;

typedef struct quic_socket quic_socket;

struct aether_quic
{
    aether_quic_options options;
    aether_quic_callbacks callbacks;
    void* user;
    aether_quic_send_packets send;
    void* sink;
    quic_socket* socket;
    aether_quic_address local;
    struct sockaddr_storage local_name;
    socklen_t local_bytes;
    uint64_t now;
    uint64_t random_state;
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priority;
    uint8_t reset_secret[QUIC_SECRET_BYTES];
    uint8_t token_secret[QUIC_SECRET_BYTES];
    quic_cid_map cids;
    quic_conn** slots;
    uint32_t* generations;
    uint32_t slot_count;
    uint32_t next_slot;
    uint32_t live; /* neither closing nor draining */
    uint32_t half_open;
    quic_conn** heap;
    uint32_t heap_count;
    quic_conn* dirty_first;
    quic_conn* dirty_last;
    quic_bucket* buckets;
    quic_bucket total;
    quic_bucket answers;
    quic_bucket lookups;
    quic_run run;
    bool is_blocked; /* the kernel takes no more packets for now */
    aether_quic_counters counters;
};

/* address.c */
bool quic_to_name(const aether_quic_address* address, struct sockaddr_storage* name, socklen_t* bytes);
void quic_from_name(const struct sockaddr_storage* name, aether_quic_address* address);
bool quic_same_name(const struct sockaddr_storage* a, const struct sockaddr_storage* b);

/* random.c */
void quic_random(aether_quic* endpoint, void* bytes, size_t count);
uint64_t quic_hash(const uint64_t key[2], const uint8_t* data, size_t bytes);

/* cids.c: false when memory is short. */
bool quic_cids_create(quic_cid_map* map, aether_quic* endpoint, uint32_t capacity);
quic_conn* quic_cids_find(const quic_cid_map* map, const uint8_t* cid, size_t bytes);
bool quic_cids_add(quic_conn* conn, const ngtcp2_cid* cid);
void quic_cids_remove(quic_conn* conn, const ngtcp2_cid* cid);
void quic_cids_remove_all(quic_conn* conn);

/* timers.c */
void quic_timer_set(quic_conn* conn, uint64_t expiry);
void quic_timer_clear(quic_conn* conn);

/* rates.c: true when one more per_second is within the rate. */
bool quic_rate_take(quic_bucket* bucket, uint32_t per_second, uint64_t now);
bool quic_rate_address(aether_quic* endpoint, const struct sockaddr_storage* from);

/* identity.c */
int32_t quic_identity_create(aether_quic* endpoint);
void quic_identity_destroy(aether_quic* endpoint);
bool quic_tls_create(quic_conn* conn);

/* streams.c */
quic_stream* quic_stream_find(const quic_conn* conn, int64_t id);
quic_stream* quic_stream_add(quic_conn* conn, int64_t id, uint32_t priority);
void quic_stream_acked(quic_conn* conn, int64_t id, uint64_t bytes);
void quic_stream_remove(quic_conn* conn, int64_t id);
void quic_streams_release(quic_conn* conn);
quic_stream* quic_stream_next(quic_conn* conn);
size_t quic_stream_gather(const quic_stream* stream, ngtcp2_vec* parts, size_t most, bool* is_last);
void quic_stream_sent(quic_stream* stream, size_t bytes, bool is_last);
void quic_datagram_pop(quic_conn* conn);

/* connection.c */
quic_conn* quic_conn_find(const aether_quic* endpoint, uint64_t id);
quic_conn* quic_conn_create(aether_quic* endpoint, const struct sockaddr_storage* remote, socklen_t bytes);
void quic_conn_delete(quic_conn* conn);
bool quic_conn_accept(quic_conn* conn, const ngtcp2_pkt_hd* header, const ngtcp2_cid* original);
bool quic_conn_dial(quic_conn* conn);
ngtcp2_path quic_conn_path(quic_conn* conn);
void quic_mark_dirty(quic_conn* conn);
/* Reports the end once. */
void quic_report(quic_conn* conn, int32_t reason, uint64_t code);

/* closing.c */
void quic_close_now(quic_conn* conn, uint64_t code);
void quic_fail(quic_conn* conn, int error);
void quic_farewell(quic_conn* conn);

/* read.c */
void quic_read(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes, const uint8_t* data,
    size_t bytes);
void quic_run_timers(aether_quic* endpoint);

/* accept.c */
void quic_accept_packet(aether_quic* endpoint, const struct sockaddr_storage* from, socklen_t from_bytes,
    const uint8_t* data, size_t bytes);

/* write.c */
void quic_write_dirty(aether_quic* endpoint);
void quic_send_single(
    aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* packet, size_t bytes);

/* socket.c */
int32_t quic_socket_create(aether_quic* endpoint);
void quic_socket_destroy(aether_quic* endpoint);
/* Time went on since the last round. */
void quic_socket_tell_time(aether_quic* endpoint);
bool quic_socket_has_offload(const aether_quic* endpoint);
/* False when the kernel takes no more for now. */
bool quic_socket_send(aether_quic* endpoint, const struct sockaddr_storage* to, const uint8_t* data, size_t bytes,
    size_t segment);

#endif
