//! Plain text and Markdown: a front matter where there is one, else the heading as the title.

use entente_core::Document;

use super::front_matter::{self, FrontMatter};
use super::{Refusal, document};

/// The longest first line that may be a title, in bytes.
const MAX_TITLE_BYTES: usize = 200;

/// The document of a text file. Its text is all that follows the front matter, headings and markup included.
pub(super) fn document_of(text: &str, id: &str, place: &str, markdown: bool) -> Result<Document, Refusal> {
    let (fields, body) = front_matter::split(text);
    let FrontMatter { id: own_id, title, published, source, language, url } = fields;
    let mut document = document(own_id.as_deref().unwrap_or(id), body.to_owned(), place)?;
    if let Some((line, date)) = published {
        let day = date.get(..10).unwrap_or(&date).parse().map_err(|_| {
            Refusal::new(format!("{place}:{line}"), format!("`published`: `{date}` is no date: give YYYY-MM-DD"))
        })?;
        document.published = Some(day);
    }
    document.title = title.or_else(|| heading(body, markdown));
    document.source = source;
    document.language = language;
    document.url = url;
    Ok(document)
}

/// The first heading of Markdown; of any text, a short first line that stands alone and is no sentence.
fn heading(text: &str, markdown: bool) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next()?.trim();
    if markdown {
        let headings = std::iter::once(first).chain(lines.clone().map(str::trim));
        if let Some(heading) = headings.filter_map(|line| line.strip_prefix("# ")).next() {
            return Some(heading.trim().to_owned());
        }
    }
    let alone = lines.next().is_some_and(|line| line.trim().is_empty());
    let sentence = first.ends_with(['.', '!', '"', '”', ':']);
    (alone && !sentence && first.len() <= MAX_TITLE_BYTES).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_heading() {
        let check = |text: &str, markdown: bool, title: Option<&str>| {
            assert_eq!(document_of(text, "d1", "d1.txt", markdown).unwrap().title.as_deref(), title);
        };
        check("Ore prices fall\n\nOslo sells less.", false, Some("Ore prices fall"));
        check("Oslo sells less.\n\nRome buys more.", false, None);
        check("Oslo sells\nless ore", false, None);
        check("\n# Ore prices fall\nOslo sells less.", true, Some("Ore prices fall"));
        check("---\ntitle: Given\n---\n# Ore\n\nOslo sells less.", true, Some("Given"));
    }

    #[test]
    fn faults_name_the_line() {
        let check = |text: &str, refusal: &str| {
            assert_eq!(document_of(text, "d1", "d1.txt", false).unwrap_err().to_string(), refusal);
        };
        check("", "d1.txt: `text`: the document has no text");
        check("---\ntitle: Ore\n---\n", "d1.txt: `text`: the document has no text");
        check("---\ntitle: Ore\npublished: May\n---\nOslo", "d1.txt:3: `published`: `May` is no date: give YYYY-MM-DD");
    }
}
