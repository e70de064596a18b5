//! A strict reader of the tab-separated tables: one header, the same cells in every row, no quoting, no escapes.

use std::fmt::Display;
use std::str::FromStr;

/// A fault of one cell of one table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: column `{column}`: {reason}")]
pub struct TableError {
    /// The table's file name (`countries.tsv`).
    pub file: &'static str,
    /// The line, the header being 1.
    pub line: usize,
    /// The column; where cells are missing, the first one without; where there are too many, the last one known.
    pub column: &'static str,
    /// What is wrong with the cell, and what it should be.
    pub reason: String,
}

/// What a table is called and which columns it has, in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) file: &'static str,
    pub(super) columns: &'static [&'static str],
}

/// One row, its cells trimmed of nothing.
#[derive(Debug)]
pub(super) struct Row<'t> {
    layout: Layout,
    line: usize,
    cells: Vec<&'t str>,
}

impl Layout {
    /// The rows of `text`; every row whose shape is wrong is a fault instead.
    pub(super) fn rows<'t>(self, text: &'t str, faults: &mut Vec<TableError>) -> Vec<Row<'t>> {
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n').zip(1..);
        let (header, _) = lines.next().unwrap_or(("", 1));
        if let Err(fault) = self.check_header(header) {
            faults.push(fault);
            return Vec::new();
        }
        let mut rows = Vec::new();
        for (text, line) in lines {
            match self.row(text, line) {
                Ok(row) => rows.push(row),
                Err(fault) => faults.push(fault),
            }
        }
        rows
    }

    fn check_header(self, header: &str) -> Result<(), TableError> {
        let mut cells = header.split('\t');
        for &column in self.columns {
            let cell = cells.next().unwrap_or_default();
            if cell != column {
                return Err(self.fault(1, column, format!("the header has `{cell}` in its place")));
            }
        }
        match cells.next() {
            None => Ok(()),
            Some(extra) => {
                Err(self.fault(1, self.last(), format!("the header goes on with `{extra}`, an unknown column")))
            }
        }
    }

    fn row(self, text: &str, line: usize) -> Result<Row<'_>, TableError> {
        let cells: Vec<&str> = text.split('\t').collect();
        let (given, wanted) = (cells.len(), self.columns.len());
        if given != wanted {
            let column = self.columns.get(given).copied().unwrap_or(self.last());
            return Err(self.fault(line, column, format!("the row has {given} cells, the header {wanted}")));
        }
        for (cell, &column) in cells.iter().zip(self.columns) {
            if cell.trim() != *cell || has_control(cell) {
                return Err(self.fault(line, column, "remove control characters and the blanks at the ends".into()));
            }
        }
        Ok(Row { layout: self, line, cells })
    }

    fn last(self) -> &'static str {
        self.columns.last().copied().unwrap_or_default()
    }

    pub(super) fn fault(self, line: usize, column: &'static str, reason: String) -> TableError {
        TableError { file: self.file, line, column, reason }
    }
}

impl<'t> Row<'t> {
    /// The cell as it stands.
    pub(super) fn cell(&self, column: &str) -> &'t str {
        let at = self.layout.columns.iter().position(|&c| c == column).expect("a column of the layout");
        self.cells[at]
    }

    /// A text that must not be blank.
    pub(super) fn required(&self, column: &'static str) -> Result<String, TableError> {
        match self.cell(column) {
            "" => Err(self.fault(column, "must not be blank")),
            text => Ok(text.to_owned()),
        }
    }

    /// A text, `None` where blank.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The items between `|`, none of them blank or given twice.
    pub(super) fn items(&self, column: &'static str) -> Result<Vec<&'t str>, TableError> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Ok(Vec::new());
        }
        let mut items: Vec<&str> = Vec::new();
        for item in cell.split('|') {
            if item.trim() != item || item.is_empty() {
                return Err(self.fault(column, format!("item {} is blank or has blanks at an end", items.len() + 1)));
            }
            if items.contains(&item) {
                return Err(self.fault(column, format!("`{item}` is given twice")));
            }
            items.push(item);
        }
        Ok(items)
    }

    /// The items as owned texts.
    pub(super) fn list(&self, column: &'static str) -> Result<Vec<String>, TableError> {
        Ok(self.items(column)?.into_iter().map(str::to_owned).collect())
    }

    /// A value that must be there.
    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, TableError> {
        self.parse_text(column, self.cell(column))
    }

    /// A value, `None` where blank.
    pub(super) fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, TableError> {
        match self.cell(column) {
            "" => Ok(None),
            text => self.parse_text(column, text).map(Some),
        }
    }

    /// A part of a cell as a value.
    pub(super) fn parse_text<T: FromStr<Err: Display>>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, TableError> {
        text.parse().map_err(|error: T::Err| self.fault(column, error.to_string()))
    }

    /// A finite number that is not negative, `None` where blank.
    pub(super) fn number(&self, column: &'static str) -> Result<Option<f64>, TableError> {
        match self.cell(column) {
            "" => Ok(None),
            text => self.number_of(column, text).map(Some),
        }
    }

    /// A part of a cell as a finite number that is not negative.
    pub(super) fn number_of(&self, column: &'static str, text: &str) -> Result<f64, TableError> {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match text.parse::<f64>() {
            Ok(number) if plain => Ok(number),
            _ => Err(self.fault(column, format!("`{text}` is no number: write digits and at most one point"))),
        }
    }

    /// A year of four digits.
    pub(super) fn year(&self, column: &'static str) -> Result<i16, TableError> {
        let text = self.cell(column);
        match text.parse::<i16>() {
            Ok(year) if text.len() == 4 && year > 0 => Ok(year),
            _ => Err(self.fault(column, format!("`{text}` is no year: write four digits"))),
        }
    }

    /// A fault in this row.
    pub(super) fn fault(&self, column: &'static str, reason: impl Into<String>) -> TableError {
        self.layout.fault(self.line, column, reason.into())
    }
}

fn has_control(cell: &str) -> bool {
    // Most cells are ASCII, and this runs over every byte of every table at the start of the program.
    if cell.is_ascii() { cell.bytes().any(|b| b.is_ascii_control()) } else { cell.chars().any(char::is_control) }
}

/// Why a cell is none of the words that its column takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is none of {}", known.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub given: String,
    /// The words that would do.
    pub known: &'static [&'static str],
}

/// Defines an enum whose values are words of a table.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for it in tables and output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::world::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::world::UnknownWord { given: word.to_owned(), known: &[$($word),+] }),
                }
            }
        }
    };
}
pub(super) use words;
