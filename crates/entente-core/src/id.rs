//! Ids: plain strings as the fact model writes them (`JPN`, `g7`, `rare-earths`), each with its own type.

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// The longest actor or topic id, in bytes.
pub const MAX_ID_BYTES: usize = 120;
/// The longest document id, in bytes.
pub const MAX_DOCUMENT_ID_BYTES: usize = 256;

/// Why a string is no id of the wanted sort.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Neither three upper-case letters nor kebab-case.
    #[error("`{0}` is no actor id: give an ISO 3166 alpha-3 code in upper case or a kebab-case id such as `g7`")]
    Actor(String),
    /// Not kebab-case.
    #[error("`{0}` is no topic id: give a kebab-case id such as `rare-earths`")]
    Topic(String),
    /// Empty, too long, or with control characters or blanks at an end.
    #[error("`{0}` is no document id: give 1 to 256 bytes without control characters and without blanks at the ends")]
    Document(String),
    /// Not `f-` and 32 hexadecimal digits.
    #[error("`{0}` is no fact id: give `f-` and 32 hexadecimal digits, as a list of facts shows them")]
    Fact(String),
    /// Not `r-` and 32 hexadecimal digits.
    #[error("`{0}` is no relation id: give `r-` and 32 hexadecimal digits, as a list of relations shows them")]
    Relation(String),
}

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident, $check:ident, $error:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks `id` and wraps it.
            ///
            /// # Errors
            #[doc = concat!("[`IdError::", stringify!($error), "`] where `id` has not the form.")]
            pub fn new(id: &str) -> Result<Self, IdError> {
                if $check(id) { Ok(Self(id.into())) } else { Err(IdError::$error(shorten(id))) }
            }

            /// The id as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(id: &str) -> Result<Self, IdError> {
                Self::new(id)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

string_id!(
    /// Who: a country (`JPN`), an organisation (`g7`), a government body (`jp-meti`), a company (`lynas-rare-earths`)
    /// or a person (`sanae-takaichi`).
    ActorId, is_actor_id, Actor
);
string_id!(
    /// What: a material, product or policy field of the taxonomy (`rare-earths`, `lng`, `space`).
    TopicId, is_kebab, Topic
);
string_id!(
    /// A document, as its source or its reader named it.
    DocumentId, is_document_id, Document
);
string_id!(
    /// A fact: derived from its content, so that it is the same after a second extraction. See
    /// [`Fact::id`](crate::fact::Fact::id).
    FactId, is_fact_id, Fact
);
string_id!(
    /// A relation: derived from the kind and the role fillers that its facts share.
    RelationId, is_relation_id, Relation
);

impl ActorId {
    /// Whether this is a country's ISO 3166 alpha-3 code (or `XKX`, Kosovo).
    #[must_use]
    pub fn is_country(&self) -> bool {
        is_country_code(&self.0)
    }

    /// The id of an actor that is in no table: its name in kebab-case without diacritics and legal suffix.
    ///
    /// `None` where the name holds no letter or digit of the Latin script.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut id = kebab(name);
        while let Some((rest, last)) = id.rsplit_once('-') {
            if !LEGAL_SUFFIXES.contains(&last) {
                break;
            }
            id.truncate(rest.len());
        }
        if id.len() > MAX_ID_BYTES {
            id.truncate(MAX_ID_BYTES);
            id.truncate(id.trim_end_matches('-').len());
        }
        Self::new(&id).ok()
    }
}

impl FactId {
    /// The id for 16 bytes of a content hash.
    #[must_use]
    pub fn from_hash(hash: &[u8; 16]) -> Self {
        Self(format!("f-{}", hex(hash)).into())
    }
}

impl RelationId {
    /// The id for 16 bytes of a content hash.
    #[must_use]
    pub fn from_hash(hash: &[u8; 16]) -> Self {
        Self(format!("r-{}", hex(hash)).into())
    }
}

