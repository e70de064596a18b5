//! Texts whose facts are plain to see, and the extractor that reads them.
//!
//! Each line that begins with one of the sixteen kinds states one fact, and is its own evidence; every other line is
//! prose. After the kind come roles and attributes as `name=value`, fillers of one role with `+` between them and `_`
//! for blanks in attributes; `time=`, `by=` (whose word it is), `via=` and `conf=`; and the factuality as a bare word:
//!
//! ```text
//! China puts two metals under licence.
//! restriction imposer=CHN topic=gallium measure=licensing change=impose planned time=2023-08-01/.. conf=0.9
//! ```
//!
//! Four words, each on a line of its own, make it misbehave: `break` (it panics), `misquote` (evidence that is not in
//! the text), `stray` (a fact of another document), and `wait` (it reads on once the [`Gate`] is open).

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use entente_core::{
    Document, DocumentId, Evidence, Extractor, Fact, FactKind, Factuality, Role, Span, interchange::fact_from_json,
};
use entente_server::{ReadDocuments, Reading, Remark, Severity};
use serde_json::{Map, Value, json};

/// The extractor that reads notation.
#[derive(Debug, Default, Clone)]
pub struct Notation {
    gate: Gate,
}

impl Notation {
    /// One whose documents wait at a gate where they say `wait`.
    #[must_use]
    pub fn behind(gate: Gate) -> Self {
        Self { gate }
    }
}

impl ReadDocuments for Notation {
    fn extractor(&self) -> Extractor {
        Extractor { name: "notation".into(), version: "1".into() }
    }

    fn read(&self, document: &Document) -> Reading {
        let mut reading = Reading::default();
        let mut start = 0;
        for line in document.text().split_inclusive('\n') {
            let words = line.trim_end();
            let span = Span::new(start, start + words.len());
            start += line.len();
            match words {
                "break" => panic!("the document says so"),
                "wait" => self.gate.pass(),
                "misquote" => reading.facts.push(fact("meeting participant=ITA", (0, 4, "Lima"), &document.id)),
                "stray" => {
                    let elsewhere = DocumentId::new("elsewhere").expect("it is an id");
                    reading.facts.push(fact("meeting participant=ITA", (0, 4, "Lima"), &elsewhere));
                }
                "remark" => reading.remarks.push(Remark {
                    severity: Severity::Warning,
                    code: "told-to",
                    message: "the document says so".into(),
                    span,
                }),
                _ if FactKind::from_term(words.split(' ').next().unwrap_or_default()).is_some() => {
                    let span = span.expect("the line has a word");
                    let evidence = Evidence::quote(document.text(), span).expect("the line is in the text");
                    let quote = (evidence.span().start(), evidence.span().end(), evidence.text());
                    reading.facts.push(fact(words, quote, &document.id));
                }
                _ => {}
            }
        }
        reading
    }
}

/// The fact of one line. A line that is not as the page above says is a fault of the test: it panics.
fn fact(line: &str, (start, end, quote): (usize, usize, &str), document: &DocumentId) -> Fact {
    let mut words = line.split(' ');
    let kind = words.next().unwrap_or_default();
    let (mut roles, mut attrs) = (Map::new(), Map::new());
    let mut out = json!({
        "kind": kind,
        "evidence": [{"start_byte": start, "end_byte": end, "quote": quote}],
    });
    for word in words {
        match word.split_once('=') {
            None => {
                assert!(Factuality::from_term(word).is_some(), "`{word}` in `{line}` is no factuality");
                out["factuality"] = word.into();
            }
            Some(("time", time)) => out["time"] = time.into(),
            Some(("by", name)) => out["attributed_to"] = json!([name.replace('_', " ")]),
            Some(("conf", number)) => out["confidence"] = number.parse::<f64>().expect("a number").into(),
            Some((name, ids)) if Role::from_term(name).is_some() => {
                roles.insert(name.into(), ids.split('+').collect::<Vec<_>>().into());
            }
            Some((name, value)) => {
                attrs.insert(name.into(), attribute(name, value));
            }
        }
    }
    out["roles"] = roles.into();
    out["attrs"] = attrs.into();
    fact_from_json(out, document).unwrap_or_else(|error| panic!("`{line}`: {error}"))
}

fn attribute(name: &str, value: &str) -> Value {
    match name {
        "share_pct" | "rate_pct" | "rank" | "amount" | "quantity" => {
            value.parse().unwrap_or_else(|error| panic!("`{name}={value}`: {error}"))
        }
        "quoted" => (value == "true").into(),
        _ => value.replace('_', " ").into(),
    }
}

/// Where documents that say `wait` wait.
#[derive(Debug, Default, Clone)]
pub struct Gate(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    open: bool,
    reached: bool,
}

impl Gate {
    /// Lets everybody pass, now and from now on.
    pub fn open(&self) {
        self.state().open = true;
        self.0.1.notify_all();
    }

    /// Waits until a document has come to the gate: it was accepted, and is being read.
    pub async fn reached(&self) {
        while !self.state().reached {
            tokio::task::yield_now().await;
        }
    }

    fn pass(&self) {
        let mut state = self.state();
        state.reached = true;
        drop(self.0.1.wait_while(state, |state| !state.open).unwrap_or_else(PoisonError::into_inner));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
