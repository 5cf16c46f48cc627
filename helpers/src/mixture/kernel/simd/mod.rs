//! Vectors of floating-point numbers, as wide as the processor has them.
//!
//! Notebook kernels compile for plain x86-64, so the width is chosen when the program runs. Holding a value
//! of a type that implements [`Simd`] proves that the processor has its instructions.

pub(in crate::mixture) mod portable;
#[cfg(target_arch = "x86_64")]
pub(in crate::mixture) mod x86;

use crate::mixture::kernel::element::Real;

/// The vector operations that the kernel is written in.
pub trait Simd: Copy {
    /// The precision of a lane.
    type Real: Real;
    /// A vector of [`Simd::LANES`] numbers; laid out as `[Real; LANES]`.
    type Vector: Copy;
    /// The lanes' running totals in f64.
    type Total: Copy;
    /// Numbers in a vector.
    const LANES: usize = size_of::<Self::Vector>() / size_of::<Self::Real>();

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
    /// Totals of nothing.
    fn zero_total(self) -> Self::Total;
    /// The totals with the lanes of `a` added.
    fn add_to(self, total: Self::Total, a: Self::Vector) -> Self::Total;
    /// The sum of the lanes' totals, always in the same order.
    fn sum(self, total: Self::Total) -> f64;
}

/// `eˣ` for `x <= 0`, to a few units in the last place; 0 where it would be subnormal.
///
/// `x = n·ln 2 + r` with `|r| <= ½ ln 2`: adding a large constant rounds `x / ln 2` to the whole number `n` and
/// leaves it in the low bits; `eʳ` is its Taylor polynomial, and `2ⁿ` goes into the exponent.
#[inline(always)]
pub(super) fn exp<S: Simd>(simd: S, x: S::Vector) -> S::Vector {
    let lowest = simd.splat(S::Real::EXP_LOWEST);
    let clamped = simd.max(x, lowest);
    let shift = simd.splat(S::Real::ROUNDING_SHIFT);
    let shifted = simd.mul_add(clamped, simd.splat(S::Real::LOG2_E), shift);
    let n = simd.sub(shifted, shift);
    let r = simd.mul_add(n, simd.splat(S::Real::MINUS_LN_2_HIGH), clamped);
    let r = simd.mul_add(n, simd.splat(S::Real::MINUS_LN_2_LOW), r);
    let mut power = simd.splat(S::Real::EXP_TAYLOR[0]);
    for &coefficient in &S::Real::EXP_TAYLOR[1..] {
        power = simd.mul_add(power, r, simd.splat(coefficient));
    }
    let zero = simd.splat(S::Real::ZERO);
    simd.where_greater(x, lowest, simd.scale(power, shifted), zero)
}

/// A computation that is compiled once for each width of vector.
pub(super) trait Vectorised {
    /// The precision it computes in.
    type Real: Real;
    /// What it gives.
    type Output;
    /// Computes it; implementations are `#[inline(always)]`, so that the vector instructions reach them.
    fn run<S: Simd<Real = Self::Real>>(self, simd: S) -> Self::Output;
}

/// Runs `work` with the widest vectors that this processor has.
pub(super) fn widest<W: Vectorised>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    let work = match x86::try_run(work) {
        Ok(output) => return output,
        Err(work) => work,
    };
    work.run(<W::Real as Real>::Portable::default())
}

/// What `work` gives by each kind of vector that this processor has, portable ones first.
#[cfg(test)]
pub(super) fn every_width<W: Vectorised>(work: impl Fn() -> W) -> Vec<W::Output> {
    let mut outputs = vec![work().run(<W::Real as Real>::Portable::default())];
    #[cfg(target_arch = "x86_64")]
    x86::run_each(work, &mut outputs);
    outputs
}

/// The name of the widest vectors of this processor.
pub(crate) fn vector_instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if let Some(name) = x86::name() {
        return name;
    }
    "portable"
}
