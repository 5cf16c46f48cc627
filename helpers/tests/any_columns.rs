//! Customers of any columns: named, described, refused.

use helpers::{
    CovarianceType, CustomerBatches, Customers, Error, Feature, Measures, Schema, Segments, Selection, describe_columns,
};

const SHOP: &str = "Client,Region,Recency,Monetary [EUR]\n\
                    a,North,12,100\nb,South,3,0\nb,South,4,20.5\n,-,?,\n,,,\nd,North,,7\n";

fn shop() -> Schema {
    Schema::named(&["Recency", "Monetary [EUR]"], &["Region"], Some("Client"), &["Monetary [EUR]"]).unwrap()
}

fn read(csv: &str, schema: &Schema) -> Result<Customers, Error> {
    Customers::from_reader(csv.as_bytes(), "shop.csv", schema)
}

fn fault(csv: &str, schema: &Schema) -> String {
    read(csv, schema).unwrap_err().to_string()
}

#[test]
fn columns_are_read_by_the_names_they_have() {
    let customers = read(SHOP, &shop()).unwrap();
    let [recency, monetary] = [0, 1].map(|i| shop().features()[i].clone());
    let region = &shop().categories()[0].clone();
    assert_eq!((customers.len(), customers.id(1), customers.id(3)), (5, "b", ""));
    assert_eq!(customers.value(2, &monetary), Some(20.5));
    assert_eq!(customers.levels(region).unwrap(), ["North", "South"]);
    assert_eq!([0, 1, 3].map(|row| customers.value(row, region)), [Some(0.0), Some(1.0), None]);
    assert_eq!((monetary.name(), monetary.unit(), monetary.is_logarithmic()), ("Monetary", "EUR", true));
    let message = customers.column(&recency).unwrap_err().to_string();
    assert!(message.starts_with("shop.csv, line 5, column \"Recency\": no value"), "{message}");
    let head = customers.head(1).to_string();
    assert!(head.contains("Client  Recency  Monetary [EUR]  Region") && head.contains("a            12"), "{head}");
    let checks = customers.checks().to_string();
    for told in ["1 come again, such as b", "1 customer has none", "1 -, 1 ?", "1 empty row is skipped"] {
        assert!(checks.contains(told), "{told} in {checks}");
    }
}

#[test]
fn codes_do_not_depend_on_the_order_of_customers() {
    let (one, other) = ("Region,Recency\nb,1\na,2\nc,3\n", "Region,Recency\nc,3\na,2\nb,1\n");
    let schema = Schema::named(&["Recency"], &["Region"], None, &[]).unwrap();
    let codes = |csv| read(csv, &schema).unwrap().column(&schema.categories()[0]).unwrap();
    assert_eq!((codes(one), codes(other)), (vec![1.0, 0.0, 2.0], vec![2.0, 0.0, 1.0]));
    let customers = read(one, &schema).unwrap();
    assert_eq!([0, 1, 2].map(|row| customers.id(row)), ["1", "2", "3"]);
    let alike = read("Region,Recency\nb,1\nb,1\n", &schema).unwrap();
    assert_eq!(alike.drop_duplicates().len(), 2, "customers without a number may be alike");
}

#[test]
fn a_cell_that_its_column_does_not_take() {
    let header = "Client,Region,Recency,Monetary [EUR]";
    for (row, expected) in [
        (
            "a,N,soon,1",
            "column \"Recency\": \"soon\" is not a number of at most 1e100; if the column holds words, name",
        ),
        ("a,N,1e200,1", "column \"Recency\": \"1e200\" is not a number of at most 1e100"),
        (
            "a,N,1,-1",
            "column \"Monetary [EUR]\": \"-1\" is not a number from 0 to 1e100, of which LOG takes the logarithm; if it is right, take the column out",
        ),
        ("a,N,$5,1", "column \"Recency\": \"$5\" is not a number"),
        ("a,N,\"1,500\",1", "column \"Recency\": \"1,500\" is not a number"),
    ] {
        let message = fault(&format!("{header}\n{row}\n"), &shop());
        assert!(message.starts_with(&format!("shop.csv, line 2, {expected}")), "{message}");
    }
    for sign in ["$5", "1,500", "5 €"] {
        let message = fault(&format!("{header}\na,N,\"{sign}\",1\n"), &shop());
        assert!(message.contains("write") && message.contains("nothing between thousands"), "{message}");
    }
    let many: String = (0..60).map(|i| format!("{i},R{i},1,1\n")).collect();
    let message = fault(&format!("{header}\n{many}"), &shop());
    assert!(message.starts_with("shop.csv, line 52, column \"Region\": \"R50\" is not one of at most 50"), "{message}");
}

