/*
 * Two endpoints in one process, joined by a wire in memory that loses, counts and forges on demand, in virtual time.
 * Exits 0 when all holds, 1 at the first difference.
 */
#include "aether_quic.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    MOST_PACKETS = 65536,
    PACKET_BYTES = 1500,
    NODES = 2,
};

static const uint64_t MILLISECOND = 1000000;
static const uint64_t NEVER = UINT64_MAX;

typedef struct
{
    uint64_t due;
    uint16_t to;
    uint16_t from;
    uint16_t bytes;
    uint8_t data[PACKET_BYTES];
} packet;

typedef struct
{
    aether_quic* endpoint;
    uint64_t connection;
    uint8_t peer[32];
    int connected;
    int inbound;
    int closed;
    int32_t reason;
    uint64_t code;
    uint64_t stream_bytes;
    uint64_t stream_ends;
    uint64_t stream_resets;
    uint64_t streams_closed;
    uint64_t datagrams;
    uint64_t released;
    uint8_t next_byte;
    bool is_mixed;
    bool keeps_credit;
    uint64_t bytes_sent;
    uint64_t packets_sent;
} node;

static node nodes[NODES];
static packet* wire;
static uint32_t wire_head;
static uint32_t wire_count;
static uint64_t now;
static uint64_t rng = 1;
/* Decides about each packet: true loses it. */
static bool (*loses)(const packet*);

static void check(bool holds, const char* what)
{
    if (holds)
        return;
    fprintf(stderr, "quic_test: %s\n", what);
    exit(1);
}

static uint32_t random_below(uint32_t bound)
{
    rng = rng * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(rng >> 33) % bound;
}

/* ---------------------------------------------------------------------------------------------------- callbacks */

static void on_connected(
    void* user, uint64_t connection, const uint8_t* key, const aether_quic_address* address, int32_t inbound)
{
    node* self = user;
    (void)address;
    self->connection = connection;
    self->connected++;
    self->inbound += inbound;
    memcpy(self->peer, key, 32);
}

static void on_closed(void* user, uint64_t connection, int32_t reason, uint64_t code)
{
    node* self = user;
    (void)connection;
    self->closed++;
    self->reason = reason;
    self->code = code;
}

static void on_stream_data(
    void* user, uint64_t connection, int64_t stream, const uint8_t* data, size_t bytes, int32_t is_last)
{
    node* self = user;
    for (size_t i = 0; i < bytes && !self->is_mixed; i++)
        check(data[i] == (uint8_t)(self->next_byte + i), "bytes of a stream come as they were sent");
    self->next_byte = (uint8_t)(self->next_byte + bytes);
    self->stream_bytes += bytes;
    self->stream_ends += is_last != 0;
    if (!self->keeps_credit)
        aether_quic_credit(self->endpoint, connection, stream, bytes, bytes);
}

static void on_stream_reset(void* user, uint64_t connection, int64_t stream, uint64_t code)
{
    (void)connection;
    (void)stream;
    (void)code;
    ((node*)user)->stream_resets++;
}

static void on_stream_closed(void* user, uint64_t connection, int64_t stream)
{
    (void)connection;
    (void)stream;
    ((node*)user)->streams_closed++;
}

static void on_streams(void* user, uint64_t connection)
{
    (void)user;
    (void)connection;
}

static void on_datagram(void* user, uint64_t connection, const uint8_t* data, size_t bytes)
{
    (void)connection;
    check(bytes > 0 && data[0] == 0x5a, "datagrams come as they were sent");
    ((node*)user)->datagrams++;
}

static void on_released(void* user, uint64_t connection, uint64_t cookie)
{
    (void)connection;
    check(cookie != 0, "only named bytes are released");
    ((node*)user)->released++;
}

static const aether_quic_callbacks CALLBACKS = {on_connected, on_closed, on_stream_data, on_stream_reset,
    on_stream_closed, on_streams, on_datagram, on_released};

/* --------------------------------------------------------------------------------------------------------- wire */

static void put_on_wire(uint16_t from, uint16_t to, const uint8_t* data, size_t bytes)
{
    packet* next = &wire[(wire_head + wire_count) % MOST_PACKETS];
    check(bytes <= PACKET_BYTES, "no packet is longer than 1,500 bytes");
    next->due = now + 10 * MILLISECOND;
    next->from = from;
    next->to = to;
    next->bytes = (uint16_t)bytes;
    memcpy(next->data, data, bytes);
    if (wire_count == MOST_PACKETS || (loses && loses(next)))
        return;
    wire_count++;
}

