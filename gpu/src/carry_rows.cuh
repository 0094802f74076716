/*
 * Rows of the carry-chain arithmetic. Each function is one asm block on the device, because the
 * carry flag is not defined across blocks, and the same sums in C on the host.
 *
 * Operands: every output is early-clobber (=&r, +&r), since it is written while later inputs are
 * still to be read. The blocks are not volatile: each is a pure function of its operands, so the
 * compiler may move or merge them whole. The assembler joins a mad.lo.cc with the madc.hi.cc that
 * follows it into one wide multiply-add.
 */
#ifndef AETHER_GPU_CARRY_ROWS_CUH
#define AETHER_GPU_CARRY_ROWS_CUH

#include "platform.cuh"

#if !defined(__CUDA__)

/* s[0 .. 2n) += sum x[i] y 2^(64 i); returns the carry out. */
template <int n>
GPU_FUNCTION uint32_t host_chain(uint32_t *s, const uint32_t *x, const uint32_t *y, int stride)
{
    uint32_t carry = 0;
    for (int i = 0; i < n; i++)
    {
        uint64_t product = (uint64_t)x[i] * y[i * stride];
        uint64_t low = (uint64_t)s[2 * i] + (uint32_t)product + carry;
        uint64_t high = (uint64_t)s[2 * i + 1] + (product >> 32) + (low >> 32);
        s[2 * i] = (uint32_t)low;
        s[2 * i + 1] = (uint32_t)high;
        carry = (uint32_t)(high >> 32);
    }

    return carry;
}

#endif

/* s[0 .. 8) += (x0, x1, x2, x3) y at every second limb; returns the carry out. */
GPU_FUNCTION uint32_t chain4_carry(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t x2, uint32_t x3, uint32_t y)
{
#if defined(__CUDA__)
    uint32_t carry;
    asm(
        "mad.lo.cc.u32 %0, %9, %13, %0;\n\t"
        "madc.hi.cc.u32 %1, %9, %13, %1;\n\t"
        "madc.lo.cc.u32 %2, %10, %13, %2;\n\t"
        "madc.hi.cc.u32 %3, %10, %13, %3;\n\t"
        "madc.lo.cc.u32 %4, %11, %13, %4;\n\t"
        "madc.hi.cc.u32 %5, %11, %13, %5;\n\t"
        "madc.lo.cc.u32 %6, %12, %13, %6;\n\t"
        "madc.hi.cc.u32 %7, %12, %13, %7;\n\t"
        "addc.u32 %8, 0, 0;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7]), "=&r"(carry)
        : "r"(x0), "r"(x1), "r"(x2), "r"(x3), "r"(y)
    );
    return carry;
#else
    const uint32_t x[4] = {x0, x1, x2, x3};
    return host_chain<4>(s, x, &y, 0);
#endif
}

/* s[0 .. 8) += (x0, x1, x2, x3) y at every second limb; the sum must fit. */
GPU_FUNCTION void chain4(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t x2, uint32_t x3, uint32_t y)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %8, %12, %0;\n\t"
        "madc.hi.cc.u32 %1, %8, %12, %1;\n\t"
        "madc.lo.cc.u32 %2, %9, %12, %2;\n\t"
        "madc.hi.cc.u32 %3, %9, %12, %3;\n\t"
        "madc.lo.cc.u32 %4, %10, %12, %4;\n\t"
        "madc.hi.cc.u32 %5, %10, %12, %5;\n\t"
        "madc.lo.cc.u32 %6, %11, %12, %6;\n\t"
        "madc.hi.u32 %7, %11, %12, %7;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7])
        : "r"(x0), "r"(x1), "r"(x2), "r"(x3), "r"(y)
    );
#else
    const uint32_t x[4] = {x0, x1, x2, x3};
    (void)host_chain<4>(s, x, &y, 0);
#endif
}

