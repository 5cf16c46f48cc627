//! AVX2 with FMA, and AVX-512.

use std::arch::x86_64::*;
use std::marker::PhantomData;

use super::{Simd, Vectorised};
use crate::mixture::kernel::element::Real;

/// Made only after the processor was asked for the instructions.
pub struct Detected(());

fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq")
}

fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

/// The name of the widest vectors, if there are any.
pub(super) fn name() -> Option<&'static str> {
    if has_avx512() {
        Some("AVX-512")
    } else if has_avx2() {
        Some("AVX2 and FMA")
    } else {
        None
    }
}

/// Runs `work` on the widest vectors, or gives it back where there are none.
pub(super) fn try_run<W: Vectorised>(work: W) -> Result<W::Output, W> {
    if has_avx512() {
        // SAFETY: the processor has AVX-512 F and DQ.
        Ok(unsafe { run_avx512(work, Detected(())) })
    } else if has_avx2() {
        // SAFETY: the processor has AVX2 and FMA.
        Ok(unsafe { run_avx2(work, Detected(())) })
    } else {
        Err(work)
    }
}

/// Runs `work` on AVX2 and on AVX-512, as far as the processor has them.
#[cfg(test)]
pub(super) fn run_each<W: Vectorised>(work: impl Fn() -> W, outputs: &mut Vec<W::Output>) {
    if has_avx2() {
        // SAFETY: the processor has AVX2 and FMA.
        outputs.push(unsafe { run_avx2(work(), Detected(())) });
    }
    if has_avx512() {
        // SAFETY: the processor has AVX-512 F and DQ.
        outputs.push(unsafe { run_avx512(work(), Detected(())) });
    }
}

#[target_feature(enable = "avx512f,avx512dq,fma")]
fn run_avx512<W: Vectorised>(work: W, detected: Detected) -> W::Output {
    work.run(<W::Real as Real>::Avx512::from(detected))
}

#[target_feature(enable = "avx2,fma")]
fn run_avx2<W: Vectorised>(work: W, detected: Detected) -> W::Output {
    work.run(<W::Real as Real>::Avx2::from(detected))
}

/// Vectors of 32 bytes; holding one proves AVX2 and FMA.
#[derive(Clone, Copy)]
pub struct Avx2<F>(PhantomData<F>);

impl<F> From<Detected> for Avx2<F> {
    fn from(_: Detected) -> Self {
        Avx2(PhantomData)
    }
}

/// Vectors of 64 bytes; holding one proves AVX-512 F and DQ.
#[derive(Clone, Copy)]
pub struct Avx512<F>(PhantomData<F>);

impl<F> From<Detected> for Avx512<F> {
    fn from(_: Detected) -> Self {
        Avx512(PhantomData)
    }
}

/// The operations that differ between the four types in their intrinsics' names only.
macro_rules! lanewise {
    ($real:ty, $vector:ty, $splat:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $fma:ident, $max:ident) => {
        type Real = $real;
        type Vector = $vector;

        #[inline(always)]
        fn splat(self, x: $real) -> $vector {
            // SAFETY (here and below): `self` proves that the processor has the instruction.
            unsafe { $splat(x) }
        }
        #[inline(always)]
        fn add(self, a: $vector, b: $vector) -> $vector {
            unsafe { $add(a, b) }
        }
        #[inline(always)]
        fn sub(self, a: $vector, b: $vector) -> $vector {
            unsafe { $sub(a, b) }
        }
        #[inline(always)]
        fn mul(self, a: $vector, b: $vector) -> $vector {
            unsafe { $mul(a, b) }
        }
        #[inline(always)]
        fn div(self, a: $vector, b: $vector) -> $vector {
            unsafe { $div(a, b) }
        }
        #[inline(always)]
        fn mul_add(self, a: $vector, b: $vector, c: $vector) -> $vector {
            unsafe { $fma(a, b, c) }
        }
        #[inline(always)]
        fn max(self, a: $vector, b: $vector) -> $vector {
            unsafe { $max(a, b) }
        }
    };
}

impl Simd for Avx2<f32> {
    lanewise!(
        f32,
        __m256,
        _mm256_set1_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        _mm256_div_ps,
        _mm256_fmadd_ps,
        _mm256_max_ps
    );
    type Total = [__m256d; 2];

