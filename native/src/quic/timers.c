#include "internal.h"

/* Connections in a binary heap by the time of their next timer. */

static void put(aether_quic* endpoint, uint32_t index, quic_conn* conn)
{
    endpoint->heap[index] = conn;
    conn->heap_index = index;
}

static void sift_up(aether_quic* endpoint, uint32_t index)
{
    quic_conn* conn = endpoint->heap[index];
    while (index > 0)
    {
        uint32_t parent = (index - 1) / 2;
        if (endpoint->heap[parent]->expiry <= conn->expiry)
            break;
        put(endpoint, index, endpoint->heap[parent]);
        index = parent;
    }
    put(endpoint, index, conn);
}

static void sift_down(aether_quic* endpoint, uint32_t index)
{
    quic_conn* conn = endpoint->heap[index];
    for (;;)
    {
        uint32_t child = 2 * index + 1;
        if (child >= endpoint->heap_count)
            break;
        if (child + 1 < endpoint->heap_count && endpoint->heap[child + 1]->expiry < endpoint->heap[child]->expiry)
            child++;
        if (endpoint->heap[child]->expiry >= conn->expiry)
            break;
        put(endpoint, index, endpoint->heap[child]);
        index = child;
    }
    put(endpoint, index, conn);
}

void quic_timer_set(quic_conn* conn, uint64_t expiry)
{
    aether_quic* endpoint = conn->endpoint;
    conn->expiry = expiry;
    if (conn->heap_index == UINT32_MAX)
        put(endpoint, endpoint->heap_count++, conn);
    sift_up(endpoint, conn->heap_index);
    sift_down(endpoint, conn->heap_index);
}

void quic_timer_clear(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    uint32_t index = conn->heap_index;
    if (index == UINT32_MAX)
        return;
    conn->heap_index = UINT32_MAX;
    quic_conn* last = endpoint->heap[--endpoint->heap_count];
    if (last == conn)
        return;
    put(endpoint, index, last);
    sift_up(endpoint, index);
    sift_down(endpoint, last->heap_index);
}
