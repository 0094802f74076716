#ifndef AETHER_SHA256_H
#define AETHER_SHA256_H

#include <stddef.h>
#include <stdint.h>

/*
 * SHA-256 of one message by the processor's own instructions. Any thread; no memory but the arguments; the time depends
 * on the count alone. Needs AETHER_CPU_SHA.
 */

/* Compresses count blocks of 64 bytes into the eight words of a state. */
void aether_sha256_blocks_sha(uint32_t* state, const uint8_t* blocks, size_t count);

#endif
