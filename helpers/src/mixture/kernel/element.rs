//! What a feature matrix may be stored as.

use fearless_simd::{Simd, prelude::*};
use half::f16;
use ndarray::ArrayView2;

use super::real::Real;
use super::simd::Vector;

/// A number that a feature matrix may be stored in: `f64`, `f32`, or [`struct@half::f16`], which takes a quarter of the
/// memory of `f64` and is computed in `f32`.
///
/// The parameters of a mixture are `f64` in any case: this is the precision of the densities only. In `f64`, results do not
/// depend on the processor but for the last digits. In `f32`, the width of its vectors may change how sums are rounded by
/// enough to end EM an iteration earlier or later, and to give a row that lies between two components the other label.
pub trait Element: Copy + Default + Into<f64> + PartialEq + Send + Sync + 'static {
    /// The precision that densities and responsibilities are computed in.
    #[doc(hidden)]
    type Real: Real;
    /// As many numbers as a vector has lanes, in the precision they are computed in; always exact.
    #[doc(hidden)]
    fn load<S: Simd>(simd: S, numbers: &[Self]) -> Vector<S, Self::Real>;
    /// The number in f64; always exact.
    #[doc(hidden)]
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.into()
    }
    /// Whether it is neither NaN nor an infinity; of `f16`, much quicker than by way of f64.
    #[doc(hidden)]
    fn is_finite(self) -> bool;
    /// A matrix as a type that no longer names its element.
    #[doc(hidden)]
    fn erase(records: ArrayView2<Self>) -> Records;
}

/// A feature matrix of any element: what takes it is compiled in this crate, and not again in every cell of a notebook.
#[derive(Clone, Copy)]
pub enum Records<'a> {
    F64(ArrayView2<'a, f64>),
    F32(ArrayView2<'a, f32>),
    F16(ArrayView2<'a, f16>),
}

/// Evaluates an expression with `$view`, the view in [`Records`], for its element.
macro_rules! with_view {
    ($records:expr, $view:ident => $result:expr) => {
        match $records {
            Records::F64($view) => $result,
            Records::F32($view) => $result,
            Records::F16($view) => $result,
        }
    };
}
pub(in crate::mixture) use with_view;

macro_rules! element {
    ($element:ident, $variant:ident, $real:ident, $load:expr) => {
        impl Element for $element {
            type Real = $real;
            #[inline(always)]
            fn load<S: Simd>(simd: S, numbers: &[$element]) -> Vector<S, $real> {
                $load(simd, numbers)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $element::is_finite(self)
            }
            fn erase(records: ArrayView2<$element>) -> Records {
                Records::$variant(records)
            }
        }
    };
}

element!(f64, F64, f64, S::f64s::from_slice);
element!(f32, F32, f32, S::f32s::from_slice);
element!(f16, F16, f32, widened);

/// Exact for finite numbers, the only ones a fit or prediction lets in; unlike `half`'s own conversion it needs no branch.
#[inline(always)]
fn widened<S: Simd>(simd: S, numbers: &[f16]) -> S::f32s {
    let bits = <S::f32s as SimdFloat<S>>::Bits::from_fn(simd, |i| numbers[i].to_bits().into());
    let magnitude = S::f32s::from_bits((bits & 0x7fff) << 13) * f32::from_bits((127 + 112) << 23);
    S::f32s::from_bits(magnitude.to_bits() | ((bits & 0x8000) << 16))
}
