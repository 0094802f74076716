#ifndef AETHER_SHA256_H
#define AETHER_SHA256_H

#include <stddef.h>
#include <stdint.h>

/*
 * SHA-256 by the processor's own instructions. Any thread; no memory but the arguments; the time depends on the lengths
 * alone. Needs AETHER_CPU_SHA.
 */

/* Compresses count blocks of 64 bytes into the eight words of a state. */
void aether_sha256_blocks_sha(uint32_t* state, const uint8_t* blocks, size_t count);

/* What is hashed: a tag of less than 64 bytes and the bytes after it. */
typedef struct
{
    const uint8_t* tag;
    const uint8_t* bytes;
    size_t tag_bytes;
    size_t byte_count;
} aether_sha256_message;

/* SHA-256 of two messages: 32 bytes of digests for each. Nearly twice as fast as one after the other. */
void aether_sha256_two_sha(uint8_t* digests, const aether_sha256_message* messages);

#endif
