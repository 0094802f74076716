/*
 * Points of edwards25519 in extended coordinates x = X/Z, y = Y/Z, x y = T/Z (Hisil, Wong, Carter,
 * Dawson 2008, a = -1). The formulas are complete: they hold for every pair of points, those of
 * small order included.
 */
#ifndef AETHER_GPU_POINT_CUH
#define AETHER_GPU_POINT_CUH

#include "field.cuh"

struct point
{
    field_element x;
    field_element y;
    field_element z;
    field_element t;
};

/* An addend: Y + X, Y - X, 2 d T, 2 Z. */
struct cached_point
{
    field_element y_plus_x;
    field_element y_minus_x;
    field_element two_d_t;
    field_element two_z;
};

/* An addend with Z = 1: y + x, y - x, 2 d x y. */
struct niels_point
{
    field_element y_plus_x;
    field_element y_minus_x;
    field_element two_d_xy;
};

GPU_CONSTANT field_element base_point_x = {
    {
        0x8f25d51a, 0xc9562d60, 0x9525a7b2, 0x692cc760,
        0xfdd6dc5c, 0xc0a4e231, 0xcd6e53fe, 0x216936d3
    }};

GPU_CONSTANT field_element base_point_y = {
    {
        0x66666658, 0x66666666, 0x66666666, 0x66666666,
        0x66666666, 0x66666666, 0x66666666, 0x66666666
    }};

GPU_FUNCTION void set_identity(point &p)
{
    set_small(p.x, 0);
    set_small(p.y, 1);
    set_small(p.z, 1);
    set_small(p.t, 0);
}

GPU_FUNCTION void load_point(point &p, const void *source)
{
    const uint8_t *bytes = static_cast<const uint8_t *>(source);
    gpu_load<8>(p.x.limb, bytes);
    gpu_load<8>(p.y.limb, bytes + 32);
    gpu_load<8>(p.z.limb, bytes + 64);
    gpu_load<8>(p.t.limb, bytes + 96);
}

GPU_FUNCTION void store_point(void *destination, const point &p)
{
    uint8_t *bytes = static_cast<uint8_t *>(destination);
    gpu_store<8>(bytes, p.x.limb);
    gpu_store<8>(bytes + 32, p.y.limb);
    gpu_store<8>(bytes + 64, p.z.limb);
    gpu_store<8>(bytes + 96, p.t.limb);
}

GPU_FUNCTION void load_niels(niels_point &p, const void *source)
{
    const uint8_t *bytes = static_cast<const uint8_t *>(source);
    gpu_load<8>(p.y_plus_x.limb, bytes);
    gpu_load<8>(p.y_minus_x.limb, bytes + 32);
    gpu_load<8>(p.two_d_xy.limb, bytes + 64);
}

GPU_FUNCTION void store_niels(void *destination, const niels_point &p)
{
    uint8_t *bytes = static_cast<uint8_t *>(destination);
    gpu_store<8>(bytes, p.y_plus_x.limb);
    gpu_store<8>(bytes + 32, p.y_minus_x.limb);
    gpu_store<8>(bytes + 64, p.two_d_xy.limb);
}

template <class F>
GPU_FUNCTION void to_cached(cached_point &r, const point &p)
{
    F::add(r.y_plus_x, p.y, p.x);
    F::subtract(r.y_minus_x, p.y, p.x);
    F::multiply(r.two_d_t, p.t, curve_two_d);
    F::add(r.two_z, p.z, p.z);
}

/* Of affine coordinates. */
template <class F>
GPU_FUNCTION void to_niels(niels_point &r, const field_element &x, const field_element &y)
{
    F::add(r.y_plus_x, y, x);
    F::subtract(r.y_minus_x, y, x);
    F::multiply(r.two_d_xy, x, y);
    F::multiply(r.two_d_xy, r.two_d_xy, curve_two_d);
}

/* (X : Y : Z : T) = (E F : G H : F G : E H), the common end of every formula. */
template <class F>
GPU_FUNCTION void combine(
    point &p, const field_element &e, const field_element &f, const field_element &g,
    const field_element &h, bool with_t)
{
    F::multiply(p.x, e, f);
    F::multiply(p.y, g, h);
    F::multiply(p.z, f, g);
    if (with_t)
    {
        F::multiply(p.t, e, h);
    }
}

