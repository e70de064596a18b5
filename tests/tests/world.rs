//! A small world: eleven documents of four sources with facts of all sixteen kinds.

use entente_proto::v1::Document;
use entente_tests::{dated, document};

/// The documents, in the order in which they arrive.
pub(crate) fn documents() -> Vec<Document> {
    let mut documents = vec![
        dated(
            "ledger-1",
            "2023-07-03",
            "The Ledger",
            "Beijing puts two metals under licence.\n\
             restriction imposer=CHN topic=gallium measure=licensing change=impose time=2023-08-01/.. conf=0.9\n\
             restriction imposer=CHN topic=germanium measure=licensing change=impose time=2023-08-01/.. conf=0.85\n\
             production producer=CHN topic=gallium share_pct=98 rank=1 stage=refining conf=0.7\n",
        ),
        dated(
            "ledger-2",
            "2024-12-03",
            "The Ledger",
            "A year and a half later the licences became a ban for one buyer.\n\
             restriction imposer=CHN target=USA topic=gallium measure=export-ban change=tighten time=2024-12-03 conf=0.95\n\
             statement speaker=USA about=CHN topic=gallium stance=criticism quoted=true by=USA time=2024-12 conf=0.6\n\
             dependence dependent=USA supplier=CHN topic=gallium share_pct=53 measure=imports time=2019/2022 conf=0.8\n",
        ),
        dated(
            "harbour-1",
            "2026-01-16",
            "Harbour News",
            "Tokyo and Rome move closer.\n\
             partnership party=JPN+ITA level=special_strategic_partnership change=upgrade via=sanae-takaichi;giorgia-meloni time=2026-01-16 conf=0.97\n",
        ),
        dated(
            "harbour-2",
            "2026-01-16",
            "Harbour News",
            "The communique names fields.\n\
             cooperation party=JPN+ITA topic=space change=deepen planned conf=0.8\n\
             cooperation party=JPN+ITA topic=lng change=start planned time=2026 conf=0.8\n\
             cooperation party=JPN+ITA topic=critical-minerals conf=0.5\n\
             joint_body party=JPN+ITA topic=space body=advisory-group stage=planned planned conf=0.75\n\
             project party=JPN+ITA+GBR topic=fighter-jets name=the_jet due=2035 stage=under-way time=../2035 conf=0.66\n\
             dependence dependent=JPN supplier=CHN topic=rare-earths degree=majority conf=0.55\n\
             dependence dependent=ITA supplier=CHN topic=rare-earths degree=significant conf=0.55\n\
             meeting participant=JPN+ITA host=JPN form=summit place=Tokyo time=2026-01-16 conf=0.9\n",
        ),
        dated(
            "wire-1",
            "2024-03-07",
            "North Wire",
            "Stockholm is in.\n\
             membership member=SWE organisation=nato change=join status=member time=2024-03-07 conf=0.99\n\
             office holder=jane-example of=SWE title=trade_minister since=2022-10 conf=0.9\n\
             dispute initiator=RUS target=SWE form=military change=escalate possible conf=0.3\n",
        ),
        dated(
            "wire-2",
            "2025-10-31",
            "North Wire",
            "Ministers want other mines.\n\
             derisking actor=g7 topic=rare-earths away_from=CHN toward=AUS+CAN method=diversify planned time=2025-10-31 conf=0.7\n\
             investment investor=JPN recipient=lynas-rare-earths topic=dysprosium amount=200000000 currency=AUD stage=committed time=2023-03-07 conf=0.8\n\
             supply supplier=AUS recipient=JPN topic=dysprosium change=start term=ten_years time=2025-10 conf=0.8\n\
             production producer=lynas-rare-earths topic=heavy-rare-earths stage=refining negated conf=0.4\n",
        ),
        dated(
            "wire-3",
            "2026-02-02",
            "North Wire",
            "Two quarrels and a paper.\n\
             dispute party=CHN+JPN form=territorial change=continue conf=0.6\n\
             agreement party=JPN+PHL instrument=trade-agreement name=a_pact stage=negotiating time=2026-02/.. conf=0.7\n\
             agreement party=CHN+KOR topic=general instrument=joint-statement stage=rejected negated conf=0.5\n",
        ),
        dated(
            "letters-1",
            "2026-02-03",
            "Letters of the Ministry",
            "An answer to a question in parliament.\n\
             dependence dependent=KOR supplier=CHN topic=urea share_pct=90 measure=imports time=2023 conf=0.8\n\
             supply supplier=VNM recipient=KOR topic=urea change=increase time=2023-12 conf=0.7\n\
             restriction imposer=CHN target=KOR topic=urea measure=other change=suspend possible time=2023-12 conf=0.35\n",
        ),
        document("nameless", "No source, no date.\nmeeting participant=g7+eu form=ministerial conf=0.2\n"),
        dated("silent", "2026-02-04", "The Ledger", "Nothing in this one states a fact.\n"),
        dated(
            "twin",
            "2026-02-05",
            "Letters of the Ministry",
            "The same ban, told again.\n\
             restriction imposer=CHN target=USA topic=gallium measure=export-ban change=suspend time=2025-11-10/2026-11-27 conf=0.9\n",
        ),
    ];
    documents.iter_mut().for_each(|document| document.language = "en".into());
    documents
}