    #[inline(always)]
    fn where_greater(self, a: __m256, b: __m256, x: __m256, y: __m256) -> __m256 {
        unsafe { _mm256_blendv_ps(y, x, _mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) }
    }
    #[inline(always)]
    fn scale(self, a: __m256, shifted: __m256) -> __m256 {
        unsafe {
            let exponent = _mm256_slli_epi32::<23>(_mm256_castps_si256(shifted));
            _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), exponent))
        }
    }
    #[inline(always)]
    fn zero_total(self) -> Self::Total {
        unsafe { [_mm256_setzero_pd(); 2] }
    }
    #[inline(always)]
    fn add_to(self, total: Self::Total, a: __m256) -> Self::Total {
        unsafe {
            let (low, high) = (_mm256_castps256_ps128(a), _mm256_extractf128_ps::<1>(a));
            [
                _mm256_add_pd(total[0], _mm256_cvtps_pd(low)),
                _mm256_add_pd(total[1], _mm256_cvtps_pd(high)),
            ]
        }
    }
    #[inline(always)]
    fn sum(self, total: Self::Total) -> f64 {
        unsafe { sum4(_mm256_add_pd(total[0], total[1])) }
    }
}

impl Simd for Avx2<f64> {
    lanewise!(
        f64,
        __m256d,
        _mm256_set1_pd,
        _mm256_add_pd,
        _mm256_sub_pd,
        _mm256_mul_pd,
        _mm256_div_pd,
        _mm256_fmadd_pd,
        _mm256_max_pd
    );
    type Total = __m256d;

    #[inline(always)]
    fn where_greater(self, a: __m256d, b: __m256d, x: __m256d, y: __m256d) -> __m256d {
        unsafe { _mm256_blendv_pd(y, x, _mm256_cmp_pd::<_CMP_GT_OQ>(a, b)) }
    }
    #[inline(always)]
    fn scale(self, a: __m256d, shifted: __m256d) -> __m256d {
        unsafe {
            let exponent = _mm256_slli_epi64::<52>(_mm256_castpd_si256(shifted));
            _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a), exponent))
        }
    }
    #[inline(always)]
    fn zero_total(self) -> Self::Total {
        unsafe { _mm256_setzero_pd() }
    }
    #[inline(always)]
    fn add_to(self, total: Self::Total, a: __m256d) -> Self::Total {
        unsafe { _mm256_add_pd(total, a) }
    }
    #[inline(always)]
    fn sum(self, total: Self::Total) -> f64 {
        unsafe { sum4(total) }
    }
}

/// The sum of four numbers, by pairs.
#[inline(always)]
unsafe fn sum4(x: __m256d) -> f64 {
    let [a, b, c, d]: [f64; 4] = unsafe { std::mem::transmute(x) };
    (a + b) + (c + d)
}

impl Simd for Avx512<f32> {
    lanewise!(
        f32,
        __m512,
        _mm512_set1_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        _mm512_div_ps,
        _mm512_fmadd_ps,
        _mm512_max_ps
    );
    type Total = [__m512d; 2];

    #[inline(always)]
    fn where_greater(self, a: __m512, b: __m512, x: __m512, y: __m512) -> __m512 {
        unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b), y, x) }
    }
    #[inline(always)]
    fn scale(self, a: __m512, shifted: __m512) -> __m512 {
        unsafe {
            let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(shifted));
            _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a), exponent))
        }
    }
    #[inline(always)]
    fn zero_total(self) -> Self::Total {
        unsafe { [_mm512_setzero_pd(); 2] }
    }
    #[inline(always)]
    fn add_to(self, total: Self::Total, a: __m512) -> Self::Total {
        unsafe {
            let (low, high) = (_mm512_castps512_ps256(a), _mm512_extractf32x8_ps::<1>(a));
            [
                _mm512_add_pd(total[0], _mm512_cvtps_pd(low)),
                _mm512_add_pd(total[1], _mm512_cvtps_pd(high)),
            ]
        }
    }
    #[inline(always)]
    fn sum(self, total: Self::Total) -> f64 {
        unsafe { _mm512_reduce_add_pd(_mm512_add_pd(total[0], total[1])) }
    }
}

impl Simd for Avx512<f64> {
    lanewise!(
        f64,
        __m512d,
        _mm512_set1_pd,
        _mm512_add_pd,
        _mm512_sub_pd,
        _mm512_mul_pd,
        _mm512_div_pd,
        _mm512_fmadd_pd,
        _mm512_max_pd
    );
    type Total = __m512d;

    #[inline(always)]
    fn where_greater(self, a: __m512d, b: __m512d, x: __m512d, y: __m512d) -> __m512d {
        unsafe { _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_GT_OQ>(a, b), y, x) }
    }
    #[inline(always)]
    fn scale(self, a: __m512d, shifted: __m512d) -> __m512d {
        unsafe {
            let exponent = _mm512_slli_epi64::<52>(_mm512_castpd_si512(shifted));
            _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(a), exponent))
        }
    }
    #[inline(always)]
    fn zero_total(self) -> Self::Total {
        unsafe { _mm512_setzero_pd() }
    }
    #[inline(always)]
    fn add_to(self, total: Self::Total, a: __m512d) -> Self::Total {
        unsafe { _mm512_add_pd(total, a) }
    }
    #[inline(always)]
    fn sum(self, total: Self::Total) -> f64 {
        unsafe { _mm512_reduce_add_pd(total) }
    }
}
