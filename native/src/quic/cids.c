#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Connection ids of all connections: open addressing with linear probing, deletion by moving entries back. */

bool quic_cids_create(quic_cid_map* map, aether_quic* endpoint, uint32_t capacity)
{
    map->entries = calloc(capacity, sizeof *map->entries);
    map->capacity = capacity;
    map->count = 0;
    quic_random(endpoint, map->key, sizeof map->key);
    return map->entries != NULL;
}

static uint32_t home(const quic_cid_map* map, const uint8_t* cid, size_t bytes)
{
    return (uint32_t)quic_hash(map->key, cid, bytes) & (map->capacity - 1);
}

static uint32_t place_of(const quic_cid_map* map, const uint8_t* cid, size_t bytes)
{
    uint32_t i = home(map, cid, bytes);
    while (map->entries[i].conn
        && (map->entries[i].cid.datalen != bytes || memcmp(map->entries[i].cid.data, cid, bytes) != 0))
        i = (i + 1) & (map->capacity - 1);
    return i;
}

quic_conn* quic_cids_find(const quic_cid_map* map, const uint8_t* cid, size_t bytes)
{
    return bytes > NGTCP2_MAX_CIDLEN ? NULL : map->entries[place_of(map, cid, bytes)].conn;
}

bool quic_cids_add(quic_conn* conn, const ngtcp2_cid* cid)
{
    quic_cid_map* map = &conn->endpoint->cids;
    if (conn->cid_count == QUIC_MAX_CIDS || map->count >= map->capacity / 2)
        return false;
    uint32_t i = place_of(map, cid->data, cid->datalen);
    if (map->entries[i].conn)
        return map->entries[i].conn == conn;
    map->entries[i].cid = *cid;
    map->entries[i].conn = conn;
    map->count++;
    conn->cids[conn->cid_count++] = *cid;
    return true;
}

static void remove_entry(quic_cid_map* map, uint32_t hole)
{
    uint32_t mask = map->capacity - 1;
    for (uint32_t i = (hole + 1) & mask; map->entries[i].conn; i = (i + 1) & mask)
    {
        uint32_t wanted = home(map, map->entries[i].cid.data, map->entries[i].cid.datalen);
        if (((i - wanted) & mask) >= ((i - hole) & mask))
        {
            map->entries[hole] = map->entries[i];
            hole = i;
        }
    }
    map->entries[hole].conn = NULL;
    map->count--;
}

void quic_cids_remove(quic_conn* conn, const ngtcp2_cid* cid)
{
    quic_cid_map* map = &conn->endpoint->cids;
    for (uint32_t k = 0; k < conn->cid_count; k++)
    {
        if (!ngtcp2_cid_eq(&conn->cids[k], cid))
            continue;
        remove_entry(map, place_of(map, cid->data, cid->datalen));
        conn->cids[k] = conn->cids[--conn->cid_count];
        return;
    }
}

void quic_cids_remove_all(quic_conn* conn)
{
    while (conn->cid_count > 0)
    {
        ngtcp2_cid cid = conn->cids[0];
        quic_cids_remove(conn, &cid);
    }
}
