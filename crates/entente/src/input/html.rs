//! Web pages: the main text without navigation and adverts, the title and date of the page's head.

use dom_smoothie::{Config, Readability, TextMode};
use entente_core::Document;

use super::{Refusal, document};

/// The document of a web page. Its text is the main text, one paragraph a block element, with blank lines between.
pub(super) fn document_of(page: &str, id: &str, place: &str) -> Result<Document, Refusal> {
    let refusal = || Refusal::new(place, "`text`: no main text is found in the page: give the text itself as .txt");
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).map_err(|_| refusal())?;
    let article = reader.parse().map_err(|_| refusal())?;
    let text = paragraphs(&article.text_content);
    if !text.split_whitespace().any(|word| word.ends_with(['.', '!', '?', '"', '”', ')'])) {
        // Words without one sentence are a menu or a form.
        return Err(refusal());
    }
    let mut document = document(id, text, place)?;
    document.title = Some(article.title.trim().to_owned()).filter(|title| !title.is_empty());
    document.published = article.published_time.as_deref().and_then(|time| time.trim().get(..10)?.parse().ok());
    document.source = article.site_name;
    document.language = article.lang;
    document.url = article.url.filter(|url| url.starts_with("http"));
    Ok(document)
}

/// Blanks within a paragraph to one, blank lines between paragraphs to one.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        for (number, word) in words.enumerate() {
            if number > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_text_stands_alone() {
        let page = r#"<html lang="en"><head><title>Ore talks | The Fjord Post</title>
            <meta property="og:title" content="Ore talks">
            <meta property="og:site_name" content="The Fjord Post">
            <meta property="article:published_time" content="2025-03-01T08:00:00Z"></head>
            <body><nav><a href="/">Home</a> <a href="/news">All news</a></nav><article><h1>Ore talks</h1>
            <p>Oslo and Rome began talks on nickel ore on Monday, and the two ministers spoke of a supply
            contract, which both sides hope to sign before the summer is out.</p>
            <p>Rome buys most of its nickel abroad &amp; wants a second seller, the minister said after a meeting
            with the heads of three firms, and Oslo has more than it can refine at home.</p></article>
            <footer>All rights reserved. Cookies, contact, imprint.</footer></body></html>"#;
        let document = document_of(page, "d1", "d1.html").unwrap();
        assert_eq!(document.title.as_deref(), Some("Ore talks"));
        assert_eq!(document.published, Some(jiff::civil::date(2025, 3, 1)));
        assert_eq!(document.source.as_deref(), Some("The Fjord Post"));
        assert_eq!(document.language.as_deref(), Some("en"));
        let paragraphs: Vec<_> = document.text().split("\n\n").collect();
        let first = paragraphs.iter().position(|p| p.starts_with("Oslo and Rome began")).unwrap();
        assert!(paragraphs[first].ends_with("before the summer is out."), "{paragraphs:?}");
        assert!(paragraphs[first + 1].starts_with("Rome buys most of its nickel abroad & wants"), "{paragraphs:?}");
        assert!(!document.text().contains("All news") && !document.text().contains("Cookies"), "{paragraphs:?}");
    }

    #[test]
    fn a_page_without_main_text_is_refused() {
        for page in
            ["<html><body><nav><a href='/'>Home</a> <a href='/news'>All news</a></nav></body></html>", "<p></p>", "<"]
        {
            assert_eq!(
                document_of(page, "d1", "d1.html").unwrap_err().to_string(),
                "d1.html: `text`: no main text is found in the page: give the text itself as .txt"
            );
        }
    }
}