#[test]
fn names_that_are_not_there_or_stand_twice() {
    let message = fault("Client,Region,Monetary\n1,N,3\n", &shop());
    let expected =
        "shop.csv, line 1: no column \"Recency\", no column \"Monetary [EUR]\" among [Client, Region, Monetary]";
    assert!(message.starts_with(expected), "{message}");
    let named = |features: &[&str], categories: &[&str], log: &[&str]| {
        Schema::named(features, categories, None, log).unwrap_err().to_string()
    };
    assert!(named(&["A"], &["a "], &[]).contains("named once among FEATURES, CATEGORIES and ID"));
    assert!(named(&[], &["a"], &[]).starts_with("FEATURES is empty"));
    assert!(named(&["a"], &["b"], &["b"]).contains("one of those in FEATURES"));
}

#[test]
fn measures_are_features_then_codes_and_logarithms_are_undone() {
    let rows: String =
        (0..80).map(|i| format!("{i},{},{},{}\n", ["N", "S"][i % 2], i, 10_usize.pow(i as u32 % 5))).collect();
    let customers = read(&format!("Client,Region,Recency,Monetary [EUR]\n{rows}"), &shop()).unwrap();
    let measures = Measures::of(&customers).unwrap();
    assert_eq!((measures.features().len(), measures.categorical()), (2, vec![2]));
    assert_eq!(measures.values()[[4, 1]], 10_000.0);
    assert_eq!(measures.transformed()[[4, 1]], 10_000.0_f64.ln_1p());
    assert_eq!((measures.scaler().mean()[2], measures.scaler().std()[2]), (0.0, 1.0));
    let table = measures.table().to_string();
    assert!(table.contains("of categories Region; ") && table.contains("ln(1 + Monetary (EUR))"), "{table}");
    assert!(!table.contains("annual income"), "{table}");
}

/// What is found in a file of this text.
fn described(csv: &str) -> String {
    let path = std::env::temp_dir().join(format!("columns-{}-{}.csv", std::process::id(), csv.len()));
    std::fs::write(&path, csv).unwrap();
    let found = describe_columns(&path).unwrap_or_else(|error| error.to_string());
    std::fs::remove_file(&path).unwrap();
    found
}

#[test]
fn columns_that_would_mislead_a_mixture_are_left_out() {
    // most of them missing; years, whose logarithms have the same tail; identifiers that come again, and an amount that ends like one
    let row = |i: i32| {
        let seldom = if i % 3 == 0 { i.to_string() } else { String::new() };
        let year = 1995 + i % 7 % 3 * (i % 5) % 9 + if i % 20 == 0 { 30 } else { 0 };
        format!("{seldom},{year},{},{},1.8000000000000001e-09\n", 7919 * (i % 50) % 104_729, 1000 + i * i)
    };
    let found = described(&format!("Seldom,Year,Person id,Paid,Tiny\n{}", (0..60).map(row).collect::<String>()));
    let line = |name: &str| found.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(line("Seldom").ends_with("leave out: missing in more than half of the rows"), "{found}");
    assert!(line("Year").ends_with("FEATURES: numbers"), "{found}");
    assert!(line("Person id").ends_with("leave out: an identifier, to go by its heading, that comes again"), "{found}");
    assert!(line("Paid").ends_with("FEATURES: numbers"), "{found}");
    assert!(line("Tiny").contains(" 1.80000000000000… "), "{found}");
}

