//! The numbers that densities are computed in.

use fearless_simd::{Simd, SimdFloatElement, SimdWiden};

/// `f32` or `f64`, with the constants of [`exp`](super::simd::exp).
pub trait Real: SimdFloatElement + Send + Sync + 'static {
    const NAME: &str;
    /// A log-density below all others, so small that the sum over the rows of any matrix stays finite.
    const LOWEST: Self;
    /// The largest power of two that a product of sums may reach.
    const MAX_EXPONENT: f64;
    /// Below it, `eˣ` is taken for 0.
    const EXP_LOWEST: Self;
    /// The degree of the Taylor polynomial of `eʳ`.
    const EXP_DEGREE: usize;
    const LOG2_E: Self;
    /// −ln 2 in two parts: the high one has so few bits that n times it is exact.
    const MINUS_LN_2: [Self; 2];
    const MANTISSA_BITS: u32;
    /// `1.5·2^m` with m mantissa bits: adding it rounds to a whole number.
    const ROUNDING_SHIFT: Self;

    fn from_f64(x: f64) -> Self;
    fn to_f64(self) -> f64;
    /// The running totals in f64 with the lanes of `vector` added.
    fn add_to<S: Simd>(totals: S::f64s, vector: Self::Native<S>) -> S::f64s;
}

macro_rules! real {
    ($real:ident; $totals:ident + $vector:ident = $added:expr; $($name:ident: $type:ty = $value:expr;)+) => {
        impl Real for $real {
            const NAME: &str = stringify!($real);
            const LOWEST: $real = $real::MIN * $real::EPSILON;
            const LOG2_E: $real = std::$real::consts::LOG2_E;
            const MANTISSA_BITS: u32 = $real::MANTISSA_DIGITS - 1;
            const ROUNDING_SHIFT: $real = 1.5 / $real::EPSILON;
            $(const $name: $type = $value;)+

            #[inline(always)]
            fn from_f64(x: f64) -> $real {
                x as $real
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn add_to<S: Simd>($totals: S::f64s, $vector: Self::Native<S>) -> S::f64s {
                $added
            }
        }
    };
}

real! { f32;
    totals + vector = { let (low, high) = vector.widen(); totals + (low + high) };
    MAX_EXPONENT: f64 = 120.0;
    EXP_LOWEST: f32 = -87.0;
    EXP_DEGREE: usize = 7;
    MINUS_LN_2: [f32; 2] = [-0.693_359_4, 2.121_944_4e-4];
}

real! { f64;
    totals + vector = totals + vector;
    MAX_EXPONENT: f64 = 1000.0;
    EXP_LOWEST: f64 = -708.0;
    EXP_DEGREE: usize = 13;
    MINUS_LN_2: [f64; 2] = [-0.693_147_180_369_123_8, -1.908_214_929_270_587_7e-10];
}
