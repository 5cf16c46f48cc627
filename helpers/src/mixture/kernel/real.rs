//! The numbers that densities are computed in.

/// `f32` or `f64`, with the constants of [`exp`](super::simd::vector::exp).
pub trait Real: Copy + PartialOrd + Send + Sync + 'static {
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
    /// `1.5·2^m` with m mantissa bits: adding it rounds to a whole number.
    const ROUNDING_SHIFT: Self;

    fn from_f64(x: f64) -> Self;
    fn to_f64(self) -> f64;
}

macro_rules! real {
    ($real:ident, $max_exponent:literal, $exp_lowest:literal, $exp_degree:literal, $minus_ln_2:expr, $shift:literal) => {
        impl Real for $real {
            const NAME: &str = stringify!($real);
            const LOWEST: $real = $real::MIN * $real::EPSILON;
            const MAX_EXPONENT: f64 = $max_exponent;
            const EXP_LOWEST: $real = $exp_lowest;
            const EXP_DEGREE: usize = $exp_degree;
            const LOG2_E: $real = std::$real::consts::LOG2_E;
            const MINUS_LN_2: [$real; 2] = $minus_ln_2;
            const ROUNDING_SHIFT: $real = $shift;

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

real! { f32, 120.0, -87.0, 7, [-0.693_359_4, 2.121_944_4e-4], 12_582_912.0 }
real! { f64, 1000.0, -708.0, 13, [-0.693_147_180_369_123_8, -1.908_214_929_270_587_7e-10], 6_755_399_441_055_744.0 }