static void on_send(void* sink, const aether_quic_address* to, const uint8_t* data, size_t bytes, size_t segment)
{
    node* self = sink;
    self->bytes_sent += bytes;
    for (size_t at = 0; at < bytes; at += segment)
    {
        self->packets_sent++;
        put_on_wire((uint16_t)(self - nodes), to->port - 1, data + at, bytes - at < segment ? bytes - at : segment);
    }
}

static aether_quic_address address_of(int index)
{
    aether_quic_address address = {.family = 4, .port = (uint16_t)(index + 1), .bytes = {127, 0, 0, 1}};
    return address;
}

static aether_quic_options default_options(int index)
{
    aether_quic_options options = {
        .address = address_of(index), .protocol = "aeth/1", .max_connections = 64, .max_half_open = 40,
        .retry_half_open = 20, .address_rate = 1000, .total_rate = 1000, .max_requests = 16, .max_classes = 8,
        .stream_window = 1 << 20, .connection_window = 8 << 20, .max_datagrams = 1024, .handshake_ms = 3000,
        .idle_ms = 30000, .keep_alive_ms = 0, .random_seed = (uint64_t)index + 7};
    memset(options.seed, index + 1, sizeof options.seed);
    return options;
}

static void start_with(int index, const aether_quic_options* options)
{
    memset(&nodes[index], 0, sizeof nodes[index]);
    check(aether_quic_create_detached(options, &CALLBACKS, &nodes[index], on_send, &nodes[index], now,
              &nodes[index].endpoint)
            == 0,
        "an endpoint is created");
}

static void start(void)
{
    loses = NULL;
    wire_count = 0;
    for (int i = 0; i < NODES; i++)
    {
        aether_quic_options options = default_options(i);
        start_with(i, &options);
    }
}

static void stop(void)
{
    for (int i = 0; i < NODES; i++)
        aether_quic_destroy(nodes[i].endpoint, 0);
}

/* From memory that is gone afterwards: nothing may be kept of a packet. */
static void arrive(const packet* arrived)
{
    aether_quic_address from = address_of(arrived->from);
    uint8_t* lent = malloc(arrived->bytes);
    memcpy(lent, arrived->data, arrived->bytes);
    aether_quic_receive(nodes[arrived->to].endpoint, &from, lent, arrived->bytes, now);
    free(lent);
}

/* Runs until the condition holds; false when nothing is left to happen or the time is over. */
static bool run_until(bool (*holds)(void), uint64_t limit_ms)
{
    uint64_t end = now + limit_ms * MILLISECOND;
    while (!holds())
    {
        uint64_t next = NEVER;
        for (int i = 0; i < NODES; i++)
        {
            uint64_t expiry = aether_quic_step(nodes[i].endpoint, now);
            next = expiry < next ? expiry : next;
        }
        if (wire_count > 0 && wire[wire_head].due < next)
            next = wire[wire_head].due;
        if (next == NEVER || next > end)
            return holds();
        now = next > now ? next : now;
        while (wire_count > 0 && wire[wire_head].due <= now)
        {
            arrive(&wire[wire_head]);
            wire_head = (wire_head + 1) % MOST_PACKETS;
            wire_count--;
        }
    }
    return true;
}

static void dial(const uint8_t* expected)
{
    aether_quic_address to = address_of(1);
    check(aether_quic_dial(nodes[0].endpoint, &to, expected, &nodes[0].connection) == 0, "a dial begins");
}

static bool both_connected(void)
{
    return nodes[0].connected && nodes[1].connected;
}

static bool dialler_closed(void)
{
    return nodes[0].closed > 0;
}

static bool both_closed(void)
{
    return nodes[0].closed && nodes[1].closed;
}

static bool never(void)
{
    return false;
}

static void connect_both(void)
{
    start();
    dial(NULL);
    check(run_until(both_connected, 3000), "two endpoints connect");
}

/* -------------------------------------------------------------------------------------------------------- tests */

