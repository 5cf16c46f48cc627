//! Plain Rust on short arrays, for processors without vectors that we know.

use std::marker::PhantomData;

use super::Simd;

/// 16 bytes of `F`, which every 64-bit processor adds in one instruction.
#[derive(Clone, Copy, Default)]
pub struct Portable<F>(PhantomData<F>);

macro_rules! portable {
    ($real:ty, $lanes:literal, $mantissa_bits:literal) => {
        impl Simd for Portable<$real> {
            type Real = $real;
            type Vector = [$real; $lanes];
            type Total = [f64; $lanes];

            #[inline(always)]
            fn splat(self, x: $real) -> Self::Vector {
                [x; $lanes]
            }
            #[inline(always)]
            fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| a[i] + b[i])
            }
            #[inline(always)]
            fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| a[i] - b[i])
            }
            #[inline(always)]
            fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| a[i] * b[i])
            }
            #[inline(always)]
            fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| a[i] / b[i])
            }
            #[inline(always)]
            fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| a[i] * b[i] + c[i])
            }
            #[inline(always)]
            fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
                self.where_greater(a, b, a, b)
            }
            #[inline(always)]
            fn where_greater(self, a: Self::Vector, b: Self::Vector, x: Self::Vector, y: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| if a[i] > b[i] { x[i] } else { y[i] })
            }
            #[inline(always)]
            fn scale(self, a: Self::Vector, shifted: Self::Vector) -> Self::Vector {
                std::array::from_fn(|i| {
                    let exponent = shifted[i].to_bits() << $mantissa_bits;
                    <$real>::from_bits(a[i].to_bits().wrapping_add(exponent))
                })
            }
            #[inline(always)]
            fn zero_total(self) -> Self::Total {
                [0.0; $lanes]
            }
            #[inline(always)]
            fn add_to(self, total: Self::Total, a: Self::Vector) -> Self::Total {
                std::array::from_fn(|i| total[i] + f64::from(a[i]))
            }
            #[inline(always)]
            fn sum(self, total: Self::Total) -> f64 {
                total.iter().sum()
            }
        }
    };
}

portable!(f32, 4, 23);
portable!(f64, 2, 52);
