//! Customers that are read as they should be: features, duplicates and tables.

use crate::common::customers::*;
use helpers::{Customers, Error, Feature, feature_head, labelled_head};
use ndarray::array;

/// Gender, age, income and score of a customer.
fn values(customers: &Customers, row: usize) -> [Option<f64>; 4] {
    Feature::ALL.each_ref().map(|feature| customers.value(row, feature))
}

/// The numbers and values of all customers.
fn all(customers: &Customers) -> Vec<(&str, [Option<f64>; 4])> {
    (0..customers.len()).map(|row| (customers.id(row), values(customers, row))).collect()
}

// What is accepted

#[test]
fn the_mall_is_read_in_full() {
    let mall = mall();
    assert_eq!(mall.len(), 200);
    assert_eq!(mall.source(), MALL);
    assert_eq!((mall.id(0), values(&mall, 0)), ("1", [1.0, 19.0, 15.0, 39.0].map(Some)));
    assert_eq!(mall.value(199, &Feature::ANNUAL_INCOME), Some(137.0));
    assert_eq!(mall.drop_duplicates(), mall);
}

#[test]
fn spellings_that_mean_the_same_file() {
    let plain = format!("{HEADER}\n0001,Male,19,15,39\n2,Female,21.5,0,81\n");
    let expected = read(&plain).unwrap();
    assert_eq!(expected.id(0), "0001");
    for same in [
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        plain.trim_end().to_owned(),
        plain.replace("Gender", "Genre"),
        plain.replace("Gender", " GENDER\t").replace("Annual Income", "annual income"),
        plain.replace("0001,Male", "\"0001\",\" m \"").replace("Female", "F"),
        plain.replace(",19,", ", 1.9e1 ,"),
        format!("\u{feff}\u{feff}{plain}"),
        format!("{plain},,,,\n\n , ,\u{a0},,\n"),
        plain.replace("CustomerID", "customer id").replace("Income (k$)", "\u{a0}Income\u{a0} (K$)"),
        plain.replace("1-100", "1\u{2013}100").replace("Spending Score", "spendingscore"),
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
        plain.replace(',', "|"),
        plain.replace(',', ";").replace("21.5", "21,5").replace(";0;", ";0,000;"),
        "Age,Note,Spending Score (1-100),CustomerID,Gender,Note,Annual Income (k$)\n\
         19,\"a, b\",39,0001,Male,,15\n21.5,,81,2,Female,,0\n"
            .to_owned(),
    ] {
        assert_eq!(read(&same).unwrap(), expected, "{same}");
    }
    let lower = read(format!("\r\n,,,,\n\n{plain}").replace("Spending Score (1-100)", "\"Spending\nScore (1-100)\""));
    assert_eq!(all(&lower.unwrap()), all(&expected));
}

#[test]
fn every_spelling_of_a_missing_value() {
    for missing in ["", "  ", "NA", "n/a", "NaN", "NULL", " none ", "-", "#N/A", "<NA>", " ? "] {
        let customers = rows(&format!("1,{missing},{missing},{missing},{missing}\n")).unwrap();
        assert_eq!(values(&customers, 0), [None; 4], "{missing:?}");
    }
}

#[test]
fn customers_are_read_from_text_as_from_a_file() {
    let lines = "7,F,19.25,15,\n\"8,\n9\",,0.1,1e9,100\n";
    let parsed = Customers::parse(&format!("\n{HEADER}\n{lines}")).unwrap();
    assert_eq!(all(&parsed), all(&rows(lines).unwrap()));
    let message = Customers::parse(&format!("\n{HEADER}\n1,Male,-1,15,39")).unwrap_err().to_string();
    assert!(message.starts_with("the text, line 3, column \"Age\": \"-1\" is not an age"), "{message}");
}

#[test]
fn a_variable_names_the_file_before_the_path_does() {
    assert_eq!(Customers::from_env_or("A_VARIABLE_THAT_NOBODY_SETS", MALL).unwrap(), mall());
    // the one variable that is always set names no file
    let named = std::env::var("PATH").unwrap();
    let message = Customers::from_env_or("PATH", MALL).unwrap_err().to_string();
    assert!(message.starts_with(&format!("cannot read {named}: ")), "{message}");
}

// Features

#[test]
fn features_in_the_order_asked_for() {
    let customers = rows("1,Male,19,15,39\n2,Female,21,16,81\n").unwrap();
    let matrix = customers.features(&[Feature::SPENDING_SCORE, Feature::GENDER]).unwrap();
    assert_eq!(matrix, array![[39.0, 1.0], [81.0, 0.0]]);
}

#[test]
fn a_missing_value_in_a_chosen_feature() {
    let customers = rows("1,Male,19,15,39\n\n2,,21,,81\n").unwrap();
    let message = customers.features(&Feature::ALL).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 4, column \"Gender\": no value; fill"), "{message}");
    let message = customers.column(&Feature::ANNUAL_INCOME).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 4, column \"Annual Income (k$)\""), "{message}");
    let others = customers.features(&[Feature::AGE, Feature::SPENDING_SCORE]).unwrap();
    assert_eq!(others, array![[19.0, 39.0], [21.0, 81.0]]);
}

#[test]
fn men_are_one_and_women_zero() {
    assert_eq!(rows("1,Male,,,\n2,f,,,\n").unwrap().men().unwrap(), [1, 0]);
    let message = rows("1,Male,,,\n2,,,,\n").unwrap().men().unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 3, column \"Gender\": no value"), "{message}");
}