static void test_identities(void)
{
    connect_both();
    check(nodes[1].inbound == 1 && nodes[0].inbound == 0, "the dialled side sees an inbound connection");
    uint8_t first[32];
    memcpy(first, nodes[1].peer, 32);
    check(memcmp(nodes[0].peer, first, 32) != 0, "two seeds are two identities");
    aether_quic_close(nodes[0].endpoint, nodes[0].connection, 42);
    check(run_until(both_closed, 3000), "both sides see the end");
    check(nodes[0].reason == AETHER_QUIC_CLOSED_HERE && nodes[0].code == 42, "the closing side has its own code");
    check(nodes[1].reason == AETHER_QUIC_CLOSED_BY_PEER && nodes[1].code == 42, "the other side has that code");
    stop();

    /* The same key again is expected and found; another is expected and refused. */
    connect_both();
    uint8_t known[32];
    memcpy(known, nodes[0].peer, 32);
    check(memcmp(nodes[1].peer, first, 32) == 0, "an identity stays the same");
    stop();
    start();
    dial(known);
    check(run_until(both_connected, 3000), "the expected identity is accepted");
    stop();
    start();
    known[0] ^= 1;
    dial(known);
    check(run_until(dialler_closed, 3000), "another identity ends the dial");
    check(nodes[0].reason == AETHER_QUIC_WRONG_IDENTITY && !nodes[0].connected, "it is named as such");
    run_until(never, 3000);
    check(!nodes[1].connected && nodes[1].closed == 0, "the other side never saw a connection");
    stop();
}

static uint64_t rtt_of(int index)
{
    return aether_quic_rtt(nodes[index].endpoint, nodes[index].connection);
}

static bool both_measured(void)
{
    return rtt_of(0) > 0 && rtt_of(1) > 0;
}

static void test_rtt(void)
{
    start();
    dial(NULL);
    check(rtt_of(0) == 0, "a handshake has no round-trip time");
    check(run_until(both_connected, 3000) && run_until(both_measured, 3000), "both sides measure the round trip");
    for (int i = 0; i < NODES; i++)
        check(rtt_of(i) >= 20 * MILLISECOND && rtt_of(i) < 60 * MILLISECOND, "it is twice the way of the wire");
    check(aether_quic_rtt(nodes[0].endpoint, nodes[0].connection ^ 1) == 0, "another connection has none");
    aether_quic_close(nodes[0].endpoint, nodes[0].connection, 0);
    check(rtt_of(0) == 0, "a closing connection has none");
    check(run_until(both_closed, 3000) && rtt_of(1) == 0, "a closed connection has none");
    stop();
}

static void test_wrong_protocol(void)
{
    start();
    aether_quic_destroy(nodes[1].endpoint, 0);
    aether_quic_options options = default_options(1);
    strcpy(options.protocol, "aeth/2");
    start_with(1, &options);
    dial(NULL);
    check(run_until(dialler_closed, 3000), "another protocol ends the dial");
    check(nodes[0].reason == AETHER_QUIC_REFUSED_BY_PEER && nodes[0].code == 0x178, "with TLS's alert for it");
    check(!nodes[0].connected && !nodes[1].connected, "nobody is connected");
    stop();
}

static bool always_lost(const packet* p)
{
    (void)p;
    return true;
}

static void test_unreachable(void)
{
    start();
    loses = always_lost;
    dial(NULL);
    check(run_until(dialler_closed, 4000), "a dial to nobody ends");
    check(nodes[0].reason == AETHER_QUIC_UNREACHABLE, "as unreachable");
    check(nodes[1].packets_sent == 0, "nobody answered");
    stop();
}

/* ---- streams */

enum
{
    STREAM_BYTES = 3 << 20,
};

static uint8_t* source;
static uint64_t wanted;

static bool all_arrived(void)
{
    return nodes[1].stream_bytes == wanted && nodes[0].released == wanted / STREAM_BYTES;
}

static bool one_in_ten(const packet* p)
{
    (void)p;
    return random_below(10) == 0;
}

static void test_streams(bool (*loss)(const packet*))
{
    connect_both();
    loses = loss;
    nodes[1].is_mixed = true;
    wanted = 0;
    for (int i = 0; i < 7; i++)
    {
        int64_t stream;
        check(aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, (uint32_t)i, &stream) == 0, "streams open");
        check(aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, STREAM_BYTES, 0, 1) == 0,
            "bytes are queued");
        wanted += STREAM_BYTES;
    }
    check(run_until(all_arrived, 600000), "all streams arrive");
    stop();
}

static void test_order(void)
{
    connect_both();
    int64_t stream;
    wanted = STREAM_BYTES;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, 0, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, STREAM_BYTES, 0, 1);
    check(run_until(all_arrived, 60000), "a stream arrives in order");
    stop();
}

static bool one_answer(void)
{
    return nodes[1].stream_ends == 1;
}