#[test]
fn columns_of_every_kind_are_described_with_the_command() {
    let note = "a long text that never comes again ".repeat(3);
    let rows: String = (0..40_i32)
        .map(|i| {
            format!(
                "K{i};{};2026-01-{:02};{};{};7;{note}{};;\n",
                ["N", "S"][i as usize % 2],
                1 + i % 28,
                i % 9,
                1 << (i / 2),
                i / 2
            )
        })
        .collect();
    let found = described(&format!("Client;Region, town;Since;Visits;Spend ($);Same;Note;Nothing;\n{rows}"));
    for expected in [
        "40 rows, 9 columns",
        "ID: a text of its own",
        "CATEGORIES: few words",
        "leave out: a date",
        "FEATURES: numbers",
        "FEATURES and LOG: amounts with a long tail",
        "leave out: the same in all rows",
        "leave out: free text",
        "leave out: no values",
        "FEATURES='Visits,Spend ($$)' CATEGORIES='\"Region, town\"' ID=Client LOG='Spend ($$)'",
    ] {
        assert!(found.contains(expected), "{expected} in {found}");
    }
    assert!(found.lines().all(|line| line.chars().count() < 240), "{found}");
}

#[test]
fn of_two_columns_in_one_order_the_first_is_enough() {
    let rows = |n: i32| -> String {
        let row = |i: i32| format!("{}.5,{},{}.5,{}\n", i * 7 % n, (i * 7 % n).pow(2), 100 - i * 7 % n, i * 3 % n);
        (0..n).map(row).collect()
    };
    let found = described(&format!("Income,Square,Debt,Visits\n{}", rows(12)));
    assert_eq!(found.matches("in the order of Income, so one of them is enough").count(), 2, "{found}");
    assert!(found.contains("FEATURES=\"Income,Visits\"") || found.contains("FEATURES=Income,Visits"), "{found}");
    let few = described(&format!("Income,Square,Debt,Visits\n{}", rows(8)));
    assert!(!few.contains("in the order of"), "chance: {few}");
}

#[test]
fn numbers_with_signs_are_neither_dates_nor_names_nor_free_text() {
    let found = described("n;x;y;z\nq;1.234.567;$5;1,200\nr;2.345.678;-$7;2,300\ns;3.456.789;$9;3,400\n");
    assert_eq!(found.matches("write digits and decimal sign alone").count(), 3, "{found}");
}

#[test]
fn a_heading_of_two_lines_can_be_pasted() {
    let rows: String = (0..30).map(|i| format!("{},{}\n", i * i % 17, i % 7)).collect();
    let found = described(&format!("\"Spend\n(EUR)\",Visits\n{rows}"));
    assert!(found.contains("FEATURES=\"Spend (EUR),Visits\""), "{found}");
}

#[test]
fn the_logarithm_that_is_advised_can_be_pasted() {
    let schema = Schema::named(&["Spend, net ($)"], &[], None, &[]).unwrap();
    let rows: String = (1..60).map(|i| format!("{}\n", if i == 1 { 100_000 } else { i })).collect();
    let checks = read(&format!("\"Spend, net ($)\"\n{rows}"), &schema).unwrap().checks().to_string();
    assert!(checks.contains("LOG='\"Spend, net ($$)\"'"), "{checks}");
}

#[test]
fn rows_without_a_number_are_not_called_distinct() {
    let schema = Schema::named(&["x"], &[], None, &[]).unwrap();
    let cleaning = read("x\n1\n1\n?\n", &schema).unwrap().cleaning().to_string();
    let rows: Vec<Vec<&str>> = cleaning.lines().skip(3).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows, [vec!["read", "3"], vec!["without", "missing", "values", "2"]], "{cleaning}");
}

#[test]
fn customers_with_gaps_are_compared_by_the_level_that_is_named() {
    let row = |i: usize| match i % 4 {
        0 => format!("{i},South,,{i}\n"),
        _ => format!("{i},North,{i},{i}\n"),
    };
    let rows: String = (0..80).map(row).collect();
    let checks = read(&format!("Client,Region,Recency,Monetary [EUR]\n{rows}"), &shop()).unwrap().checks().to_string();
    assert!(checks.contains("Region (South = 1) 1 against 0"), "{checks}");
}

#[test]
fn a_small_unit_is_shown_in_as_many_decimals_as_it_needs() {
    let schema = Schema::named(&["Rate"], &[], None, &[]).unwrap();
    let rows: String = (0..60).map(|i| format!("0.000{:02}\n", 10 + i)).collect();
    let customers = read(&format!("Rate\n{rows}"), &schema).unwrap();
    for shown in [customers.describe(), Measures::of(&customers).unwrap().table()].map(|table| table.to_string()) {
        assert!(shown.contains("0.00040") && shown.contains("0.00017"), "{shown}");
    }
}

