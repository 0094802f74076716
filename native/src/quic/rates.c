#include "internal.h"

#include <netinet/in.h>

/* One second's worth may come at once. */
bool quic_rate_take(quic_bucket* bucket, uint32_t per_second, uint64_t now)
{
    if (per_second == 0)
        return false;
    uint64_t due = bucket->tat_ns > now ? bucket->tat_ns : now;
    uint64_t next = due + QUIC_SECOND / per_second;
    if (next - now > QUIC_SECOND + QUIC_SECOND / per_second / 2)
        return false;
    bucket->tat_ns = next;
    return true;
}

/* Addresses share a bucket where their hashes meet; one subscriber's 2^64 IPv6 addresses always do. */
bool quic_rate_address(aether_quic* endpoint, const struct sockaddr_storage* from)
{
    uint64_t hash = from->ss_family == AF_INET
        ? quic_hash(endpoint->cids.key, (const uint8_t*)&((const struct sockaddr_in*)from)->sin_addr, 4)
        : quic_hash(endpoint->cids.key, (const uint8_t*)&((const struct sockaddr_in6*)from)->sin6_addr, 8);
    return quic_rate_take(
        &endpoint->buckets[hash & (QUIC_RATE_BUCKETS - 1)], endpoint->options.address_rate, endpoint->now);
}