static bool closed_streams(void)
{
    return nodes[0].streams_closed == 1 && nodes[1].streams_closed == 1;
}

static bool one_reset(void)
{
    return nodes[1].stream_resets == 1;
}

static void test_requests(void)
{
    connect_both();
    nodes[0].is_mixed = nodes[1].is_mixed = true;
    for (int i = 0; i < 40; i++)
    {
        int64_t stream;
        nodes[1].stream_ends = nodes[0].streams_closed = nodes[1].streams_closed = 0;
        check(aether_quic_open(nodes[0].endpoint, nodes[0].connection, 1, 9, &stream) == 0, "requests open a stream");
        aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 300, 1, 1);
        check(run_until(one_answer, 3000), "a request arrives");
        check(aether_quic_accept(nodes[1].endpoint, nodes[1].connection, stream, 9) == 0, "it can be answered");
        aether_quic_send(nodes[1].endpoint, nodes[1].connection, stream, source, 5000, 1, 1);
        check(run_until(closed_streams, 3000), "an answered request is over");
    }
    int64_t stream;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 1, 9, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 300, 0, 1);
    run_until(never, 100);
    aether_quic_reset(nodes[0].endpoint, nodes[0].connection, stream, 3);
    check(run_until(one_reset, 3000), "a request can be given up");
    stop();
}

/* A peer that gets no credit sends no more than the window. */
static void test_slow_reader(void)
{
    connect_both();
    int64_t stream;
    nodes[1].keeps_credit = true;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, 0, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, STREAM_BYTES, 0, 1);
    run_until(never, 20000);
    check(nodes[1].stream_bytes == 1 << 20, "a slow reader is sent one window");
    wanted = STREAM_BYTES;
    nodes[1].keeps_credit = false;
    aether_quic_credit(nodes[1].endpoint, nodes[1].connection, stream, 1 << 20, 1 << 20);
    check(run_until(all_arrived, 60000), "and the rest when it has read");
    stop();
}

/* ---- datagrams */

static uint8_t datagram[1000];
static uint64_t lost_tail;

/* The second half of a burst, until the sender has been silent for long. */
static bool tail_lost(const packet* p)
{
    if (p->from != 0 || lost_tail == 0)
        return false;
    lost_tail--;
    return true;
}

static bool some_datagrams(void)
{
    return nodes[1].datagrams >= 900;
}

static bool stream_after(void)
{
    return nodes[1].stream_bytes == 4000;
}

static bool stream_survives_lost_tail(uint32_t flags)
{
    start();
    for (int i = 0; i < NODES; i++)
    {
        aether_quic_destroy(nodes[i].endpoint, 0);
        aether_quic_options options = default_options(i);
        options.flags = flags;
        start_with(i, &options);
    }
    dial(NULL);
    check(run_until(both_connected, 3000), "two endpoints connect");
    run_until(never, 500);
    /* More than the window holds, so that it is full of what is lost. */
    lost_tail = 100000;
    loses = tail_lost;
    for (int i = 0; i < 1000; i++)
        aether_quic_datagram(nodes[0].endpoint, nodes[0].connection, datagram, sizeof datagram, 0);
    run_until(never, 50);
    lost_tail = 0;
    int64_t stream;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, 0, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 4000, 0, 0);
    bool arrived = run_until(stream_after, 20000);
    stop();
    return arrived;
}

/* Datagrams that arrived before a stream that was opened after all of them were queued. */
static uint64_t datagrams_before(uint32_t priority)
{
    connect_both();
    for (int i = 0; i < 1000; i++)
        aether_quic_datagram(nodes[0].endpoint, nodes[0].connection, datagram, sizeof datagram, 0);
    int64_t stream;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, priority, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 4000, 0, 0);
    check(run_until(stream_after, 20000), "a stream beside datagrams arrives");
    uint64_t before = nodes[1].datagrams;
    stop();
    return before;
}

static void test_datagrams(void)
{
    connect_both();
    for (int i = 0; i < 1000; i++)
        check(aether_quic_datagram(nodes[0].endpoint, nodes[0].connection, datagram, sizeof datagram, 1) == 0,
            "datagrams are queued");
    check(run_until(some_datagrams, 10000) && nodes[0].released >= 900, "datagrams arrive");
    check(aether_quic_datagram(nodes[0].endpoint, nodes[0].connection, source, AETHER_QUIC_DATAGRAM_BYTES + 1, 0)
            == AETHER_QUIC_EARGUMENT,
        "longer ones are refused");
    stop();
    check(stream_survives_lost_tail(0), "a lost burst of datagrams stops nothing");
    check(datagrams_before(AETHER_QUIC_URGENT) < 100, "urgent streams do not wait for datagrams");
    check(datagrams_before(AETHER_QUIC_URGENT + 1) > 500, "other streams do");
}

