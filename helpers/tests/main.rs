//! All tests of what the crate gives to others, as one program: 25 would each compile and link what they share.

mod common;

mod any_columns;
mod bad_input;
mod command_line;
mod corpus;
mod customers;
mod exact_em;
mod markup;
mod mixed_em;
mod mixture;
mod mixture_bad_input;
mod mixture_mixed;
mod new_file;
mod next_quarter;
mod original;
mod profile;
mod properties;
mod real_data;
mod saved_model;
mod saved_model_changed;
mod saved_model_columns;
mod saved_model_refused;
mod scaler_pca;
mod strict_csv;
mod validation;
mod verdict;

#[test]
fn every_file_beside_this_one_is_a_part_of_it() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(part) = name.strip_suffix(".rs").filter(|part| *part != "main") {
            assert!(include_str!("main.rs").contains(&format!("\nmod {part};\n")), "{name}");
        }
    }
}
