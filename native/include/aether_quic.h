#ifndef AETHER_QUIC_H
#define AETHER_QUIC_H

#include <stddef.h>
#include <stdint.h>

/*
 * QUIC version 1 (RFC 9000, 9001, 9002, 9221) over ngtcp2 and GnuTLS: connections between nodes that prove an ed25519
 * identity to each other by mutual TLS 1.3. libaether_quic.so.
 *
 * Threads: an endpoint has none. One thread makes all calls of an endpoint, but for aether_quic_wake.
 * Callbacks: run inside the calls of that thread. They may call aether_quic_close, _open, _accept, _send, _reset,
 * _credit and _datagram, which only queue, aether_quic_rtt, which only reads, and nothing else.
 * Ownership: bytes given to send stay where they are, unchanged, until their cookie is released, or until
 * aether_quic_destroy has returned. Bytes in callbacks are lent for the call.
 * Errors: 0 or positive is success, AETHER_QUIC_E* is not. Nothing a peer sends makes a call fail.
 */

enum
{
    AETHER_QUIC_ABI = 2,

    AETHER_QUIC_EARGUMENT = -1, /* not what is stated here */
    AETHER_QUIC_EGONE = -2,     /* no such connection or stream, or it is over */
    AETHER_QUIC_EFULL = -3,     /* a bound is reached: connections, streams or datagrams */
    AETHER_QUIC_ESYSTEM = -4,   /* the system refused a socket or memory; errno says why */
    AETHER_QUIC_ETLS = -5,      /* GnuTLS refused the identity */

    /* The longest datagram that fits a packet of 1,200 bytes beside its headers and the byte of pulse. */
    AETHER_QUIC_DATAGRAM_BYTES = 1150,
    AETHER_QUIC_URGENT = 1, /* streams of this priority, or of a lower number, go before datagrams */

    /* Options. */
    AETHER_QUIC_NO_OFFLOAD = 1, /* no segmentation offload, as where the kernel refuses it */
    AETHER_QUIC_NO_PULSE = 2,   /* to show what the pulse is for */
};

/* Why a connection ended. */
enum
{
    AETHER_QUIC_CLOSED_HERE = 0,        /* by aether_quic_close, with its code */
    AETHER_QUIC_CLOSED_BY_PEER = 1,     /* the peer's application, with its code */
    AETHER_QUIC_REFUSED_BY_PEER = 2,    /* the peer's transport or TLS, with the code of RFC 9000 */
    AETHER_QUIC_UNREACHABLE = 3,        /* no packet came before the handshake timed out */
    AETHER_QUIC_HANDSHAKE_TIMEOUT = 4,  /* the handshake did not end in time */
    AETHER_QUIC_IDLE = 5,               /* nothing came for the idle time */
    AETHER_QUIC_WRONG_IDENTITY = 6,     /* the peer's certificate is not one expected */
    AETHER_QUIC_FAILED = 7,             /* the peer broke the protocol, with the code sent to it */
    AETHER_QUIC_RESET = 8,              /* the peer no longer knows the connection */
};

typedef struct aether_quic aether_quic;

/* family is 4 or 6, 0 where there is none; IPv4 uses the first four bytes; the port is a number, not network order. */
typedef struct
{
    uint16_t family;
    uint16_t port;
    uint32_t scope;
    uint8_t bytes[16];
} aether_quic_address;

typedef struct
{
    uint8_t seed[32];            /* of the ed25519 identity (RFC 8032 5.1.5) */
    aether_quic_address address; /* where to bind; port 0 takes any */
    char protocol[16];           /* the one ALPN identifier, ended by a zero */
    uint32_t max_connections;    /* both directions, handshakes included */
    uint32_t max_half_open;      /* inbound handshakes under way; more are dropped */
    uint32_t retry_half_open;    /* from so many on, addresses are validated first */
    uint32_t address_rate;       /* inbound connections per second and address */
    uint32_t total_rate;         /* inbound connections per second */
    uint32_t max_requests;       /* bidirectional streams that the peer may have open */
    uint32_t max_classes;        /* unidirectional streams that the peer may ever open, the pulse not counted */
    uint32_t stream_window;      /* bytes of one stream that wait for credit */
    uint32_t connection_window;  /* bytes of one connection that wait for credit */
    uint32_t max_datagrams;      /* waiting on one connection */
    uint32_t handshake_ms;
    uint32_t idle_ms;
    uint32_t keep_alive_ms;
    uint32_t socket_bytes; /* of the kernel's buffers, each way, as far as it gives them */
    uint32_t flags;
    uint64_t random_seed; /* not 0: connection ids and tokens are predictable, for tests */
} aether_quic_options;

