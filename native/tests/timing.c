/*
 * Measures whether the time of the signer depends on its secrets (the method of dudect: Reparaz, Balasch, Verbauwhede,
 * "Dude, is my code constant time?", 2017): calls with one fixed secret and with random ones in random order, Welch's
 * t-test of the two classes on all times and on those below several percentiles. No test, since a busy machine moves
 * times; the tests follow the secrets instead.
 *   timing VARIANT|leak SECONDS    prints the largest |t|; above 4.5 deserves a look, above 10 is a leak
 */
#define _GNU_SOURCE
#include "reference.h"
#include "variants.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x86intrin.h>

enum
{
    COUNT = 8,
    CALIBRATION = 1000,
    CROPS = 10,
};

typedef struct
{
    double n, mean, squares;
} moments;

static sequence random_sequence;

static void add(moments* m, double x)
{
    m->n++;
    double difference = x - m->mean;
    m->mean += difference / m->n;
    m->squares += difference * (x - m->mean);
}

static double welch(const moments* a, const moments* b)
{
    if (a->n < 2 || b->n < 2)
        return 0;
    double variance = a->squares / (a->n - 1) / a->n + b->squares / (b->n - 1) / b->n;
    return variance > 0 ? (a->mean - b->mean) / sqrt(variance) : 0;
}

/* Compares byte by byte and stops early: what the instrument must find. */
static __attribute__((noinline)) int leak(const uint8_t* secret)
{
    static const uint8_t guess[32];
    int i = 0;
    while (i < 32 && *(const volatile uint8_t*)(secret + i) == guess[i])
        i++;
    return i;
}

static double measure(const ed25519_variant* variant, const uint8_t digests[64 * COUNT])
{
    static uint8_t points[32 * COUNT], nonces[32 * COUNT], s[32 * COUNT], challenges[64 * COUNT];
    unsigned int processor;
    _mm_lfence();
    uint64_t start = __rdtsc();
    if (variant)
    {
        aether_ed25519_reduce(nonces, digests, COUNT);
        variant->multiply_base(points, nonces, COUNT);
        aether_ed25519_respond(s, 32, challenges, nonces, nonces, COUNT);
    }
    else
    {
        leak(digests);
    }
    uint64_t end = __rdtscp(&processor);
    _mm_lfence();
    return (double)(end - start);
}

static void choose_secret(uint8_t digests[64 * COUNT], int is_random)
{
    /* Both classes draw and write as much, so that what runs before the measurement is alike. */
    uint8_t drawn[64 * COUNT];
    next_bytes(&random_sequence, drawn, sizeof drawn);
    const uint8_t keep = (uint8_t)-is_random;
    for (size_t i = 0; i < sizeof drawn; i++)
        digests[i] = drawn[i] & keep;
}

static int ascending(const void* a, const void* b)
{
    double x = *(const double*)a, y = *(const double*)b;
    return (x > y) - (x < y);
}

int main(int argc, char** argv)
{
    const ed25519_variant* variant = NULL;
    for (int i = 0; i < ED25519_VARIANTS && argc == 3; i++)
    {
        if (strcmp(argv[1], ed25519_variants[i].name) == 0 && ed25519_is_supported(&ed25519_variants[i]))
            variant = &ed25519_variants[i];
    }
    if (argc != 3 || (!variant && strcmp(argv[1], "leak") != 0))
    {
        fputs("timing: needs an instruction set that this processor has (or leak) and a number of seconds\n", stderr);
        return 1;
    }

    static double calibration[CALIBRATION];
    moments classes[CROPS + 1][2] = {0};
    double limits[CROPS];
    uint8_t digests[64 * COUNT];
    random_sequence.state = __rdtsc();
    if (variant)
        variant->initialise();
    for (int i = 0; i < CALIBRATION; i++)
    {
        choose_secret(digests, i & 1);
        calibration[i] = measure(variant, digests);
    }
    qsort(calibration, CALIBRATION, sizeof *calibration, ascending);
    for (int i = 0; i < CROPS; i++)
        limits[i] = calibration[(int)((CALIBRATION - 1) * (1 - pow(0.5, 10.0 * (i + 1) / CROPS)))];

    time_t end = time(NULL) + atoi(argv[2]);
    while (time(NULL) < end)
    {
        for (int i = 0; i < 256; i++)
        {
            int class = (int)(next_word(&random_sequence) >> 63);
            choose_secret(digests, class);
            double ticks = measure(variant, digests);
            add(&classes[CROPS][class], ticks);
            for (int crop = 0; crop < CROPS; crop++)
            {
                if (ticks <= limits[crop])
                    add(&classes[crop][class], ticks);
            }
        }
    }
    double largest = 0;
    for (int crop = 0; crop <= CROPS; crop++)
        largest = fmax(largest, fabs(welch(&classes[crop][0], &classes[crop][1])));
    printf("%s: largest |t| %.2f over %.0f calls of %d signatures\n", argv[1], largest,
        classes[CROPS][0].n + classes[CROPS][1].n, COUNT);
    return 0;
}
