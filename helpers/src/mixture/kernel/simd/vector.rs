//! Vectors of floating-point numbers.

use crate::mixture::kernel::real::Real;

/// The vector operations that the kernel is written in. Holding a value proves that the processor has the instructions.
///
/// # Safety
/// `Vector` is laid out as `[Real; LANES]`, needs no wider alignment than 64 bytes, and every bit pattern of it is valid, as of
/// `Total`.
pub unsafe trait Simd: Copy {
    /// The precision of a lane.
    type Real: Real;
    /// A vector of [`Simd::LANES`] numbers.
    type Vector: Copy;
    /// The lanes' running totals in f64; all bits 0 are totals of nothing.
    type Total: Copy;
    /// Numbers in a vector.
    const LANES: usize = size_of::<Self::Vector>() / size_of::<Self::Real>();

    /// # Safety
    /// The processor has the instructions.
    unsafe fn new() -> Self;
    /// `x` in every lane.
    fn splat(self, x: Self::Real) -> Self::Vector;
    /// `a + b`.
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a − b`.
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a·b`.
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a / b`.
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a·b + c`.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// The larger of both, and `b` where `a` is NaN.
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `x` in the lanes where `a > b`, else `y`.
    fn where_greater(self, a: Self::Vector, b: Self::Vector, x: Self::Vector, y: Self::Vector) -> Self::Vector;
    /// `a·2ⁿ`, where the low bits of `shifted` hold `n` (see [`exp`]).
    fn scale(self, a: Self::Vector, shifted: Self::Vector) -> Self::Vector;
    /// The lanes of `a` and `b` in turn.
    fn interleave(self, a: Self::Vector, b: Self::Vector) -> [Self::Vector; 2];
    /// The totals with the lanes of `a` added.
    fn add_to(self, total: Self::Total, a: Self::Vector) -> Self::Total;
    /// The sum of the lanes' totals, always in the same order.
    fn sum(self, total: Self::Total) -> f64;

    /// Totals of nothing.
    #[inline(always)]
    fn zero_total(self) -> Self::Total {
        // SAFETY: every bit pattern is valid.
        unsafe { std::mem::zeroed() }
    }

    /// A constant in every lane.
    #[inline(always)]
    fn constant(self, x: f64) -> Self::Vector {
        self.splat(Self::Real::from_f64(x))
    }
}

/// `1/n!`.
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut factors = [1.0; 14];
    let (mut n, mut factorial) = (1, 1.0);
    while n < factors.len() {
        factorial *= n as f64;
        factors[n] = 1.0 / factorial;
        n += 1;
    }
    factors
};

/// `eˣ` for `x <= 0`, to a few units in the last place; 0 where it would be subnormal.
///
/// `x = n·ln 2 + r` with `|r| <= ½ ln 2`: adding a large constant rounds `x / ln 2` to the whole number `n` and
/// leaves it in the low bits; `eʳ` is its Taylor polynomial, and `2ⁿ` goes into the exponent.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: [S::Vector; 4]) -> [S::Vector; 4] {
    let lowest = simd.splat(S::Real::EXP_LOWEST);
    let shift = simd.splat(S::Real::ROUNDING_SHIFT);
    let [high, low] = S::Real::MINUS_LN_2;
    let mut power = [simd.constant(INVERSE_FACTORIALS[S::Real::EXP_DEGREE]); 4];
    let (mut shifted, mut rest) = (power, power);
    for u in 0..4 {
        let clamped = simd.max(x[u], lowest);
        shifted[u] = simd.mul_add(clamped, simd.splat(S::Real::LOG2_E), shift);
        let n = simd.sub(shifted[u], shift);
        rest[u] = simd.mul_add(n, simd.splat(low), simd.mul_add(n, simd.splat(high), clamped));
    }
    for &coefficient in INVERSE_FACTORIALS[..S::Real::EXP_DEGREE].iter().rev() {
        for u in 0..4 {
            power[u] = simd.mul_add(power[u], rest[u], simd.constant(coefficient));
        }
    }
    for u in 0..4 {
        power[u] = simd.where_greater(x[u], lowest, simd.scale(power[u], shifted[u]), simd.constant(0.0));
    }
    power
}
