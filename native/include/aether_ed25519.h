#ifndef AETHER_ED25519_H
#define AETHER_ED25519_H
#include <stddef.h>
#include <stdint.h>
void aether_ed25519_initialise_ifma(void);
void aether_ed25519_verify_ifma(const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count, uint64_t* verdicts);
void aether_ed25519_decode_ifma(uint8_t* records, uint64_t* ok, const uint8_t* encodings, size_t stride, size_t count);
#endif
