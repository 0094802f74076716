/*
 * Decoding of points from any bytes: the first byte gives the stride; the instruction sets must agree with each other
 * and, for one of the points, with the reference.
 */
#include "reference.h"
#include "variants.h"

#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    (void)argc;
    (void)argv;
    if (ed25519_initialise_all() == 0)
        _exit(77);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 1 + 32)
        return 0;
    size_t stride = 32 + data[0] % 40;
    size_t count = (size - 1 - 32) / stride + 1;
    size_t words = (count + 63) / 64;
    size_t bytes = (count - 1) * stride + 32;
    uint8_t* encodings = malloc(bytes);
    uint8_t* records = aligned_alloc(64, count * AETHER_ED25519_RECORD_BYTES);
    uint64_t* first = calloc(words, 8);
    uint64_t* ok = calloc(words, 8);
    if (!encodings || !records || !first || !ok)
        abort();
    memcpy(encodings, data + 1, bytes);
    int seen = 0;
    for (int v = 0; v < ED25519_VARIANTS; v++)
    {
        if (!ed25519_is_supported(&ed25519_variants[v]))
            continue;
        ed25519_variants[v].decode(records, ok, encodings, stride, count);
        if (seen && memcmp(first, ok, words * 8) != 0)
            abort();
        memcpy(first, ok, words * 8);
        seen = 1;
    }
    point p;
    size_t checked = data[0] % count;
    if (point_decode(&p, encodings + checked * stride) != (int)(first[checked / 64] >> (checked % 64) & 1))
        abort();
    free(encodings);
    free(records);
    free(first);
    free(ok);
    return 0;
}
