//! Numbers as plots write them: thousands separated, a true minus sign, no digits that are rounding noise.

const MINUS: char = '\u{2212}';

/// A number with a fixed count of decimals; beyond what can be read at a glance, as a power of ten.
pub(in crate::show) fn fixed(value: f64, decimals: usize) -> String {
    if value != 0.0 && (value.abs() >= 1e9 || decimals > 6) {
        return format!("{value:.2e}")
            .replace(".00e", "e")
            .replace('-', &MINUS.to_string());
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let is_zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let mut text = String::new();
    if value < 0.0 && !is_zero {
        text.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// A number in words and labels: about four significant digits, none of them idle.
pub(in crate::show) fn brief(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude >= 1e9 || (value != 0.0 && magnitude < 1e-4) {
        return fixed(value, 9);
    }
    let decimals = match magnitude {
        m if m >= 1000.0 => 1,
        m if m >= 10.0 => 2,
        m if m >= 0.1 => 3,
        m if m >= 0.01 => 4,
        _ => 6,
    };
    let text = fixed(value, decimals);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many times as much, such as 12× or 0.8×: about three significant digits.
pub(in crate::show) fn times(ratio: f64) -> String {
    let decimals = match ratio.abs() {
        r if r >= 100.0 => 0,
        r if r >= 10.0 => 1,
        r if r >= 0.1 => 2,
        _ => return format!("{}×", brief(ratio)),
    };
    let text = fixed(ratio, decimals);
    match text.contains('.') {
        true => format!("{}×", text.trim_end_matches('0').trim_end_matches('.')),
        false => format!("{text}×"),
    }
}

/// A power of ten, such as 10⁻⁸.
pub(in crate::show) fn power_of_ten(exponent: i64) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = exponent
        .to_string()
        .chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => DIGITS[digit as usize],
            None => '⁻',
        })
        .collect::<String>();
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