/* s[0 .. 6) += (x0, x1, x2) y at every second limb; returns the carry out. */
GPU_FUNCTION uint32_t chain3_carry(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t x2, uint32_t y)
{
#if defined(__CUDA__)
    uint32_t carry;
    asm(
        "mad.lo.cc.u32 %0, %7, %10, %0;\n\t"
        "madc.hi.cc.u32 %1, %7, %10, %1;\n\t"
        "madc.lo.cc.u32 %2, %8, %10, %2;\n\t"
        "madc.hi.cc.u32 %3, %8, %10, %3;\n\t"
        "madc.lo.cc.u32 %4, %9, %10, %4;\n\t"
        "madc.hi.cc.u32 %5, %9, %10, %5;\n\t"
        "addc.u32 %6, 0, 0;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "=&r"(carry)
        : "r"(x0), "r"(x1), "r"(x2), "r"(y)
    );
    return carry;
#else
    const uint32_t x[3] = {x0, x1, x2};
    return host_chain<3>(s, x, &y, 0);
#endif
}

/* s[0 .. 6) += (x0, x1, x2) y at every second limb; the sum must fit. */
GPU_FUNCTION void chain3(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t x2, uint32_t y)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %6, %9, %0;\n\t"
        "madc.hi.cc.u32 %1, %6, %9, %1;\n\t"
        "madc.lo.cc.u32 %2, %7, %9, %2;\n\t"
        "madc.hi.cc.u32 %3, %7, %9, %3;\n\t"
        "madc.lo.cc.u32 %4, %8, %9, %4;\n\t"
        "madc.hi.u32 %5, %8, %9, %5;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5])
        : "r"(x0), "r"(x1), "r"(x2), "r"(y)
    );
#else
    const uint32_t x[3] = {x0, x1, x2};
    (void)host_chain<3>(s, x, &y, 0);
#endif
}

/* s[0 .. 4) += (x0, x1) y at every second limb; returns the carry out. */
GPU_FUNCTION uint32_t chain2_carry(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t y)
{
#if defined(__CUDA__)
    uint32_t carry;
    asm(
        "mad.lo.cc.u32 %0, %5, %7, %0;\n\t"
        "madc.hi.cc.u32 %1, %5, %7, %1;\n\t"
        "madc.lo.cc.u32 %2, %6, %7, %2;\n\t"
        "madc.hi.cc.u32 %3, %6, %7, %3;\n\t"
        "addc.u32 %4, 0, 0;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "=&r"(carry)
        : "r"(x0), "r"(x1), "r"(y)
    );
    return carry;
#else
    const uint32_t x[2] = {x0, x1};
    return host_chain<2>(s, x, &y, 0);
#endif
}

/* s[0 .. 4) += (x0, x1) y at every second limb; the sum must fit. */
GPU_FUNCTION void chain2(
    uint32_t *s, uint32_t x0, uint32_t x1, uint32_t y)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %4, %6, %0;\n\t"
        "madc.hi.cc.u32 %1, %4, %6, %1;\n\t"
        "madc.lo.cc.u32 %2, %5, %6, %2;\n\t"
        "madc.hi.u32 %3, %5, %6, %3;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3])
        : "r"(x0), "r"(x1), "r"(y)
    );
#else
    const uint32_t x[2] = {x0, x1};
    (void)host_chain<2>(s, x, &y, 0);
#endif
}

/* s[0 .. 2) += (x0) y at every second limb; returns the carry out. */
GPU_FUNCTION uint32_t chain1_carry(
    uint32_t *s, uint32_t x0, uint32_t y)
{
#if defined(__CUDA__)
    uint32_t carry;
    asm(
        "mad.lo.cc.u32 %0, %3, %4, %0;\n\t"
        "madc.hi.cc.u32 %1, %3, %4, %1;\n\t"
        "addc.u32 %2, 0, 0;"
        : "+&r"(s[0]), "+&r"(s[1]), "=&r"(carry)
        : "r"(x0), "r"(y)
    );
    return carry;
#else
    const uint32_t x[1] = {x0};
    return host_chain<1>(s, x, &y, 0);
#endif
}

/* s[0 .. 2) += (x0) y at every second limb; the sum must fit. */
GPU_FUNCTION void chain1(
    uint32_t *s, uint32_t x0, uint32_t y)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %2, %3, %0;\n\t"
        "madc.hi.u32 %1, %2, %3, %1;"
        : "+&r"(s[0]), "+&r"(s[1])
        : "r"(x0), "r"(y)
    );
#else
    const uint32_t x[1] = {x0};
    (void)host_chain<1>(s, x, &y, 0);
#endif
}