#[test]
fn no_features_at_all() {
    let error = mall().features(&[]).unwrap_err();
    assert!(matches!(error, Error::EmptyMatrix { n_samples: 200, n_features: 0 }), "{error}");
}

#[test]
fn duplicates_are_rows_equal_in_every_column() {
    let customers = rows(
        "1,Male,19,15,39\n2,Male,19,15,39\n1,M,19.0,15,39\n1,Male,19,0,39\n1,Male,19,-0,39\n1,Male,19,,39\n1,Male,19,,39\n",
    )
    .unwrap();
    let distinct = customers.drop_duplicates();
    let kept: Vec<_> = all(&distinct).into_iter().map(|(id, values)| (id, values[2])).collect();
    assert_eq!(kept, [("1", Some(15.0)), ("2", Some(15.0)), ("1", Some(0.0)), ("1", None)]);
    let message = distinct.column(&Feature::ANNUAL_INCOME).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 7,"), "{message}");
}

// Tables

/// The lines below the headings of the table of columns.
fn columns(customers: &Customers) -> Vec<String> {
    customers.info().to_string().lines().skip(3).map(str::to_owned).collect()
}

#[test]
fn columns_of_every_kind() {
    let customers = rows("0001,Male,19.5,15,\nNA,,20,,\n").unwrap();
    assert_eq!(
        columns(&customers),
        [
            "CustomerID              text            1        1     22", // two of 8 bytes and six letters
            "Gender                  text            1        1      2",
            "Age                     decimal         2        0     16",
            "Annual Income (k$)      integer         1        1     16",
            "Spending Score (1-100)  empty           0        2     16",
        ]
    );
    assert!(customers.memory_used() > 22 + 2 + 3 * 16);
}

#[test]
fn info_of_the_mall() {
    let mall = mall();
    let kinds = ["integer", "text", "integer", "integer", "integer"];
    for (column, kind) in columns(&mall).iter().zip(kinds) {
        assert!(column.contains(&format!("  {kind} ")) && column.contains("  200        0  "), "{column}");
    }
    let info = mall.info().to_string();
    assert!(info.starts_with("200 entries, 5 columns; "), "{info}");
    assert!(info.contains(&format!("{} bytes", mall.memory_used())), "{info}");
}

#[test]
fn description_of_the_mall_as_pandas_has_it() {
    // std with ddof 1, quartiles by linear interpolation, as pandas defines them.
    assert_eq!(
        mall().describe().to_string(),
        "\
Numeric columns
       Age (years)  Annual income (k$)  Spending score (1-100)
--------------------------------------------------------------
count          200                 200                     200
mean         38.85               60.56                   50.20
std          13.97               26.26                   25.82
min          18.00               15.00                    1.00
25%          28.75               41.50                   34.75
50%          36.00               61.50                   50.00
75%          49.00               78.00                   73.00
max          70.00              137.00                   99.00"
    );
}

#[test]
fn description_of_one_row_and_of_an_empty_column() {
    let text = rows("1,Male,19,15,\n").unwrap().describe().to_string();
    let line = |name| text.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(line("count"), ["count", "1", "1", "0"]);
    assert_eq!(line("mean"), ["mean", "19.00", "15.00", "-"]);
    assert_eq!(line("std"), ["std", "-", "-", "-"]);
}

#[test]
fn head_of_the_customers() {
    let customers = rows("0001,M,19.5,15,39\n2,,21,15,81\n3,F,20,16,6\n").unwrap();
    let head = customers.head(2).to_string();
    assert_eq!(head.lines().count(), 5);
    assert!(head.starts_with("First 2 of 3 customers\n"), "{head}");
    assert!(head.contains("0001  Male"), "{head}");
    assert!(customers.head(usize::MAX).to_string().starts_with("First 3 of 3 customers\n"));
    let second: Vec<&str> = head.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(second, ["1", "2", "-", "21", "15", "81"]);
}

#[test]
fn head_of_a_feature_matrix_with_and_without_labels() {
    let matrix = array![[1.0, 19.5], [0.0, 21.0]];
    let features = [Feature::GENDER, Feature::AGE];
    let head = feature_head(&matrix, &features, 1).unwrap().to_string();
    assert_eq!(head, "First 1 of 2 rows\n   Gender        Age\n--------------------\n0       1  19.500000");
    let head = labelled_head(&matrix, &features, &[4, 3], 5).unwrap().to_string();
    assert!(head.ends_with("1       0         21        3"), "{head}");
    let head = feature_head(&matrix, &features, usize::MAX).unwrap().to_string();
    assert!(head.starts_with("First 2 of 2 rows\n"), "{head}");
    let error = feature_head(&matrix, &features[..1], 1).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = labelled_head(&matrix, &features, &[0], 1).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}

#[test]
fn customers_with_a_missing_value_are_dropped_and_no_others() {
    let repeated = "1,F,19,15,39\n".repeat(3) + "2,F,,15,39\n3,M,19,15,39\n";
    let cleaning = rows(&repeated).unwrap().cleaning().to_string();
    let counts: Vec<&str> = cleaning.lines().skip(3).filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(counts, ["5", "3", "2"], "{cleaning}");

    let gaps = "1,Male,19,15,39\n2,,21,15,81\n3,Female,NA,16,6\n4,Female,23,,77\n5,Female,31,17,\n,Male,20,20,20\n";
    let customers = rows(gaps).unwrap().drop_missing();
    let ids: Vec<&str> = all(&customers).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["1", ""]);
    assert!(customers.features(&Feature::ALL).is_ok());
}