typedef struct
{
    /* Both sides have proved their identities. key is the peer's. */
    void (*connected)(void* user, uint64_t connection, const uint8_t* key, const aether_quic_address* address,
        int32_t inbound);
    /* The last callback of a connection that was dialled or connected, but for releases. */
    void (*closed)(void* user, uint64_t connection, int32_t reason, uint64_t code);
    /* Bytes of a stream in order. They count against the windows until aether_quic_credit. */
    void (*stream_data)(void* user, uint64_t connection, int64_t stream, const uint8_t* data, size_t bytes,
        int32_t is_last);
    /* The peer sends no more on this stream and takes back what is not received. */
    void (*stream_reset)(void* user, uint64_t connection, int64_t stream, uint64_t code);
    /* Both directions of a stream are over. */
    void (*stream_closed)(void* user, uint64_t connection, int64_t stream);
    /* More streams may be opened than before. */
    void (*streams)(void* user, uint64_t connection);
    void (*datagram)(void* user, uint64_t connection, const uint8_t* data, size_t bytes);
    /* The bytes sent with this cookie are no longer used. */
    void (*released)(void* user, uint64_t connection, uint64_t cookie);
} aether_quic_callbacks;

/* Since the endpoint was created; the last three are of the moment. */
typedef struct
{
    uint64_t packets_received;
    uint64_t bytes_received;
    uint64_t packets_sent;
    uint64_t bytes_sent;
    uint64_t sends;         /* system calls */
    uint64_t dropped;       /* packets of no connection that got no answer */
    uint64_t retries;       /* Retry packets sent */
    uint64_t resets;        /* stateless resets sent */
    uint64_t refused;       /* handshakes dropped over a rate or a bound */
    uint64_t send_failures; /* runs of packets that the kernel did not take */
    uint64_t connections;
    uint64_t half_open;
    uint64_t has_offload;
} aether_quic_counters;

/* AETHER_QUIC_ABI of the library. */
int32_t aether_quic_abi(void);

/* Binds a socket. Options and callbacks are copied. */
int32_t aether_quic_create(
    const aether_quic_options* options, const aether_quic_callbacks* callbacks, void* user, aether_quic** endpoint);

/*
 * An endpoint without a socket, for tests and simulations: packets leave by send, of which all but the last have
 * segment bytes, and come by aether_quic_receive; time is what aether_quic_receive and aether_quic_step say.
 */
typedef void (*aether_quic_send_packets)(
    void* sink, const aether_quic_address* to, const uint8_t* data, size_t bytes, size_t segment);
int32_t aether_quic_create_detached(const aether_quic_options* options, const aether_quic_callbacks* callbacks,
    void* user, aether_quic_send_packets send, void* sink, uint64_t now_ns, aether_quic** endpoint);

/* Tells every peer, in one packet, that the connection is closed with this code, and frees all. */
void aether_quic_destroy(aether_quic* endpoint, uint64_t code);

void aether_quic_local(const aether_quic* endpoint, aether_quic_address* address);
void aether_quic_read_counters(const aether_quic* endpoint, aether_quic_counters* counters);

/*
 * One round: reads what arrived, runs timers, writes what may be written; when there is nothing to do, waits at most
 * timeout_ns for packets, timers or aether_quic_wake. The number of packets read.
 */
int32_t aether_quic_poll(aether_quic* endpoint, uint64_t timeout_ns);

/* Ends the wait of aether_quic_poll, the present one or the next. From any thread. */
void aether_quic_wake(aether_quic* endpoint);

/* One datagram from the network, and the timers and writes due; now_ns never goes back. */
void aether_quic_receive(
    aether_quic* endpoint, const aether_quic_address* from, const uint8_t* data, size_t bytes, uint64_t now_ns);
/* Timers and writes due. Returns the time of the next timer, UINT64_MAX when there is none. */
uint64_t aether_quic_step(aether_quic* endpoint, uint64_t now_ns);

/* Begins a connection. expected_key is 32 bytes, or null to take anyone. */
int32_t aether_quic_dial(
    aether_quic* endpoint, const aether_quic_address* address, const uint8_t* expected_key, uint64_t* connection);
int32_t aether_quic_close(aether_quic* endpoint, uint64_t connection, uint64_t code);

/* Opens a stream; streams of lower priority numbers are written first, and those opened first within one. */
int32_t aether_quic_open(
    aether_quic* endpoint, uint64_t connection, int32_t bidirectional, uint32_t priority, int64_t* stream);
/* Sets the priority of the own direction of a stream that the peer opened. */
int32_t aether_quic_accept(aether_quic* endpoint, uint64_t connection, int64_t stream, uint32_t priority);
/* Queues bytes. A cookie of 0 is not reported. */
int32_t aether_quic_send(aether_quic* endpoint, uint64_t connection, int64_t stream, const uint8_t* data, size_t bytes,
    int32_t is_last, uint64_t cookie);
/* Ends both directions at once. */
int32_t aether_quic_reset(aether_quic* endpoint, uint64_t connection, int64_t stream, uint64_t code);
/* Allows the peer that many more bytes on the stream and on the connection. */
int32_t aether_quic_credit(
    aether_quic* endpoint, uint64_t connection, int64_t stream, uint64_t stream_bytes, uint64_t connection_bytes);
/* Queues a datagram of at most AETHER_QUIC_DATAGRAM_BYTES; released when it was written or given up. */
int32_t aether_quic_datagram(
    aether_quic* endpoint, uint64_t connection, const uint8_t* data, size_t bytes, uint64_t cookie);

/*
 * The smoothed round-trip time of an open connection (RFC 9002 5.3) in nanoseconds; 0 where there is no such
 * connection, it is over, or no packet has been acknowledged. Also from callbacks.
 */
uint64_t aether_quic_rtt(const aether_quic* endpoint, uint64_t connection);

#endif