/* ---- strangers */

static bool retried(void)
{
    aether_quic_counters counters;
    aether_quic_read_counters(nodes[1].endpoint, &counters);
    return counters.retries > 0 && both_connected();
}

static void test_retry(void)
{
    start();
    aether_quic_destroy(nodes[1].endpoint, 0);
    aether_quic_options options = default_options(1);
    options.retry_half_open = 0;
    start_with(1, &options);
    dial(NULL);
    check(run_until(retried, 3000), "under load the address is validated first");
    stop();
}

static bool first_flight_only(const packet* p)
{
    return p->to == 0;
}

/* Whoever has not shown that it receives is sent at most three times what came from it. */
static void test_amplification(void)
{
    start();
    loses = first_flight_only;
    dial(NULL);
    run_until(never, 6000);
    check(nodes[1].bytes_sent > 0 && nodes[1].bytes_sent <= 3 * nodes[0].bytes_sent, "amplification is bounded");
    stop();
}

static void test_garbage(void)
{
    connect_both();
    uint64_t before = nodes[1].bytes_sent;
    uint64_t came = 0;
    for (int i = 0; i < 20000; i++)
    {
        uint8_t garbage[PACKET_BYTES];
        size_t bytes = random_below(PACKET_BYTES) + 1;
        for (size_t k = 0; k < bytes; k++)
            garbage[k] = (uint8_t)random_below(256);
        aether_quic_address from = address_of(0);
        from.port = 999;
        loses = always_lost;
        came += bytes;
        aether_quic_receive(nodes[1].endpoint, &from, garbage, bytes, now);
    }
    loses = NULL;
    check(nodes[1].bytes_sent - before < came, "garbage is answered with less than itself");
    check(nodes[1].closed == 0 && nodes[1].connected == 1, "and disturbs nobody");
    int64_t stream;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, 0, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 4000, 0, 0);
    check(run_until(stream_after, 3000), "the connection goes on");
    stop();
}

static void test_restart(void)
{
    connect_both();
    loses = always_lost;
    aether_quic_destroy(nodes[1].endpoint, 0);
    loses = NULL;
    aether_quic_options options = default_options(1);
    options.random_seed = 99;
    start_with(1, &options);
    int64_t stream;
    aether_quic_open(nodes[0].endpoint, nodes[0].connection, 0, 0, &stream);
    aether_quic_send(nodes[0].endpoint, nodes[0].connection, stream, source, 4000, 0, 0);
    check(run_until(dialler_closed, 5000), "a peer that restarted says so");
    check(nodes[0].reason == AETHER_QUIC_RESET, "by a stateless reset");
    stop();
}

static void test_many(void)
{
    start();
    for (int i = 0; i < 300; i++)
    {
        nodes[0].connected = nodes[1].connected = nodes[0].closed = nodes[1].closed = 0;
        dial(NULL);
        check(run_until(both_connected, 3000), "connections come");
        aether_quic_close(nodes[i % 2].endpoint, nodes[i % 2].connection, 0);
        check(run_until(both_closed, 3000), "and go");
    }
    run_until(never, 5000);
    for (int i = 0; i < NODES; i++)
    {
        aether_quic_counters counters;
        aether_quic_read_counters(nodes[i].endpoint, &counters);
        check(counters.connections == 0 && counters.half_open == 0, "nothing stays of them");
    }
    stop();
}

int main(void)
{
    wire = calloc(MOST_PACKETS, sizeof *wire);
    source = malloc(STREAM_BYTES);
    for (size_t i = 0; i < STREAM_BYTES; i++)
        source[i] = (uint8_t)i;
    memset(datagram, 0x5a, sizeof datagram);
    test_identities();
    test_rtt();
    test_wrong_protocol();
    test_unreachable();
    test_order();
    test_streams(NULL);
    test_streams(one_in_ten);
    test_requests();
    test_slow_reader();
    test_datagrams();
    check(!stream_survives_lost_tail(AETHER_QUIC_NO_PULSE), "without the pulse it does: is the pulse still needed?");
    test_retry();
    test_amplification();
    test_garbage();
    test_restart();
    test_many();
    free(source);
    free(wire);
    return 0;
}