/* p = 2 p; T is left stale where with_t is false (no addition follows). */
template <class F>
GPU_FUNCTION void double_point(point &p, bool with_t)
{
    field_element e;
    field_element f;
    field_element g;
    field_element h;
    field_element xx;
    field_element yy;
    F::add(e, p.x, p.y);
    F::square(xx, p.x);
    F::square(yy, p.y);
    F::square(f, p.z);
    F::square(e, e);
    F::add(h, yy, xx);
    F::subtract(g, yy, xx);
    F::subtract(e, e, h);
    F::add(f, f, f);
    F::subtract(f, f, g);
    combine<F>(p, e, f, g, h, with_t);
}

/* p = 2^count p, T valid afterwards. */
template <class F>
GPU_FUNCTION void double_times(point &p, int count)
{
    GPU_NO_UNROLL
    for (int i = count; i > 0; i--)
    {
        double_point<F>(p, i == 1);
    }
}

/* The part of an addition after d = 2 Z1 Z2; a subtraction exchanges the parts of the addend. */
template <class F>
GPU_FUNCTION void add_parts(
    point &p, const field_element &y_plus_x, const field_element &y_minus_x,
    const field_element &two_d_t, const field_element &d, bool subtract)
{
    field_element a;
    field_element b;
    field_element c;
    field_element f;
    field_element g;
    field_element factor;
    F::subtract(a, p.y, p.x);
    F::add(b, p.y, p.x);
    select(factor, subtract, y_plus_x, y_minus_x);
    F::multiply(a, a, factor);
    select(factor, subtract, y_minus_x, y_plus_x);
    F::multiply(b, b, factor);
    F::multiply(c, p.t, two_d_t);
    F::subtract(f, d, c);
    F::add(g, d, c);
    F::subtract(c, b, a);
    F::add(b, b, a);
    select(a, subtract, g, f);
    select(g, subtract, f, g);
    combine<F>(p, c, a, g, b, true);
}

/* p = p + q, or p - q. */
template <class F>
GPU_FUNCTION void add_cached(point &p, const cached_point &q, bool subtract)
{
    field_element d;
    F::multiply(d, p.z, q.two_z);
    add_parts<F>(p, q.y_plus_x, q.y_minus_x, q.two_d_t, d, subtract);
}

template <class F>
GPU_FUNCTION void add_niels(point &p, const niels_point &q, bool subtract)
{
    field_element d;
    F::add(d, p.z, p.z);
    add_parts<F>(p, q.y_plus_x, q.y_minus_x, q.two_d_xy, d, subtract);
}

template <class F>
GPU_FUNCTION void add_points(point &p, const point &q)
{
    cached_point cached;
    to_cached<F>(cached, q);
    add_cached<F>(p, cached, false);
}

/* True where 8 p is the identity. */
template <class F>
GPU_FUNCTION bool is_small_order(point p)
{
    double_times<F>(p, 3);
    field_element difference;
    F::subtract(difference, p.y, p.z);
    return is_zero(p.x) && is_zero(difference);
}

/*
 * Decodes by ZIP-215: y is any 255-bit value modulo p, x = 0 with the sign set is accepted. False
 * only where no point has this y; x is then meaningless. words: the 32 bytes as little-endian limbs.
 */
template <class F>
GPU_FUNCTION bool decode_permissive(field_element &x, field_element &y, const uint32_t *words)
{
    field_element one;
    field_element u;
    field_element v;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        y.limb[i] = words[i];
    }

    y.limb[7] &= 0x7fffffff;
    set_small(one, 1);
    F::square(v, y);
    F::subtract(u, v, one);
    F::multiply(v, v, curve_d);
    F::add(v, v, one);
    bool decoded = square_root_of_ratio<F>(x, u, v);
    negate<F>(u, x);
    select(x, (words[7] >> 31) != 0, u, x);
    return decoded;
}

#endif
