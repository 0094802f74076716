/*
 * Packets of strangers and of a connected peer into an endpoint. Protection of packets is taken away (the functions
 * below stand in for those of the library), so that every byte of an input reaches the parsers of headers, frames and
 * TLS; time is a counter and ids follow from a seed. The first byte of an input says what it is: packets as they are,
 * first packets of handshakes, packets of a connection with raw or well-formed frames, in either direction, or a
 * handshake of which bytes are exchanged on the way. A connection serves many inputs, until one ends it.
 */
#include "aether_quic.h"

#include <ngtcp2/ngtcp2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    MOST_PACKETS = 512,
    PACKET_BYTES = 1500,
    INITIAL_BYTES = 1200,
    CID_BYTES = 8,
    TAG_BYTES = 16,
    INPUTS_OF_ENDPOINTS = 2000,
    WINDOW = 65536,
    SENT_BYTES = 5000,
    STRANGER = 9,
};

typedef struct
{
    uint16_t to;
    uint16_t from;
    size_t bytes;
    uint8_t data[PACKET_BYTES];
} packet;

typedef struct
{
    aether_quic* endpoint;
    uint64_t connection;
    bool is_connected;
    bool is_over;
    uint64_t uncredited;
    uint64_t sent;
    uint64_t released;
    uint8_t id[CID_BYTES]; /* by which packets to this node name the connection */
    bool has_id;
} node;

static node nodes[2];
static packet wire[MOST_PACKETS];
static unsigned wire_count;
static uint64_t now = 1000000000;
static uint32_t packet_number;
static unsigned inputs;
static unsigned long packets;
static uint8_t sent_bytes[SENT_BYTES];
/* Bytes to exchange in what is on its way: place, value, place, value ... */
static const uint8_t* patches;
static size_t patch_bytes;

static void check(bool holds)
{
    if (!holds)
        abort();
}

/* ------------------------------------------------------------------------------------------- packets in the clear */

int ngtcp2_crypto_encrypt_cb(uint8_t* dest, const ngtcp2_crypto_aead* aead, const ngtcp2_crypto_aead_ctx* context,
    const uint8_t* plain, size_t bytes, const uint8_t* nonce, size_t nonce_bytes, const uint8_t* extra,
    size_t extra_bytes)
{
    (void)aead, (void)context, (void)nonce, (void)nonce_bytes, (void)extra, (void)extra_bytes;
    memmove(dest, plain, bytes);
    memset(dest + bytes, 0, TAG_BYTES);
    return 0;
}

int ngtcp2_crypto_decrypt_cb(uint8_t* dest, const ngtcp2_crypto_aead* aead, const ngtcp2_crypto_aead_ctx* context,
    const uint8_t* cipher, size_t bytes, const uint8_t* nonce, size_t nonce_bytes, const uint8_t* extra,
    size_t extra_bytes)
{
    (void)aead, (void)context, (void)nonce, (void)nonce_bytes, (void)extra, (void)extra_bytes;
    if (bytes < TAG_BYTES)
        return NGTCP2_ERR_DECRYPT;
    memmove(dest, cipher, bytes - TAG_BYTES);
    return 0;
}

int ngtcp2_crypto_hp_mask_cb(uint8_t* dest, const ngtcp2_crypto_cipher* cipher, const ngtcp2_crypto_cipher_ctx* context,
    const uint8_t* sample)
{
    (void)cipher, (void)context, (void)sample;
    memset(dest, 0, 5);
    return 0;
}

/* ------------------------------------------------------------------------------------------------------ endpoints */

static void on_connected(
    void* user, uint64_t connection, const uint8_t* key, const aether_quic_address* address, int32_t inbound)
{
    node* self = user;
    (void)key, (void)address, (void)inbound;
    if (!self->is_connected)
        self->connection = connection;
    self->is_connected = true;
}

static void on_closed(void* user, uint64_t connection, int32_t reason, uint64_t code)
{
    node* self = user;
    (void)reason, (void)code;
    self->is_over |= connection == self->connection;
}