/* s[0 .. 16) += the squares of x[0 .. 8) at every second limb; the sum must fit. */
GPU_FUNCTION void add_squares(uint32_t *s, const uint32_t *x)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %16, %16, %0;\n\t"
        "madc.hi.cc.u32 %1, %16, %16, %1;\n\t"
        "madc.lo.cc.u32 %2, %17, %17, %2;\n\t"
        "madc.hi.cc.u32 %3, %17, %17, %3;\n\t"
        "madc.lo.cc.u32 %4, %18, %18, %4;\n\t"
        "madc.hi.cc.u32 %5, %18, %18, %5;\n\t"
        "madc.lo.cc.u32 %6, %19, %19, %6;\n\t"
        "madc.hi.cc.u32 %7, %19, %19, %7;\n\t"
        "madc.lo.cc.u32 %8, %20, %20, %8;\n\t"
        "madc.hi.cc.u32 %9, %20, %20, %9;\n\t"
        "madc.lo.cc.u32 %10, %21, %21, %10;\n\t"
        "madc.hi.cc.u32 %11, %21, %21, %11;\n\t"
        "madc.lo.cc.u32 %12, %22, %22, %12;\n\t"
        "madc.hi.cc.u32 %13, %22, %22, %13;\n\t"
        "madc.lo.cc.u32 %14, %23, %23, %14;\n\t"
        "madc.hi.u32 %15, %23, %23, %15;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11]),
          "+&r"(s[12]), "+&r"(s[13]), "+&r"(s[14]), "+&r"(s[15])
        : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(x[4]), "r"(x[5]), "r"(x[6]), "r"(x[7])
    );
#else
    (void)host_chain<8>(s, x, x, 1);
#endif
}

/* s[0 .. 15) += x[0 .. 15); the sum must fit. */
GPU_FUNCTION void add_limbs15(uint32_t *s, const uint32_t *x)
{
#if defined(__CUDA__)
    asm(
        "add.cc.u32 %0, %0, %15;\n\t"
        "addc.cc.u32 %1, %1, %16;\n\t"
        "addc.cc.u32 %2, %2, %17;\n\t"
        "addc.cc.u32 %3, %3, %18;\n\t"
        "addc.cc.u32 %4, %4, %19;\n\t"
        "addc.cc.u32 %5, %5, %20;\n\t"
        "addc.cc.u32 %6, %6, %21;\n\t"
        "addc.cc.u32 %7, %7, %22;\n\t"
        "addc.cc.u32 %8, %8, %23;\n\t"
        "addc.cc.u32 %9, %9, %24;\n\t"
        "addc.cc.u32 %10, %10, %25;\n\t"
        "addc.cc.u32 %11, %11, %26;\n\t"
        "addc.cc.u32 %12, %12, %27;\n\t"
        "addc.cc.u32 %13, %13, %28;\n\t"
        "addc.u32 %14, %14, %29;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11]),
          "+&r"(s[12]), "+&r"(s[13]), "+&r"(s[14])
        : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(x[4]), "r"(x[5]), "r"(x[6]),
          "r"(x[7]), "r"(x[8]), "r"(x[9]), "r"(x[10]), "r"(x[11]), "r"(x[12]), "r"(x[13]),
          "r"(x[14])
    );
#else
    uint64_t carry = 0;
    for (int i = 0; i < 15; i++)
    {
        carry += (uint64_t)s[i] + x[i];
        s[i] = (uint32_t)carry;
        carry >>= 32;
    }
#endif
}

/* s[0 .. 13) += x[0 .. 13); the sum must fit. */
GPU_FUNCTION void add_limbs13(uint32_t *s, const uint32_t *x)
{
#if defined(__CUDA__)
    asm(
        "add.cc.u32 %0, %0, %13;\n\t"
        "addc.cc.u32 %1, %1, %14;\n\t"
        "addc.cc.u32 %2, %2, %15;\n\t"
        "addc.cc.u32 %3, %3, %16;\n\t"
        "addc.cc.u32 %4, %4, %17;\n\t"
        "addc.cc.u32 %5, %5, %18;\n\t"
        "addc.cc.u32 %6, %6, %19;\n\t"
        "addc.cc.u32 %7, %7, %20;\n\t"
        "addc.cc.u32 %8, %8, %21;\n\t"
        "addc.cc.u32 %9, %9, %22;\n\t"
        "addc.cc.u32 %10, %10, %23;\n\t"
        "addc.cc.u32 %11, %11, %24;\n\t"
        "addc.u32 %12, %12, %25;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11]),
          "+&r"(s[12])
        : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(x[4]), "r"(x[5]), "r"(x[6]),
          "r"(x[7]), "r"(x[8]), "r"(x[9]), "r"(x[10]), "r"(x[11]), "r"(x[12])
    );
#else
    uint64_t carry = 0;
    for (int i = 0; i < 13; i++)
    {
        carry += (uint64_t)s[i] + x[i];
        s[i] = (uint32_t)carry;
        carry >>= 32;
    }
#endif
}

