//! Plain Rust on short arrays, for processors without vectors that we know.

use std::marker::PhantomData;

use super::vector::Simd;

/// 16 bytes of `F`, which every 64-bit processor adds in one instruction.
#[derive(Clone, Copy)]
pub struct Portable<F>(PhantomData<F>);

/// Operations of vectors by what they do in a lane.
macro_rules! lanewise {
    ($($name:ident($($x:ident),+) = $lane:expr;)+) => {$(
        #[inline(always)]
        fn $name(self, $($x: Self::Vector),+) -> Self::Vector {
            std::array::from_fn(|i| {
                $(let $x = $x[i];)+
                $lane
            })
        }
    )+};
}

macro_rules! portable {
    ($real:ident, $lanes:literal, $mantissa_bits:literal) => {
        // SAFETY: the vector is an array of numbers.
        unsafe impl Simd for Portable<$real> {
            type Real = $real;
            type Vector = [$real; $lanes];
            type Total = [f64; $lanes];

            #[inline(always)]
            unsafe fn new() -> Self {
                Portable(PhantomData)
            }
            #[inline(always)]
            fn splat(self, x: $real) -> Self::Vector {
                [x; $lanes]
            }
            #[inline(always)]
            fn add_to(self, total: Self::Total, a: Self::Vector) -> Self::Total {
                std::array::from_fn(|i| total[i] + f64::from(a[i]))
            }
            #[inline(always)]
            fn sum(self, total: Self::Total) -> f64 {
                total.iter().sum()
            }
            #[inline(always)]
            fn interleave(self, a: Self::Vector, b: Self::Vector) -> [Self::Vector; 2] {
                let lane = |i: usize| if i % 2 == 0 { a[i / 2] } else { b[i / 2] };
                [std::array::from_fn(lane), std::array::from_fn(|i| lane($lanes + i))]
            }
            lanewise! {
                add(a, b) = a + b;
                sub(a, b) = a - b;
                mul(a, b) = a * b;
                div(a, b) = a / b;
                mul_add(a, b, c) = a * b + c;
                max(a, b) = if a > b { a } else { b };
                where_greater(a, b, x, y) = if a > b { x } else { y };
                scale(a, shifted) = $real::from_bits(a.to_bits().wrapping_add(shifted.to_bits() << $mantissa_bits));
            }
        }
    };
}

portable!(f32, 4, 23);
portable!(f64, 2, 52);