static void on_stream_data(
    void* user, uint64_t connection, int64_t stream, const uint8_t* data, size_t bytes, int32_t is_last)
{
    node* self = user;
    static volatile uint8_t sum;
    (void)is_last;
    for (size_t i = 0; i < bytes; i++)
        sum = (uint8_t)(sum + data[i]);
    check(stream >= 0);
    if (connection != self->connection)
        return;
    self->uncredited += bytes;
    check(self->uncredited <= 2 * WINDOW);
    if (bytes % 2 == 0)
    {
        aether_quic_credit(self->endpoint, connection, stream, bytes, bytes);
        self->uncredited -= bytes;
    }
    if (bytes % 16 == 3)
        aether_quic_reset(self->endpoint, connection, stream, bytes);
}

static void on_stream_reset(void* user, uint64_t connection, int64_t stream, uint64_t code)
{
    node* self = user;
    aether_quic_reset(self->endpoint, connection, stream, code);
}

static void on_stream_closed(void* user, uint64_t connection, int64_t stream)
{
    (void)user, (void)connection, (void)stream;
}

static void on_streams(void* user, uint64_t connection)
{
    (void)user, (void)connection;
}

static void on_datagram(void* user, uint64_t connection, const uint8_t* data, size_t bytes)
{
    (void)user, (void)connection, (void)data;
    check(bytes <= AETHER_QUIC_DATAGRAM_BYTES);
}

static void on_released(void* user, uint64_t connection, uint64_t cookie)
{
    node* self = user;
    (void)connection;
    check(cookie == 1 && ++self->released <= self->sent);
}

static void on_send(void* sink, const aether_quic_address* to, const uint8_t* data, size_t bytes, size_t segment)
{
    for (size_t at = 0; at < bytes; at += segment)
    {
        size_t length = bytes - at < segment ? bytes - at : segment;
        check(length <= PACKET_BYTES);
        if (wire_count == MOST_PACKETS || to->port > 2)
            continue;
        packet* next = &wire[wire_count++];
        next->from = (uint16_t)((node*)sink - nodes);
        next->to = (uint16_t)(to->port - 1);
        next->bytes = length;
        memcpy(next->data, data + at, length);
    }
}

static aether_quic_address address_of(unsigned index)
{
    aether_quic_address address = {.family = 4, .port = (uint16_t)(index + 1), .bytes = {127, 0, 0, 1}};
    return address;
}

static void create(unsigned index)
{
    static const aether_quic_callbacks callbacks = {on_connected, on_closed, on_stream_data, on_stream_reset,
        on_stream_closed, on_streams, on_datagram, on_released};
    aether_quic_options options = {.address = address_of(index), .protocol = "aeth/1", .max_connections = 8,
        .max_half_open = 6, .retry_half_open = 4, .address_rate = 1000000, .total_rate = 1000000, .max_requests = 4,
        .max_classes = 4, .stream_window = WINDOW, .connection_window = WINDOW, .max_datagrams = 8,
        .handshake_ms = 3000, .idle_ms = 30000, .random_seed = index + 1};
    memset(options.seed, (int)index + 1, sizeof options.seed);
    memset(&nodes[index], 0, sizeof nodes[index]);
    check(aether_quic_create_detached(&options, &callbacks, &nodes[index], on_send, &nodes[index], now,
              &nodes[index].endpoint)
        == 0);
}

/* What each node is called by the other shows in the packets between them. */
static void note_id(const packet* sent)
{
    node* self = &nodes[sent->to];
    if ((sent->data[0] & 0x80) == 0 && sent->bytes > CID_BYTES + 1 && sent->from < 2)
    {
        memcpy(self->id, sent->data + 1, CID_BYTES);
        self->has_id = true;
    }
}

static void patch(packet* sent)
{
    size_t count = patch_bytes / 3;
    for (size_t i = 0; i < count && i < 3; i++, patches += 3, patch_bytes -= 3)
    {
        size_t place = ((size_t)patches[0] << 8 | patches[1]) % sent->bytes;
        sent->data[place] ^= patches[2];
    }
}

/* Delivers what is under way, and what that leads to, for a few rounds. */
static void deliver(unsigned rounds)
{
    static packet arrived[MOST_PACKETS];
    for (unsigned round = 0; round < rounds; round++)
    {
        now += 5000000;
        for (unsigned i = 0; i < 2; i++)
            aether_quic_step(nodes[i].endpoint, now);
        unsigned count = wire_count;
        if (count == 0)
            return;
        memcpy(arrived, wire, count * sizeof *wire);
        wire_count = 0;
        for (unsigned i = 0; i < count; i++)
        {
            aether_quic_address from = address_of(arrived[i].from);
            note_id(&arrived[i]);
            packets += patch_bytes >= 3;
            patch(&arrived[i]);
            aether_quic_receive(nodes[arrived[i].to].endpoint, &from, arrived[i].data, arrived[i].bytes, now);
        }
    }
}