#[test]
fn a_description_is_bounded_and_calm() {
    let header: Vec<String> = (0..500).map(|i| format!("c{i}\u{1b}[2J")).collect();
    let found = described(&format!("{}\n{}\n", header.join(","), vec!["1"; 500].join(",")));
    assert!(found.len() < 20_000 && found.chars().all(|c| c == '\n' || !c.is_control()), "{found}");
    assert!(found.contains("500 columns, the first 40") && found.contains("No column holds numbers"), "{found}");
    let commas = described("n;x;x\n1;19,5;1\n2;20,25;2\n3;21,5;4\n");
    assert!(commas.contains("its heading stands twice") && !commas.contains("FEATURES: "), "{commas}");
    let commas = described("n;x\nq;19,5\nr;20,25\ns;21,5\n");
    assert!(commas.contains("decimals") && commas.contains("FEATURES=x ID=n"), "{commas}");
    assert!(described("").ends_with("is empty; the first line must name the columns"));
    assert!(described("a,b\n").ends_with("has a header but no customers; add at least one row"));
    assert!(described("a,b\n1\n").contains("line 2: 1 cells where the header has 2"));
}

#[test]
fn many_rows_are_read_in_threads_as_in_batches() {
    let rows: String = (0..150_000).map(|i| format!("c{i},R{},{},{}.5\r\n", i % 49, i % 100, i)).collect();
    let csv = format!("Client,Region,Recency,Monetary [EUR]\r\n{rows}");
    let all = read(&csv, &shop()).unwrap();
    let mut n = 0;
    for batch in CustomerBatches::from_reader(csv.as_bytes(), "shop.csv", &shop()).unwrap() {
        let batch = batch.unwrap().customers;
        for row in [0, batch.len() - 1] {
            assert_eq!(batch.id(row), all.id(n + row));
            assert_eq!(batch.value(row, &shop().features()[1]), all.value(n + row, &shop().features()[1]));
        }
        n += batch.len();
    }
    assert_eq!((n, all.len()), (150_000, 150_000));
    let message = fault(&csv.replace("c140000,R7,0,", "c140000,R7,x,"), &shop());
    assert!(message.starts_with("shop.csv, line 140002, column \"Recency\": \"x\""), "{message}");
    let message = fault(&csv.replace("c140000,R7,", "c140000,new,").replace("c140001,R8,", "c140001,newer,"), &shop());
    assert!(message.starts_with("shop.csv, line 140003, column \"Region\""), "{message}");
    assert_eq!(Feature::new("Monetary [EUR]").logarithmic(), shop().features()[1]);
}

#[test]
fn levels_beyond_the_most_are_bad_cells_however_many() {
    let rows: String = (0..300).map(|i| format!("c{i},R{i},1,2\n")).collect();
    let csv = format!("Client,Region,Recency,Monetary [EUR]\n{rows}");
    let mut batches = CustomerBatches::from_reader(csv.as_bytes(), "shop.csv", &shop()).unwrap().keep_bad();
    let batch = batches.next().unwrap().unwrap();
    assert_eq!((batch.customers.len(), batch.bad.len(), batch.bad[0].0), (300, 250, 50));
    assert_eq!(batch.customers.levels(&shop().categories()[0]).unwrap().len(), 50);
}

/// All that the notebook shows of customers, from the first table to the last.
fn report(everybody: &Customers) -> Result<(Segments, String), Error> {
    let customers = everybody.drop_duplicates().drop_missing();
    let measures = Measures::of(&customers)?;
    let grid = Selection::grid(1..=5, &[CovarianceType::Diagonal, CovarianceType::Full]);
    let grid = grid.categorical(&measures.categorical()).reg_covariance(measures.floor()).n_runs(5);
    let selection = grid.fit(&measures)?;
    let verdict = selection.verdict(5, 49, 42, &measures)?;
    let segments = Segments::new(&customers, &measures, &verdict)?;
    let tables = [
        everybody.head(5),
        everybody.info(),
        everybody.cleaning(),
        everybody.checks(),
        customers.describe(),
        measures.table(),
        selection.table(3),
        selection.cross_validate(2, 3, 42, &measures),
        verdict.table(),
        verdict.groups(),
        segments.table(),
        segments.typical(),
        segments.unsure_customers(3),
        segments.recommendations(),
        segments.in_short(everybody),
    ];
    let figures = [customers.distributions()?, customers.pairs()?, segments.map()?, segments.profile_plot()?];
    let shown =
        tables.map(|table| table.to_string()).join("\n\n") + &figures.map(|figure| figure.alt().to_owned()).join("\n");
    Ok((segments, shown))
}

