//! Calls made of odd values: whatever is asked, the answer is one of the contract, and the server goes on.

use entente_proto::v1::{
    Document, ErrorReason, ExtractRequest, FactFilter, GetActorRequest, GetDocumentRequest, GetFactRequest,
    GetRelationRequest, GetTopicRequest, IngestRequest, ListActorsRequest, ListDocumentsRequest, ListFactsRequest,
    ListRelationsRequest, ListTopicsRequest, PartialDate, ReadOptions, RetractDocumentRequest, RoleFilter,
    read_options::Known,
};
use entente_tests::refusal::is_well_worded;
use entente_tests::server::patiently;
use entente_tests::{Server, refusal};
use prost_types::Timestamp;
use tonic::{Code, Response, Status};

use crate::filters::Dice;
use crate::world;

const CALLS: usize = 800;

#[tokio::test]
async fn odd_calls_get_answers_of_the_contract() {
    let server = Server::with(world::documents()).await;
    let mut odd = Odd { dice: Dice(0x0dd), token: String::new() };
    let (mut answered, mut refused) = (0, 0);
    for number in 0..CALLS {
        let outcome = odd.call(&server).await;
        match outcome {
            Ok(token) => {
                answered += 1;
                // Good tokens, too, turn up in later calls.
                odd.token = token.filter(|token| !token.is_empty()).unwrap_or(std::mem::take(&mut odd.token));
            }
            Err(status) => {
                refused += 1;
                is_of_the_contract(&status, number);
            }
        }
    }
    assert!(answered > CALLS / 10 && refused > CALLS / 10, "{answered} answered, {refused} refused");
    let facts = server.facts(FactFilter::default()).await;
    assert!(facts.len() >= 30, "what was there is there");
    server.stop().await;
}

fn is_of_the_contract(status: &Status, number: usize) {
    let told = refusal(status);
    let reason = told.split(' ').nth(1).unwrap_or_default();
    let known = ErrorReason::from_str_name(&format!("ERROR_REASON_{reason}"));
    assert!(known.is_some_and(|reason| reason != ErrorReason::Unspecified), "call {number}: {told}");
    let code = status.code();
    assert!(matches!(code, Code::InvalidArgument | Code::NotFound | Code::OutOfRange), "call {number}: {told}");
    assert!(is_well_worded(status.message()), "call {number}: `{}`", status.message());
}

struct Odd {
    dice: Dice,
    token: String,
}

impl Odd {
    /// One call; the token of the next page, if the answer has one.
    async fn call(&mut self, server: &Server) -> Result<Option<String>, Status> {
        let (mut query, mut ingest, mut extract) = (server.query(), server.ingest(), server.extract());
        let (id, read) = (self.text(), self.read());
        let (page_size, page_token) = (self.size(), self.page_token());
        let none = |_: Response<()>| None;
        Ok(match self.dice.below(13) {
            0 => none(query.get_actor(GetActorRequest { id, read }).await?.map(drop)),
            1 => none(query.get_topic(GetTopicRequest { id, read }).await?.map(drop)),
            2 => none(query.get_fact(GetFactRequest { id, read }).await?.map(drop)),
            3 => none(query.get_relation(GetRelationRequest { id, read }).await?.map(drop)),
            4 => none(ingest.get_document(GetDocumentRequest { id, read }).await?.map(drop)),
            5 => {
                let (kinds, mentioned_only) = (self.numbers(), self.dice.chance(2));
                let request = ListActorsRequest { kinds, query: id, mentioned_only, read, page_size, page_token };
                Some(query.list_actors(request).await?.into_inner().next_page_token)
            }
            6 => {
                let (parent, mentioned_only) = (self.text(), self.dice.chance(2));
                let request = ListTopicsRequest { parent, query: id, mentioned_only, read, page_size, page_token };
                Some(query.list_topics(request).await?.into_inner().next_page_token)
            }
            7 => {
                let filter = self.filter();
                let request = ListRelationsRequest { filter, read, page_size, page_token };
                Some(query.list_relations(request).await?.into_inner().next_page_token)
            }
            8 => {
                let (sources, include_text) = (self.texts(), self.dice.chance(2));
                let request = ListDocumentsRequest { sources, include_text, read, page_size, page_token };
                Some(ingest.list_documents(request).await?.into_inner().next_page_token)
            }
            9 => {
                let request = ExtractRequest {
                    document: self.document(),
                    min_confidence: self.confidence(),
                    ..Default::default()
                };
                none(extract.extract(request).await?.map(drop))
            }
            10 => {
                let requests: Vec<_> = (0..3).map(|_| IngestRequest { document: self.document() }).collect();
                let mut answers = ingest.ingest(tokio_stream::iter(requests)).await?.into_inner();
                for index in 0..3 {
                    assert_eq!(patiently(answers.message()).await?.unwrap().index, index, "one answer a document");
                }
                assert_eq!(patiently(answers.message()).await?, None);
                None
            }
            11 => {
                // Ids of the odd documents: those of the world stay.
                let request = RetractDocumentRequest { id: format!("odd-{id}"), reason: self.text() };
                none(ingest.retract_document(request).await?.map(drop))
            }
            _ => {
                let request = ListFactsRequest { filter: self.filter(), read, page_size, page_token };
                Some(query.list_facts(request).await?.into_inner().next_page_token)
            }
        })
    }