static void destroy(void)
{
    for (unsigned i = 0; i < 2; i++)
    {
        aether_quic_destroy(nodes[i].endpoint, 0);
        check(nodes[i].released == nodes[i].sent);
        nodes[i].endpoint = NULL;
    }
    wire_count = 0;
}

/* A connection in place of one that is over; now and then between new endpoints. */
static void connect_anew(void)
{
    aether_quic_address to = address_of(1);
    if (nodes[0].endpoint && inputs > INPUTS_OF_ENDPOINTS)
        destroy();
    if (!nodes[0].endpoint)
    {
        inputs = 0;
        create(0);
        create(1);
    }
    for (unsigned i = 0; i < 2; i++)
    {
        aether_quic_close(nodes[i].endpoint, nodes[i].connection, 0);
        nodes[i].is_connected = nodes[i].is_over = nodes[i].has_id = false;
        nodes[i].uncredited = 0;
    }
    /* Handshakes that were begun and left end, so that there is room. */
    now += 4000000000;
    deliver(4);
    packet_number = 1000;
    check(aether_quic_dial(nodes[0].endpoint, &to, NULL, &nodes[0].connection) == 0);
    deliver(20);
    check(nodes[0].is_connected && nodes[1].is_connected && nodes[0].has_id && nodes[1].has_id);
}

/* --------------------------------------------------------------------------------------------------------- inputs */

typedef struct
{
    const uint8_t* data;
    size_t bytes;
} input;

static unsigned take(input* in)
{
    if (in->bytes == 0)
        return 0;
    in->bytes--;
    return *in->data++;
}

static size_t copy(input* in, uint8_t* to, size_t most)
{
    size_t bytes = in->bytes < most ? in->bytes : most;
    memcpy(to, in->data, bytes);
    in->data += bytes;
    in->bytes -= bytes;
    return bytes;
}

static void say_packets(void)
{
    fprintf(stderr, "stat::mutated_packets: %lu\n", packets);
}

int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    (void)argc, (void)argv;
    atexit(say_packets);
    return 0;
}

static void receive(unsigned to, unsigned from, const uint8_t* data, size_t bytes)
{
    aether_quic_address address = address_of(from);
    /* On the heap, so that reading behind the end is seen. */
    uint8_t* exact = malloc(bytes ? bytes : 1);
    memcpy(exact, data, bytes);
    now += 100000;
    packets++;
    aether_quic_receive(nodes[to].endpoint, &address, exact, bytes, now);
    free(exact);
}

static void raw_packets(input* in, unsigned from)
{
    while (in->bytes > 0)
    {
        uint8_t data[PACKET_BYTES];
        size_t bytes = copy(in, data, 1 + (take(in) | take(in) << 8) % PACKET_BYTES);
        receive(1, from, data, bytes);
    }
}

/* A first packet with the input as its frames, or with a token of the input. */
static void initial(input* in)
{
    uint8_t data[INITIAL_BYTES] = {0xc3, 0, 0, 0, 1, CID_BYTES};
    size_t at = 6;
    at += copy(in, data + at, CID_BYTES);
    at = 6 + CID_BYTES;
    data[at++] = CID_BYTES;
    copy(in, data + at, CID_BYTES);
    at += CID_BYTES;
    size_t token = take(in) % 64;
    data[at++] = (uint8_t)token;
    copy(in, data + at, token);
    at += token;
    size_t left = INITIAL_BYTES - at - 2;
    data[at++] = (uint8_t)(0x40 | left >> 8);
    data[at++] = (uint8_t)left;
    at += 4;
    copy(in, data + at, INITIAL_BYTES - at - TAG_BYTES);
    receive(1, STRANGER, data, sizeof data);
}

static size_t put_number(uint8_t* to, uint32_t value)
{
    to[0] = (uint8_t)(0x80 | (value >> 24 & 0x3f));
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
    return 4;
}