/// Legal forms that no id carries, in kebab-case.
const LEGAL_SUFFIXES: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "llc",
    "plc",
    "ag",
    "sa",
    "se",
    "nv",
    "bv",
    "gmbh",
    "spa",
    "asa",
    "ab",
    "oy",
    "oyj",
    "as",
    "kk",
    "pjsc",
    "jsc",
    "ojsc",
    "pao",
    "bhd",
    "sdn",
    "tbk",
    "pt",
    "srl",
    "kg",
    "kgaa",
    "lp",
];

/// A name in kebab-case: decomposed, without diacritics, in lower case, `&` read as "and", every run of other
/// characters one hyphen.
#[must_use]
pub fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let push = |c: char, out: &mut String, gap: &mut bool| {
        if *gap && !out.is_empty() {
            out.push('-');
        }
        *gap = false;
        out.push(c);
    };
    for c in name.nfkd() {
        match c {
            '&' => {
                gap = true;
                "and".chars().for_each(|c| push(c, &mut out, &mut gap));
                gap = true;
            }
            'ø' | 'Ø' => push('o', &mut out, &mut gap),
            'ł' | 'Ł' => push('l', &mut out, &mut gap),
            'đ' | 'Đ' => push('d', &mut out, &mut gap),
            'ı' => push('i', &mut out, &mut gap),
            'ß' => "ss".chars().for_each(|c| push(c, &mut out, &mut gap)),
            'æ' | 'Æ' => "ae".chars().for_each(|c| push(c, &mut out, &mut gap)),
            'œ' | 'Œ' => "oe".chars().for_each(|c| push(c, &mut out, &mut gap)),
            c if c.is_ascii_alphanumeric() => push(c.to_ascii_lowercase(), &mut out, &mut gap),
            // An apostrophe and a combining mark belong to the word around them.
            '\'' | '’' => {}
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ => gap = true,
        }
    }
    out
}

fn is_country_code(id: &str) -> bool {
    id.len() == 3 && id.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_actor_id(id: &str) -> bool {
    is_country_code(id) || is_kebab(id)
}

fn is_kebab(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_ID_BYTES
        && id
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn is_document_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_DOCUMENT_ID_BYTES && id.trim() == id && !id.chars().any(char::is_control)
}

fn is_fact_id(id: &str) -> bool {
    id.strip_prefix("f-").is_some_and(is_hex_128)
}

fn is_relation_id(id: &str) -> bool {
    id.strip_prefix("r-").is_some_and(is_hex_128)
}

fn is_hex_128(digits: &str) -> bool {
    digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Enough of a refused string to know it again, never a page of it.
fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(60).chain("…".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actor_ids() {
        for id in ["JPN", "g7", "jp-meti", "lynas-rare-earths", "3m"] {
            assert_eq!(ActorId::new(id).unwrap().as_str(), id);
        }
        for bad in ["", "jp_meti", "Japan", "JP", "-g7", "g7-", "a--b", "é"] {
            assert_eq!(ActorId::new(bad), Err(IdError::Actor(bad.into())), "{bad}");
        }
    }

    #[test]
    fn ids_of_names_drop_diacritics_and_legal_suffixes() {
        let check = |name: &str, id: &str| assert_eq!(ActorId::from_name(name).unwrap().as_str(), id);
        check("Sumitomo Metal Mining Co., Ltd.", "sumitomo-metal-mining");
        check("Recep Tayyip Erdoğan", "recep-tayyip-erdogan");
        check("Johnson & Johnson", "johnson-and-johnson");
        check("Côte d’Azur Énergie S.p.A.", "cote-dazur-energie-s-p-a");
        check("Mærsk Łódź", "maersk-lodz");
        assert_eq!(ActorId::from_name("中国"), None);
        assert_eq!(ActorId::from_name("—"), None);
    }

    #[test]
    fn document_ids_take_what_files_are_called() {
        for id in ["d1", "2026-01-16 Tokyo (final).txt", "日本"] {
            assert!(DocumentId::new(id).is_ok(), "{id}");
        }
        for bad in ["", " d1", "d1\n", "a\u{7}b", &"x".repeat(257)] {
            assert!(DocumentId::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hash_ids_read_back() {
        let id = FactId::from_hash(&[0xab; 16]);
        assert_eq!(FactId::new(id.as_str()), Ok(id.clone()));
        assert!(RelationId::new(id.as_str()).is_err());
    }
}