/* s[0 .. 14) doubled; returns the carry out. */
GPU_FUNCTION uint32_t double_limbs14(uint32_t *s)
{
#if defined(__CUDA__)
    uint32_t carry;
    asm(
        "add.cc.u32 %0, %0, %0;\n\t"
        "addc.cc.u32 %1, %1, %1;\n\t"
        "addc.cc.u32 %2, %2, %2;\n\t"
        "addc.cc.u32 %3, %3, %3;\n\t"
        "addc.cc.u32 %4, %4, %4;\n\t"
        "addc.cc.u32 %5, %5, %5;\n\t"
        "addc.cc.u32 %6, %6, %6;\n\t"
        "addc.cc.u32 %7, %7, %7;\n\t"
        "addc.cc.u32 %8, %8, %8;\n\t"
        "addc.cc.u32 %9, %9, %9;\n\t"
        "addc.cc.u32 %10, %10, %10;\n\t"
        "addc.cc.u32 %11, %11, %11;\n\t"
        "addc.cc.u32 %12, %12, %12;\n\t"
        "addc.cc.u32 %13, %13, %13;\n\t"
        "addc.u32 %14, 0, 0;"
        : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]),
          "+&r"(s[6]), "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11]),
          "+&r"(s[12]), "+&r"(s[13]), "=&r"(carry)
    );
    return carry;
#else
    uint32_t carry = 0;
    for (int i = 0; i < 14; i++)
    {
        uint32_t next = s[i] >> 31;
        s[i] = (s[i] << 1) | carry;
        carry = next;
    }

    return carry;
#endif
}

/* r[0 .. 8) += 38 top modulo 2^256 - 38, top at most 39. The second 38 meets a lowest limb below
   38 x 39 and cannot carry. */
GPU_FUNCTION void fold_top(uint32_t *r, uint32_t top)
{
#if defined(__CUDA__)
    asm(
        "mad.lo.cc.u32 %0, %8, 38, %0;\n\t"
        "addc.cc.u32 %1, %1, 0;\n\t"
        "addc.cc.u32 %2, %2, 0;\n\t"
        "addc.cc.u32 %3, %3, 0;\n\t"
        "addc.cc.u32 %4, %4, 0;\n\t"
        "addc.cc.u32 %5, %5, 0;\n\t"
        "addc.cc.u32 %6, %6, 0;\n\t"
        "addc.cc.u32 %7, %7, 0;\n\t"
        "addc.u32 %8, 0, 0;\n\t"
        "mad.lo.u32 %0, %8, 38, %0;"
        : "+&r"(r[0]), "+&r"(r[1]), "+&r"(r[2]), "+&r"(r[3]), "+&r"(r[4]), "+&r"(r[5]),
          "+&r"(r[6]), "+&r"(r[7]), "+&r"(top)
    );
#else
    uint64_t carry = (uint64_t)top * 38;
    for (int i = 0; i < 8; i++)
    {
        carry += r[i];
        r[i] = (uint32_t)carry;
        carry >>= 32;
    }

    r[0] += (uint32_t)carry * 38;
#endif
}

