#include "internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

bool quic_to_name(const aether_quic_address* address, struct sockaddr_storage* name, socklen_t* bytes)
{
    memset(name, 0, sizeof *name);
    if (address->family == 4)
    {
        struct sockaddr_in* v4 = (struct sockaddr_in*)name;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(address->port);
        memcpy(&v4->sin_addr, address->bytes, 4);
        *bytes = sizeof *v4;
        return true;
    }
    if (address->family == 6)
    {
        struct sockaddr_in6* v6 = (struct sockaddr_in6*)name;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(address->port);
        v6->sin6_scope_id = address->scope;
        memcpy(&v6->sin6_addr, address->bytes, 16);
        *bytes = sizeof *v6;
        return true;
    }
    return false;
}

void quic_from_name(const struct sockaddr_storage* name, aether_quic_address* address)
{
    memset(address, 0, sizeof *address);
    if (name->ss_family == AF_INET)
    {
        const struct sockaddr_in* v4 = (const struct sockaddr_in*)name;
        address->family = 4;
        address->port = ntohs(v4->sin_port);
        memcpy(address->bytes, &v4->sin_addr, 4);
    }
    else if (name->ss_family == AF_INET6)
    {
        const struct sockaddr_in6* v6 = (const struct sockaddr_in6*)name;
        address->family = 6;
        address->port = ntohs(v6->sin6_port);
        address->scope = v6->sin6_scope_id;
        memcpy(address->bytes, &v6->sin6_addr, 16);
    }
}

bool quic_same_name(const struct sockaddr_storage* a, const struct sockaddr_storage* b)
{
    if (a->ss_family != b->ss_family)
        return false;
    if (a->ss_family == AF_INET)
    {
        const struct sockaddr_in* x = (const struct sockaddr_in*)a;
        const struct sockaddr_in* y = (const struct sockaddr_in*)b;
        return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
    }
    const struct sockaddr_in6* x = (const struct sockaddr_in6*)a;
    const struct sockaddr_in6* y = (const struct sockaddr_in6*)b;
    return x->sin6_port == y->sin6_port && memcmp(&x->sin6_addr, &y->sin6_addr, 16) == 0;
}
