//! Numbers as plots write them: thousands separated, a true minus sign, no digits that are rounding noise.

const MINUS: &str = "\u{2212}";

/// A number with a fixed count of decimals; beyond what can be read at a glance, as a power of ten.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if value != 0.0 && (value.abs() >= 1e9 || decimals > 6) {
        return format!("{value:.2e}").replace(".00e", "e").replace('-', MINUS);
    }
    let decimals = if decimals > 6 { 0 } else { decimals }; // of 0, beside powers of ten
    let text = grouped(format!("{:.decimals$}", value.abs()));
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { MINUS } else { "" };
    format!("{sign}{text}")
}

/// A number's digits with the thousands separated.
pub(crate) fn grouped(mut digits: String) -> String {
    let first = usize::from(digits.starts_with('-'));
    let mut comma = digits.find('.').unwrap_or(digits.len());
    while comma > first + 3 {
        comma -= 3;
        digits.insert(comma, ',');
    }
    digits
}

/// A number in words and labels: about four significant digits, none of them idle.
pub(crate) fn brief(value: f64) -> String {
    let decimals = match value.abs() {
        m if m >= 1e9 || (m > 0.0 && m < 1e-4) => return fixed(value, 9),
        m if m >= 1000.0 => 1,
        m if m >= 10.0 => 2,
        m if m >= 0.1 => 3,
        m if m >= 0.01 => 4,
        _ => 6,
    };
    trimmed(&fixed(value, decimals)).to_owned()
}

/// How many times as much, such as 12× or 0.8×: about three significant digits.
pub(crate) fn times(ratio: f64) -> String {
    let decimals = match ratio.abs() {
        r if r >= 100.0 => 0,
        r if r >= 10.0 => 1,
        r if r >= 0.1 => 2,
        _ => return format!("{}×", brief(ratio)),
    };
    format!("{}×", trimmed(&fixed(ratio, decimals)))
}

/// A number without the zeros at the end of its decimals.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// Parts of a sentence, one after the other.
pub(crate) fn joined(parts: impl IntoIterator<Item = String>, separator: &str) -> String {
    parts.into_iter().collect::<Vec<_>>().join(separator)
}

/// A power of ten, such as 10⁻⁸.
pub(crate) fn power_of_ten(exponent: i64) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    let raised: String = exponent.to_string().chars().map(raise).collect();
    format!("10{raised}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_noise_is_not_written() {
        assert_eq!(fixed(0.1 + 0.2, 1), "0.3");
        assert_eq!(brief(0.1 + 0.2), "0.3");
        assert_eq!(fixed(-0.000_01, 1), "0.0");
    }

    #[test]
    fn thousands_are_separated_and_minus_is_a_minus() {
        assert_eq!(fixed(1_234_567.0, 0), "1,234,567");
        assert_eq!(fixed(-299.31, 1), "\u{2212}299.3");
        assert_eq!(brief(2320.1), "2,320.1");
        assert_eq!(fixed(999.0, 0), "999");
    }

    #[test]
    fn numbers_beyond_reading_become_powers_of_ten() {
        assert_eq!(fixed(3e12, 0), "3e12");
        assert_eq!(brief(-1.5e-7), "\u{2212}1.50e\u{2212}7");
        assert_eq!(brief(0.0), "0");
    }

    #[test]
    fn ratios_have_three_digits_and_powers_are_raised() {
        let written = [0.8, 1.0, 11.98, 100.0, 1234.4, 0.0123].map(times);
        assert_eq!(written, ["0.8×", "1×", "12×", "100×", "1,234×", "0.0123×"]);
        assert_eq!([-8, 0, 12].map(power_of_ten), ["10⁻⁸", "10⁰", "10¹²"]);
    }

    #[test]
    fn whole_numbers_keep_their_zeros() {
        assert_eq!(brief(200.0), "200");
        assert_eq!(brief(1000.0), "1,000");
    }
}
