//! What stands between two `---` lines before a text: `name: value`, one a line.

/// The fields of a front matter that a document has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    /// With its line in the file, for messages.
    pub(super) published: Option<(usize, String)>,
    pub(super) source: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
}

/// Splits a text into its front matter and the rest; all is rest where there is no closing `---`.
///
/// Other names than a document's fields are left alone: files of other tools carry tags and layouts of their own.
pub(super) fn split(text: &str) -> (FrontMatter, &str) {
    let mut fields = FrontMatter::default();
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return (fields, text) };
    let mut offset = first.len();
    for (number, line) in (2..).zip(lines) {
        offset += line.len();
        if line.trim_end() == "---" {
            return (fields, text[offset..].trim_start_matches(['\r', '\n']));
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = unquote(value.trim());
        if value.is_empty() {
            continue;
        }
        match name {
            "id" => fields.id = Some(value),
            "title" => fields.title = Some(value),
            "published" | "date" => fields.published = Some((number, value)),
            "source" => fields.source = Some(value),
            "language" | "lang" => fields.language = Some(value),
            "url" => fields.url = Some(value),
            _ => {}
        }
    }
    (FrontMatter::default(), text)
}

fn unquote(value: &str) -> String {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(inner) = inner('"') {
        return inner.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    inner('\'').map_or_else(|| value.to_owned(), |inner| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_text_come_apart() {
        let text = "---\ntitle: \"Ore: a \\\"first\\\" look\"\npublished: 2025-03-01\nlayout: post\ntags:\n  - ore\n---\n\nOslo sells ore.\n";
        let (fields, rest) = split(text);
        assert_eq!(fields.title.as_deref(), Some("Ore: a \"first\" look"));
        assert_eq!(fields.published, Some((3, "2025-03-01".to_owned())));
        assert_eq!(rest, "Oslo sells ore.\n");
    }

    #[test]
    fn a_line_of_hyphens_alone_is_no_front_matter() {
        for text in ["---\nOslo: a port without an end", "Oslo\n---\nRome", ""] {
            assert_eq!(split(text), (FrontMatter::default(), text));
        }
    }
}