    fn text(&mut self) -> String {
        let long = "x".repeat(300);
        let texts = [
            "",
            " ",
            "JPN",
            "jpn",
            "gallium",
            "twin",
            "wire-1",
            "g7",
            "\0",
            "\u{202e}",
            "日本",
            "e\u{301}",
            "%",
            "-",
            "f-00000000000000000000000000000000",
            "f-",
            "r-ffffffffffffffffffffffffffffffff",
            "../..",
            "North Wire",
            "a\nb",
            "rare-earths",
            "dysprosium",
            "🚀",
            &long,
        ];
        texts[self.dice.below(texts.len())].to_owned()
    }

    fn texts(&mut self) -> Vec<String> {
        let count = [0, 0, 1, 2, 101][self.dice.below(5)];
        (0..count).map(|_| self.text()).collect()
    }

    fn number(&mut self) -> i32 {
        [0, 1, 1, 2, 3, 4, 8, 12, 16, 21, 31, -1, 99, 2025, 9_999, i32::MAX, i32::MIN][self.dice.below(17)]
    }

    fn numbers(&mut self) -> Vec<i32> {
        let count = [0, 0, 1, 2, 101][self.dice.below(5)];
        (0..count).map(|_| self.number()).collect()
    }

    fn size(&mut self) -> i32 {
        if self.dice.chance(5) { self.number() } else { i32::try_from(self.dice.below(20)).unwrap() }
    }

    fn page_token(&mut self) -> String {
        match self.dice.below(8) {
            0 => self.text(),
            1 => self.token.clone(),
            2 => {
                let mut damaged = self.token.clone().into_bytes();
                let at = self.dice.below(damaged.len().max(1));
                if let Some(byte) = damaged.get_mut(at) {
                    *byte = b'A' + u8::try_from(self.dice.below(26)).unwrap();
                }
                String::from_utf8(damaged).unwrap()
            }
            _ => String::new(),
        }
    }

    fn read(&mut self) -> Option<ReadOptions> {
        let seconds = [0, 1_768_478_400, -1, i64::MAX, i64::MIN, 253_402_300_800, -62_135_596_801][self.dice.below(7)];
        let nanos = [0, 999_999_999, 1_000_000_000, -1, i32::MIN][self.dice.below(5)];
        match self.dice.below(12) {
            0 => Some(ReadOptions { known: None }),
            1 => Some(ReadOptions { known: Some(Known::AtPosition([0, 1, 7, 900, u64::MAX][self.dice.below(5)])) }),
            2 => Some(ReadOptions { known: Some(Known::KnownAt(Timestamp { seconds, nanos })) }),
            _ => None,
        }
    }

    fn date(&mut self) -> Option<PartialDate> {
        let date = PartialDate { year: self.number(), month: self.number(), day: self.number() };
        (!self.dice.chance(3)).then_some(date)
    }

    fn confidence(&mut self) -> Option<f64> {
        [None, None, Some(0.0), Some(0.5), Some(-0.0), Some(1.5), Some(f64::NAN), Some(f64::INFINITY)]
            [self.dice.below(8)]
    }

    /// One field in three is odd.
    fn filter(&mut self) -> Option<FactFilter> {
        let mut filter = FactFilter { expand_members: self.dice.chance(2), ..FactFilter::default() };
        filter.exclude_descendants = self.dice.chance(2);
        for field in 0..9 {
            if !self.dice.chance(6) {
                continue;
            }
            match field {
                0 => filter.kinds = self.numbers(),
                1 => filter.actors = self.texts(),
                2 => filter.roles.push(RoleFilter { role: self.number(), ids: self.texts() }),
                3 => filter.topics = self.texts(),
                4 => filter.factualities = self.numbers(),
                5 => filter.valid_from = self.date(),
                6 => filter.valid_until = self.date(),
                7 => filter.min_confidence = self.confidence(),
                _ => (filter.sources, filter.document_ids) = (self.texts(), self.texts()),
            }
        }
        (!self.dice.chance(8)).then_some(filter)
    }

    fn document(&mut self) -> Option<Document> {
        let document = Document {
            id: format!("odd-{}{}", self.dice.below(50), if self.dice.chance(3) { self.text() } else { String::new() }),
            title: self.text(),
            text: self.text(),
            published: if self.dice.chance(3) { self.date() } else { None },
            source: self.text(),
            url: self.text(),
            language: self.text(),
        };
        (!self.dice.chance(10)).then_some(document)
    }
}
