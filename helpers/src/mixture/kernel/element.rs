//! What a feature may be stored as, and what it is computed in.

use half::f16;

#[cfg(target_arch = "x86_64")]
use super::simd::x86::{Avx2, Avx512, Detected};
use super::simd::{Simd, portable::Portable};
use crate::mixture::engine::Engine;

/// A number that a feature matrix may be stored in: `f64`, `f32`, or [`struct@half::f16`], which takes a quarter of the
/// memory of `f64` and is computed in `f32`.
///
/// The parameters of a mixture are `f64` in any case: this is the precision of the densities only.
pub trait Precision: Copy + PartialEq + Send + Sync + Engine + 'static {
    /// The precision that densities and responsibilities are computed in.
    #[doc(hidden)]
    type Real: Real;
    /// The number in the precision it is computed in; always exact.
    #[doc(hidden)]
    fn widen(self) -> Self::Real;
    /// The number in f64; always exact.
    #[doc(hidden)]
    fn to_f64(self) -> f64;
    /// Whether it is neither NaN nor an infinity.
    #[doc(hidden)]
    fn is_finite(self) -> bool;
}

/// `f32` or `f64`, with the constants of [`exp`](super::simd::exp).
#[doc(hidden)]
pub trait Real: Copy + PartialOrd + Send + Sync + 'static {
    type Portable: Simd<Real = Self> + Default;
    #[cfg(target_arch = "x86_64")]
    type Avx2: Simd<Real = Self> + From<Detected>;
    #[cfg(target_arch = "x86_64")]
    type Avx512: Simd<Real = Self> + From<Detected>;

    const NAME: &str;
    const ZERO: Self;
    const ONE: Self;
    const MINUS_HALF: Self;
    /// A log-density below all others, so small that sums of it stay finite.
    const LOWEST: Self;
    /// The largest power of two that a product of sums may reach.
    const MAX_EXPONENT: f64;
    /// Below it, `eˣ` is taken for 0.
    const EXP_LOWEST: Self;
    const LOG2_E: Self;
    const MINUS_LN_2_HIGH: Self;
    const MINUS_LN_2_LOW: Self;
    /// `1.5·2^m` with m mantissa bits: adding it rounds to a whole number.
    const ROUNDING_SHIFT: Self;
    /// Taylor coefficients of `eʳ`, highest power first.
    const EXP_TAYLOR: &[Self];

    fn from_f64(x: f64) -> Self;
    fn to_f64(self) -> f64;
}

impl Precision for f64 {
    type Real = f64;
    #[inline(always)]
    fn widen(self) -> f64 {
        self
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}

impl Precision for f32 {
    type Real = f32;
    #[inline(always)]
    fn widen(self) -> f32 {
        self
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
}

impl Precision for f16 {
    type Real = f32;
    /// Exact for finite numbers, the only ones a fit or prediction lets in; unlike `half`'s own conversion it needs no
    /// branch, so that a loop over it becomes vectors.
    #[inline(always)]
    fn widen(self) -> f32 {
        let bits = u32::from(self.to_bits());
        let magnitude = f32::from_bits((bits & 0x7fff) << 13) * f32::from_bits((127 + 112) << 23);
        f32::from_bits(magnitude.to_bits() | (bits & 0x8000) << 16)
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        f16::is_finite(self)
    }
}

macro_rules! real {
    ($real:ident, $name:literal, $max_exponent:literal, $exp_lowest:literal, $ln_2_high:literal, $ln_2_low:literal, $shift:literal, [$($taylor:expr),+]) => {
        impl Real for $real {
            type Portable = Portable<$real>;
            #[cfg(target_arch = "x86_64")]
            type Avx2 = Avx2<$real>;
            #[cfg(target_arch = "x86_64")]
            type Avx512 = Avx512<$real>;

            const NAME: &str = $name;
            const ZERO: $real = 0.0;
            const ONE: $real = 1.0;
            const MINUS_HALF: $real = -0.5;
            const LOWEST: $real = $real::MIN / 65536.0;
            const MAX_EXPONENT: f64 = $max_exponent;
            const EXP_LOWEST: $real = $exp_lowest;
            const LOG2_E: $real = std::$real::consts::LOG2_E;
            const MINUS_LN_2_HIGH: $real = -$ln_2_high;
            const MINUS_LN_2_LOW: $real = -$ln_2_low;
            const ROUNDING_SHIFT: $real = $shift;
            const EXP_TAYLOR: &[$real] = &[$(1.0 / $taylor),+];

            #[inline(always)]
            fn from_f64(x: f64) -> $real {
                x as $real
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    };
}

// The two parts of ln 2: the high one has so few bits that n·high is exact.
real!(
    f32,
    "f32",
    120.0,
    -87.0,
    0.693_359_4,
    -2.121_944_4e-4,
    12_582_912.0,
    [5040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0]
);
real!(
    f64,
    "f64",
    1000.0,
    -708.0,
    0.693_147_180_369_123_8,
    1.908_214_929_270_587_7e-10,
    6_755_399_441_055_744.0,
    [
        6_227_020_800.0,
        479_001_600.0,
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
        1.0,
        1.0
    ]
);