/// Three groups of customers: who comes often and spends little, all of the north; who spends much and comes often or seldom.
fn three_groups(n: usize) -> String {
    let row = |i: usize| {
        let (a, b) = ((i * 7919 % 101) as f64 / 101.0, (i * 104_729 % 97) as f64 / 97.0);
        let (recency, spend) = [(5.0, 10.0), (45.0, 1000.0), (5.0, 1000.0)][i % 3];
        let region = ["North", "South", "West"][i % 3];
        format!("K{i},{region},{:.1},{:.2}\n", recency + 4.0 * (a + b * b), spend * (1.0 + b + a * a))
    };
    format!("Client,Region,Recency,Monetary [EUR]\n{}", (0..n).map(row).collect::<String>())
}

#[test]
fn a_shop_becomes_segments_by_its_own_columns() {
    let everybody = read(&three_groups(240), &shop()).unwrap();
    let (segments, shown) = report(&everybody).unwrap();
    assert_eq!(segments.names().len(), 3, "{shown}");
    let is_of_both = |name: &String| name.contains("Monetary") || name.contains("Recency");
    assert!(segments.names().iter().all(is_of_both), "{:?}", segments.names());
    for told in ["North, 100 %", "Commonest Region", "it is not known what the columns mean", "ln(1 + Monetary (EUR))"]
    {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    for other in ["income", "score", "women", "Women", "mall", "k$", "NaN", "inf "] {
        assert!(!shown.contains(other), "{other} in {shown}");
    }
}

/// Five groups that income and index hold apart, and age hardly; the quartiles of incomes and indices lie in different groups.
fn incomes_in_euros(n: usize) -> String {
    let row = |i: usize| {
        let noise = [i * 7919 % 101, i * 104_729 % 97, i * 15_485_863 % 89].map(|step| step as f64 / 100.0 - 0.5);
        let [middle, rich, saving, young, old] = [
            [50.0, 50.0, 39.0, 36.0],
            [85.0, 80.0, 31.0, 12.0],
            [88.0, 20.0, 44.0, 27.0],
            [24.0, 78.0, 23.0, 12.0],
            [25.0, 20.0, 57.0, 27.0],
        ];
        let groups = [middle, middle, middle, rich, rich, saving, saving, young, old, old];
        let [income, index, age, spread] = groups[i % 10];
        let (age, index) = (age + spread * noise[0], index + 24.0 * noise[2]);
        format!("K{i},{age:.0},{:.2},{index:.1}\n", 1000.0 * (income + 24.0 * noise[1]))
    };
    format!("Client,Age,Income (EUR),Index\n{}", (0..n).map(row).collect::<String>())
}

#[test]
fn the_map_is_of_the_features_that_hold_groups_apart_and_the_answer_in_short_has_their_medians() {
    let schema = Schema::named(&["Age", "Income (EUR)", "Index"], &[], Some("Client"), &[]).unwrap();
    let (segments, shown) = report(&read(&incomes_in_euros(300), &schema).unwrap()).unwrap();
    assert_eq!(segments.names().len(), 5, "{shown}");
    assert!(shown.contains("Segments by Income and Index"), "{shown}");
    let short = shown.split("The report in short").nth(1).unwrap();
    assert!(short.contains("medians: Age ") && !short.contains("No advice"), "{short}");
}

#[test]
fn features_of_one_name_are_told_apart_by_their_units() {
    let csv = three_groups(240).replace("Recency,Monetary [EUR]", "Spend (2025),Spend (2026)");
    let schema = Schema::named(&["Spend (2025)", "Spend (2026)"], &["Region"], None, &[]).unwrap();
    let (segments, shown) = report(&read(&csv, &schema).unwrap()).unwrap();
    let is_told = |name: &String| name.matches("Spend").count() == name.matches("Spend 202").count();
    assert!(segments.names().len() > 1 && segments.names().iter().all(is_told), "{shown}");
    assert!(shown.contains("by Spend 2025, Spend 2026, Region"), "{shown}");
}

#[test]
fn segments_are_named_by_features_that_the_tables_show() {
    let headings: Vec<String> = (0..8).map(|i| format!("f{i}")).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let row = |i: usize| -> String {
        let value = |j: usize| {
            let noise = ((i * 7919 + j * 104_729) * (j + 3) % 1009) as f64 / 1009.0;
            noise + if (i + j).is_multiple_of(4) { 2.0 + j as f64 / 10.0 } else { 0.0 }
        };
        (0..8).map(|j| format!("{:.3}", value(j))).collect::<Vec<_>>().join(",") + "\n"
    };
    let csv = format!("{}\n{}", headings.join(","), (0..240).map(row).collect::<String>());
    let (segments, shown) = report(&read(&csv, &Schema::named(&headings, &[], None, &[]).unwrap()).unwrap()).unwrap();
    let table = segments.table().to_string();
    let words = segments.names().iter().flat_map(|name| name.split([' ', ','])).filter(|word| word.starts_with('f'));
    let named: Vec<&str> = words.filter(|word| headings.contains(word)).collect();
    let columns: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert!(named.len() > 2 && named.iter().all(|named| columns.contains(named)), "{shown}");
}

#[test]
fn one_customer_or_a_dozen_and_a_constant_are_reported_too() {
    for csv in [three_groups(1), three_groups(12), three_groups(40).replace(",North,", ",South,")] {
        let (segments, shown) = report(&read(&csv, &shop()).unwrap()).unwrap();
        assert!(!segments.names().is_empty() && !shown.contains("NaN"), "{shown}");
    }
}

#[test]
fn a_level_tells_segments_of_one_name_apart() {
    let rows: String = (0..120).map(|i| format!("K{i},{},{},{}\n", ["N", "S"][i % 2], i % 7, i % 11)).collect();
    let customers = read(&format!("Client,Region,Recency,Monetary [EUR]\n{rows}"), &shop()).unwrap();
    let shown = report(&customers).unwrap().1;
    assert!(shown.contains("Commonest Region"), "{shown}");
}

#[test]
fn categories_that_say_the_same_make_no_segments_of_numbers_without_groups() {
    let row = |i: usize| {
        let sum = |of: usize| (0..12).map(|j| (i * of + j * 7919) * 104_729 % 1009).sum::<usize>();
        let place = i * 7 % 3;
        let (country, currency) = (["DE", "FR", "IT"][place], ["mark", "franc", "lira"][place]);
        format!("{},{},{country},{currency}\n", sum(31), sum(57))
    };
    let schema = Schema::named(&["Recency", "Spend"], &["Country", "Currency"], None, &[]).unwrap();
    let csv = format!("Recency,Spend,Country,Currency\n{}", (0..240).map(row).collect::<String>());
    let (segments, shown) = report(&read(&csv, &schema).unwrap()).unwrap();
    assert!(!shown.contains("The customers fall into"), "{shown}");
    assert!(
        shown.contains("Weak: 3 groups") && shown.contains("no number separates it from the group beside it"),
        "{shown}"
    );
    assert!(segments.names().iter().all(|name| !name.contains("lower") && !name.contains("higher")), "{shown}");
}

#[test]
fn penguins_fall_into_groups_that_the_species_and_sexes_explain() {
    // palmerpenguins 0.1.6, MIT; the model does not see the species
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/penguins.csv");
    let features = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
    let schema = Schema::named(&features, &["island", "sex"], None, &[]).unwrap();
    let penguins = Customers::from_path(path, &schema).unwrap();
    assert_eq!((penguins.len(), penguins.drop_missing().len()), (344, 333));
    let species = Schema::named(&features, &["species", "sex"], None, &[]).unwrap();
    let known = Customers::from_path(path, &species).unwrap();
    let known = known.drop_missing();
    let known = known.column(&species.categories()[0]).unwrap().iter().map(|code| *code as usize).collect::<Vec<_>>();
    let (segments, shown) = report(&penguins).unwrap();
    let index = helpers::adjusted_rand_index(segments.labels(), &known).unwrap();
    assert!(index > 0.4 && shown.contains("taken for missing: ") && shown.contains("Biscoe, 100 %"), "{index} {shown}");
}
