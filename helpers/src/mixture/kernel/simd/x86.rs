//! AVX2 with FMA, and AVX-512.

use std::arch::x86_64::*;
use std::marker::PhantomData;
use std::mem::transmute;

use super::vector::Simd;

/// Vectors of 32 bytes, by AVX2 and FMA.
#[derive(Clone, Copy)]
pub struct Avx2<F>(PhantomData<F>);

/// Vectors of 64 bytes, by AVX-512 DQ; with VL, halves of vectors may lie in all 32 registers.
#[derive(Clone, Copy)]
pub struct Avx512<F>(PhantomData<F>);

macro_rules! simd {
    ($simd:ident<$real:ident>, $vector:ident, $total:ty; splat = $splat:ident;
     interleave($p:ident, $q:ident) = $interleaved:expr; add_to($t:ident, $a:ident) = $added:expr;
     sum($s:ident) = $sum:expr; $($name:ident($($x:ident),+) = $result:expr;)+) => {
        // SAFETY: the processor's vectors are laid out as arrays and aligned to their size, and hold any bits.
        unsafe impl Simd for $simd<$real> {
            type Real = $real;
            type Vector = $vector;
            type Total = $total;

            #[inline(always)]
            unsafe fn new() -> Self {
                $simd(PhantomData)
            }
            #[inline(always)]
            fn splat(self, x: $real) -> $vector {
                // SAFETY: who made `self` with `new` vouched for the instructions of this type.
                unsafe { $splat(x) }
            }
            #[inline(always)]
            fn interleave(self, $p: $vector, $q: $vector) -> [$vector; 2] {
                // SAFETY: who made `self` with `new` vouched for the instructions of this type.
                unsafe { $interleaved }
            }
            #[inline(always)]
            fn add_to(self, $t: $total, $a: $vector) -> $total {
                // SAFETY: who made `self` with `new` vouched for the instructions of this type.
                unsafe { $added }
            }
            #[inline(always)]
            fn sum(self, $s: $total) -> f64 {
                // SAFETY: who made `self` with `new` vouched for the instructions of this type.
                unsafe { $sum }
            }
            $(
                #[inline(always)]
                fn $name(self, $($x: $vector),+) -> $vector {
                    // SAFETY: who made `self` with `new` vouched for the instructions of this type.
                    unsafe { $result }
                }
            )+
        }
    };
}

simd! { Avx2<f32>, __m256, [__m256d; 2];
    splat = _mm256_set1_ps;
    interleave(a, b) = {
        let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
        [_mm256_permute2f128_ps::<0x20>(low, high), _mm256_permute2f128_ps::<0x31>(low, high)]
    };
    add_to(total, a) = {
        let (low, high) = (_mm256_castps256_ps128(a), _mm256_extractf128_ps::<1>(a));
        [_mm256_add_pd(total[0], _mm256_cvtps_pd(low)), _mm256_add_pd(total[1], _mm256_cvtps_pd(high))]
    };
    sum(total) = by_pairs(transmute::<__m256d, [f64; 4]>(_mm256_add_pd(total[0], total[1])));
    add(a, b) = _mm256_add_ps(a, b);
    sub(a, b) = _mm256_sub_ps(a, b);
    mul(a, b) = _mm256_mul_ps(a, b);
    div(a, b) = _mm256_div_ps(a, b);
    mul_add(a, b, c) = _mm256_fmadd_ps(a, b, c);
    max(a, b) = _mm256_max_ps(a, b);
    where_greater(a, b, x, y) = _mm256_blendv_ps(y, x, _mm256_cmp_ps::<_CMP_GT_OQ>(a, b));
    scale(a, shifted) = {
        let exponent = _mm256_slli_epi32::<23>(_mm256_castps_si256(shifted));
        _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), exponent))
    };
}

simd! { Avx2<f64>, __m256d, __m256d;
    splat = _mm256_set1_pd;
    interleave(a, b) = {
        let (low, high) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
        [_mm256_permute2f128_pd::<0x20>(low, high), _mm256_permute2f128_pd::<0x31>(low, high)]
    };
    add_to(total, a) = _mm256_add_pd(total, a);
    sum(total) = by_pairs(transmute::<__m256d, [f64; 4]>(total));
    add(a, b) = _mm256_add_pd(a, b);
    sub(a, b) = _mm256_sub_pd(a, b);
    mul(a, b) = _mm256_mul_pd(a, b);
    div(a, b) = _mm256_div_pd(a, b);
    mul_add(a, b, c) = _mm256_fmadd_pd(a, b, c);
    max(a, b) = _mm256_max_pd(a, b);
    where_greater(a, b, x, y) = _mm256_blendv_pd(y, x, _mm256_cmp_pd::<_CMP_GT_OQ>(a, b));
    scale(a, shifted) = {
        let exponent = _mm256_slli_epi64::<52>(_mm256_castpd_si256(shifted));
        _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a), exponent))
    };
}

simd! { Avx512<f32>, __m512, [__m512d; 2];
    splat = _mm512_set1_ps;
    interleave(a, b) = {
        let first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        let second = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        [_mm512_permutex2var_ps(a, first, b), _mm512_permutex2var_ps(a, second, b)]
    };
    add_to(total, a) = {
        let (low, high) = (_mm512_castps512_ps256(a), _mm512_extractf32x8_ps::<1>(a));
        [_mm512_add_pd(total[0], _mm512_cvtps_pd(low)), _mm512_add_pd(total[1], _mm512_cvtps_pd(high))]
    };
    sum(total) = _mm512_reduce_add_pd(_mm512_add_pd(total[0], total[1]));
    add(a, b) = _mm512_add_ps(a, b);
    sub(a, b) = _mm512_sub_ps(a, b);
    mul(a, b) = _mm512_mul_ps(a, b);
    div(a, b) = _mm512_div_ps(a, b);
    mul_add(a, b, c) = _mm512_fmadd_ps(a, b, c);
    max(a, b) = _mm512_max_ps(a, b);
    where_greater(a, b, x, y) = _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b), y, x);
    scale(a, shifted) = {
        let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(shifted));
        _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a), exponent))
    };
}

simd! { Avx512<f64>, __m512d, __m512d;
    splat = _mm512_set1_pd;
    interleave(a, b) = {
        let first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
        let second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
        [_mm512_permutex2var_pd(a, first, b), _mm512_permutex2var_pd(a, second, b)]
    };
    add_to(total, a) = _mm512_add_pd(total, a);
    sum(total) = _mm512_reduce_add_pd(total);
    add(a, b) = _mm512_add_pd(a, b);
    sub(a, b) = _mm512_sub_pd(a, b);
    mul(a, b) = _mm512_mul_pd(a, b);
    div(a, b) = _mm512_div_pd(a, b);
    mul_add(a, b, c) = _mm512_fmadd_pd(a, b, c);
    max(a, b) = _mm512_max_pd(a, b);
    where_greater(a, b, x, y) = _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_GT_OQ>(a, b), y, x);
    scale(a, shifted) = {
        let exponent = _mm512_slli_epi64::<52>(_mm512_castpd_si512(shifted));
        _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(a), exponent))
    };
}

/// The sum of four numbers.
#[inline(always)]
fn by_pairs([a, b, c, d]: [f64; 4]) -> f64 {
    (a + b) + (c + d)
}