/* One frame whose form is right; what it says is the input's. */
static size_t put_frame(input* in, uint8_t* to, size_t room)
{
    static const uint8_t kinds[] = {0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0a, 0x0b, 0x0c, 0x0e, 0x0f, 0x10,
        0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1e, 0x30, 0x31};
    static const uint8_t numbers[] = {
        0, 0, 4, 3, 2, 2, 1, 1, 2, 2, 2, 3, 3, 1, 2, 1, 1, 1, 2, 1, 1, 2, 1, 0, 0, 0, 0, 1};
    size_t choice = take(in) % sizeof kinds;
    size_t at = 0;
    if (room < 64)
        return 0;
    to[at++] = kinds[choice];
    for (unsigned i = 0; i < numbers[choice]; i++)
    {
        unsigned size = take(in);
        at += put_number(to + at, size < 200 ? size % 24 : (size - 200) << 8 | take(in));
    }
    size_t body = take(in) % 32;
    return at + copy(in, to + at, body);
}

static void frames(input* in, unsigned to, bool are_formed)
{
    while (in->bytes > 0 && nodes[to].has_id)
    {
        uint8_t data[INITIAL_BYTES] = {0x43};
        memcpy(data + 1, nodes[to].id, CID_BYTES);
        size_t at = 1 + CID_BYTES;
        data[at++] = (uint8_t)(packet_number >> 24);
        data[at++] = (uint8_t)(packet_number >> 16);
        data[at++] = (uint8_t)(packet_number >> 8);
        data[at++] = (uint8_t)packet_number++;
        size_t count = 1 + take(in) % 8;
        if (!are_formed)
            at += copy(in, data + at, take(in));
        for (size_t i = 0; are_formed && i < count; i++)
            at += put_frame(in, data + at, INITIAL_BYTES - TAG_BYTES - at);
        receive(to, 1 - to, data, at + TAG_BYTES < INITIAL_BYTES ? at + TAG_BYTES : INITIAL_BYTES);
    }
}

/* Calls of an application, which may come at any time. */
static void calls(input* in, unsigned index)
{
    node* self = &nodes[index];
    int64_t stream = (int64_t)(take(in) % 16);
    unsigned bytes = take(in) * 19u;
    switch (take(in) % 8)
    {
        case 0:
        case 1:
            if (aether_quic_open(self->endpoint, self->connection, bytes & 1, bytes % 7, &stream) != 0)
                break;
            /* Falls through: a stream is opened to be written. */
        case 2:
            self->sent++;
            if (aether_quic_send(self->endpoint, self->connection, stream, sent_bytes, bytes, bytes % 3 == 0, 1) != 0)
                self->sent--;
            break;
        case 3:
            self->sent++;
            if (aether_quic_datagram(self->endpoint, self->connection, sent_bytes, bytes, 1) != 0)
                self->sent--;
            break;
        case 4:
            aether_quic_reset(self->endpoint, self->connection, stream, bytes);
            break;
        case 5:
            aether_quic_accept(self->endpoint, self->connection, stream, bytes % 7);
            break;
        case 6:
            aether_quic_credit(self->endpoint, self->connection, stream, 0, self->uncredited);
            self->uncredited = 0;
            break;
        default:
            if (bytes == 0)
                aether_quic_close(self->endpoint, self->connection, bytes);
            break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes)
{
    input in = {data, bytes};
    if (!nodes[0].endpoint || nodes[0].is_over || nodes[1].is_over || ++inputs > INPUTS_OF_ENDPOINTS)
        connect_anew();
    unsigned mode = take(&in) % 16;
    patch_bytes = 0;
    if (mode < 4)
        raw_packets(&in, mode == 0 ? 0 : STRANGER);
    else if (mode < 6)
        initial(&in);
    else if (mode < 8)
        frames(&in, mode % 2, false);
    else if (mode < 12)
        frames(&in, mode % 2, true);
    else if (mode < 15)
    {
        while (in.bytes > 0)
        {
            calls(&in, take(&in) % 2);
            deliver(1);
        }
    }
    else
    {
        uint64_t other;
        aether_quic_address to = address_of(1);
        patches = in.data;
        patch_bytes = in.bytes;
        aether_quic_dial(nodes[0].endpoint, &to, NULL, &other);
        deliver(8);
        aether_quic_close(nodes[0].endpoint, other, 0);
    }
    patch_bytes = 0;
    deliver(2);
    return 0;
}