/* r = a + b modulo 2^256 - 38. */
GPU_FUNCTION void add_folded(uint32_t *r, const uint32_t *a, const uint32_t *b)
{
#if defined(__CUDA__)
    uint32_t carry;
    uint32_t s[8];
    asm(
        "add.cc.u32 %0, %9, %17;\n\t"
        "addc.cc.u32 %1, %10, %18;\n\t"
        "addc.cc.u32 %2, %11, %19;\n\t"
        "addc.cc.u32 %3, %12, %20;\n\t"
        "addc.cc.u32 %4, %13, %21;\n\t"
        "addc.cc.u32 %5, %14, %22;\n\t"
        "addc.cc.u32 %6, %15, %23;\n\t"
        "addc.cc.u32 %7, %16, %24;\n\t"
        "addc.u32 %8, 0, 0;\n\t"
        "mad.lo.cc.u32 %0, %8, 38, %0;\n\t"
        "addc.cc.u32 %1, %1, 0;\n\t"
        "addc.cc.u32 %2, %2, 0;\n\t"
        "addc.cc.u32 %3, %3, 0;\n\t"
        "addc.cc.u32 %4, %4, 0;\n\t"
        "addc.cc.u32 %5, %5, 0;\n\t"
        "addc.cc.u32 %6, %6, 0;\n\t"
        "addc.cc.u32 %7, %7, 0;\n\t"
        "addc.u32 %8, 0, 0;\n\t"
        "mad.lo.u32 %0, %8, 38, %0;"
        : "=&r"(s[0]), "=&r"(s[1]), "=&r"(s[2]), "=&r"(s[3]), "=&r"(s[4]), "=&r"(s[5]),
          "=&r"(s[6]), "=&r"(s[7]), "=&r"(carry)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(a[4]), "r"(a[5]), "r"(a[6]),
          "r"(a[7]), "r"(b[0]), "r"(b[1]), "r"(b[2]), "r"(b[3]), "r"(b[4]), "r"(b[5]),
          "r"(b[6]), "r"(b[7])
    );
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        r[i] = s[i];
    }
#else
    uint64_t carry = 0;
    for (int i = 0; i < 8; i++)
    {
        carry += (uint64_t)a[i] + b[i];
        r[i] = (uint32_t)carry;
        carry >>= 32;
    }

    fold_top(r, (uint32_t)carry);
#endif
}

/* r = a - b modulo 2^256 - 38: a borrow takes 38, and a second one 38 from the lowest limb, which is
   then at least 2^32 - 38. */
GPU_FUNCTION void subtract_folded(uint32_t *r, const uint32_t *a, const uint32_t *b)
{
#if defined(__CUDA__)
    uint32_t borrow;
    uint32_t s[8];
    asm(
        "sub.cc.u32 %0, %9, %17;\n\t"
        "subc.cc.u32 %1, %10, %18;\n\t"
        "subc.cc.u32 %2, %11, %19;\n\t"
        "subc.cc.u32 %3, %12, %20;\n\t"
        "subc.cc.u32 %4, %13, %21;\n\t"
        "subc.cc.u32 %5, %14, %22;\n\t"
        "subc.cc.u32 %6, %15, %23;\n\t"
        "subc.cc.u32 %7, %16, %24;\n\t"
        "subc.u32 %8, 0, 0;\n\t"
        "and.b32 %8, %8, 38;\n\t"
        "sub.cc.u32 %0, %0, %8;\n\t"
        "subc.cc.u32 %1, %1, 0;\n\t"
        "subc.cc.u32 %2, %2, 0;\n\t"
        "subc.cc.u32 %3, %3, 0;\n\t"
        "subc.cc.u32 %4, %4, 0;\n\t"
        "subc.cc.u32 %5, %5, 0;\n\t"
        "subc.cc.u32 %6, %6, 0;\n\t"
        "subc.cc.u32 %7, %7, 0;\n\t"
        "subc.u32 %8, 0, 0;\n\t"
        "and.b32 %8, %8, 38;\n\t"
        "sub.u32 %0, %0, %8;"
        : "=&r"(s[0]), "=&r"(s[1]), "=&r"(s[2]), "=&r"(s[3]), "=&r"(s[4]), "=&r"(s[5]),
          "=&r"(s[6]), "=&r"(s[7]), "=&r"(borrow)
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(a[4]), "r"(a[5]), "r"(a[6]),
          "r"(a[7]), "r"(b[0]), "r"(b[1]), "r"(b[2]), "r"(b[3]), "r"(b[4]), "r"(b[5]),
          "r"(b[6]), "r"(b[7])
    );
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        r[i] = s[i];
    }
#else
    uint64_t borrow = 0;
    for (int i = 0; i < 8; i++)
    {
        uint64_t difference = (uint64_t)a[i] - b[i] - borrow;
        r[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }

    uint64_t take = borrow * 38;
    for (int i = 0; i < 8; i++)
    {
        uint64_t difference = (uint64_t)r[i] - take;
        r[i] = (uint32_t)difference;
        take = difference >> 63;
    }

    r[0] -= (uint32_t)take * 38;
#endif
}

#endif
